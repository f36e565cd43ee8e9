import type { DeliveryStatus } from '../../../../domain/delivery.ts'
import type { WebhookEndpoint } from '../../../../domain/webhook-endpoint.ts'
import type { Page as Rows } from '../../../../ports/onboarding-queries.ts'
import type { Delivery } from '../../../../ports/outgoing-events.ts'
import { html, type Html } from '../../../../shared/html.ts'
import { deliveryRecord, statusWords } from './delivery-record.ts'
import { code, facts } from '../facts.ts'
import { badge, formerSecretUntil, typesOf } from './endpoint-words.ts'
import type { Page } from '../layout.ts'
import { field, form, NOTHING, time, type FormKeys } from '../parts.ts'

interface EndpointPage {
  /** The URL of the list, and that of the page. */
  readonly list: string
  readonly at: string
  readonly endpoint: WebhookEndpoint
  readonly deliveries: Rows<Delivery>
  /** The deliveries that are shown; absent: all. */
  readonly status: DeliveryStatus | undefined
  /** Whether these are not the newest. */
  readonly isLater: boolean
  /** What was typed into the form to send events again, if it cannot be taken. */
  readonly since?: { readonly typed: string; readonly fault: string }
  /** The URL of the page of a client, for staff who may open it. */
  readonly clientUrl: ((clientId: string) => string) | undefined
  readonly keys: FormKeys
}

/** An endpoint: how it stands, what staff can do with it, and what became of its events. */
export function endpointPage(page: EndpointPage): Page {
  const { list, at, endpoint, keys } = page
  return {
    title: endpoint.url,
    crumb: { href: list, name: 'Webhook endpoints' },
    content: html`<section class="card" aria-label="The endpoint">
        ${factsOf(endpoint)} ${actions(endpoint, at, keys)}
      </section>
      <section aria-labelledby="deliveries">
        <h2 id="deliveries">Deliveries</h2>
        ${filters(page)} ${records(page)}
      </section>
      ${againSince(page)} ${VERIFYING}`,
  }
}

function factsOf(endpoint: WebhookEndpoint): Html {
  const { off, failingSince, createdAt, id } = endpoint
  const until = formerSecretUntil(endpoint)
  return facts({
    Status: badge(endpoint),
    'Off since': off && html`${time(off.since)}. Events wait until it is on again.`,
    'Failing since': failingSince && time(failingSince),
    Events: typesOf(endpoint),
    Secret: until && html`New; the one before signs as well until ${time(until)}`,
    Added: time(createdAt),
    Id: code(id),
  })
}

function actions({ off }: WebhookEndpoint, at: string, keys: FormKeys): Html {
  const [enabled, words] = off === undefined ? ['off', 'Switch off'] : ['on', 'Switch on']
  const hint =
    off === undefined
      ? 'Events of an endpoint that is off wait, and are sent when it is on again.'
      : 'What waits is sent when the endpoint is on again.'
  const fields = html`<input type="hidden" name="enabled" value="${enabled}" />
    <button ${off === undefined ? html`class="other"` : NOTHING} aria-describedby="switch-hint">${words}</button>`
  return html`<div class="actions">
      ${form({ action: `${at}/switch`, keys, fields })}
      <a class="button other" href="${at}/change">Change</a>
      <a class="button other" href="${at}/rotate-secret">New secret</a>
      <a class="button danger" href="${at}/remove">Remove</a>
    </div>
    <p class="soft" id="switch-hint">${hint}</p>`
}

function filters({ at, status }: EndpointPage): Html {
  const choices: readonly (DeliveryStatus | undefined)[] = [undefined, 'waiting', 'delivered', 'given_up']
  const links = choices.map((choice) => {
    const href = choice === undefined ? at : `${at}?status=${choice}`
    const words = choice === undefined ? 'All' : statusWords(choice)
    return html`<li>
      <a href="${href}#deliveries" ${choice === status ? html`aria-current="true"` : NOTHING}>${words}</a>
    </li>`
  })
  return html`<nav aria-label="Deliveries by status">
    <ul class="filters">
      ${links}
    </ul>
  </nav>`
}

function records(page: EndpointPage): Html {
  const { at, deliveries, status, isLater } = page
  const { items, next } = deliveries
  if (items.length === 0) return html`<p class="card">${isLater || status !== undefined ? 'None.' : 'None yet.'}</p>`
  const newest = new URLSearchParams({ ...(status && { status }) }).toString()
  const older = new URLSearchParams({ ...(status && { status }), cursor: next ?? '' }).toString()
  return html`<ol class="records">
      ${items.map((delivery) => deliveryRecord(delivery, page))}
    </ol>
    <nav class="pages" aria-label="Pages of deliveries">
      ${isLater ? html`<a href="${at}?${newest}#deliveries">Newest</a>` : NOTHING}
      ${next === undefined ? NOTHING : html`<a href="${at}?${older}#deliveries">Older</a>`}
    </nav>`
}

const againSince = ({ at, since, keys }: EndpointPage): Html =>
  html`<section class="card" aria-labelledby="again">
    <h2 id="again">Send all events since a time again</h2>
    <p>All events that happened since then, and were delivered or given up, are sent again, oldest first.</p>
    ${form({
      action: `${at}/redeliver`,
      keys,
      fields: html`${field({
          id: 'since',
          label: 'Since (UTC)',
          value: since?.typed ?? '',
          fault: since?.fault,
          attributes: html`type="datetime-local" step="1" required`,
        })}<button class="other">Send again</button>`,
    })}
  </section>`

const VERIFYING = html`<section class="card" aria-labelledby="verifying">
  <h2 id="verifying">How your service verifies events</h2>
  <p>
    Events are signed by <a href="https://www.standardwebhooks.com" rel="noreferrer">Standard Webhooks</a>: the header
    <code>webhook-signature</code> is made of the raw body with the secret of this endpoint. Verify it with
    <code>verifyEvent</code> of <code>@connect-onboarding/client/events</code>, or with a library for Standard Webhooks
    in any language. Answer with a status of the 200s within 10 seconds, and ignore an event whose
    <code>webhook-id</code> you have seen.
  </p>
</section>`
