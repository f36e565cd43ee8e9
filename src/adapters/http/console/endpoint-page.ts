import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts'
import { html, type Html } from '../../../shared/html.ts'
import { badge, typesOf } from './endpoint-words.ts'
import type { Page } from './layout.ts'
import { NOTHING, time } from './parts.ts'

interface EndpointPage {
  /** The URL of the list. */
  readonly list: string
  readonly endpoint: WebhookEndpoint
}

/** An endpoint: how it stands. */
export function endpointPage({ list, endpoint }: EndpointPage): Page {
  return {
    title: endpoint.url,
    crumb: { href: list, name: 'Webhook endpoints' },
    content: html`<section class="card" aria-label="The endpoint">${facts(endpoint)}</section>`,
  }
}

function facts(endpoint: WebhookEndpoint): Html {
  const { off, failingSince, previousSecretUntil, createdAt, id } = endpoint
  return html`<dl class="facts">
    <dt>Status</dt>
    <dd>${badge(endpoint)}</dd>
    ${off === undefined ? NOTHING : fact('Off since', time(off.since))}
    ${failingSince === undefined ? NOTHING : fact('Failing since', time(failingSince))}
    ${fact('Events', html`${typesOf(endpoint)}`)}
    ${previousSecretUntil === undefined ? NOTHING : fact('The secret before signs until', time(previousSecretUntil))}
    ${fact('Added', time(createdAt))} ${fact('Id', html`<code>${id}</code>`)}
  </dl>`
}

const fact = (name: string, value: Html): Html =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`
