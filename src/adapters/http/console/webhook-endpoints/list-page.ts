import type { WebhookEndpoint } from '../../../../domain/webhook-endpoint.ts'
import { html, type Html } from '../../../../shared/html.ts'
import type { Page } from '../layout.ts'
import { form, NOTHING, time, type FormKeys } from '../parts.ts'
import { UNSIGNED } from './act-pages.ts'
import { endpointFields, type Typed } from './endpoint-fields.ts'
import { badge, typesOf } from './endpoint-words.ts'

interface ListPage {
  /** The URL of the list. */
  readonly at: string
  readonly endpoints: readonly WebhookEndpoint[]
  /** What the form shows; absent: endpoints cannot be added. */
  readonly typed: Typed | undefined
  readonly keys: FormKeys
}

/** The webhook endpoints of a platform, and the form to add one. */
export function listPage({ at, endpoints, typed, keys }: ListPage): Page {
  return {
    title: 'Webhook endpoints',
    content: html`<p class="lead">
        The service tells your own services what happens to your clients: it sends each event to these URLs, signed.
      </p>
      ${
        endpoints.length === 0
          ? html`<p class="card">There is no endpoint yet, so no events are sent.</p>`
          : html`<ul class="records">
              ${endpoints.map((endpoint) => record(endpoint, at))}
            </ul>`
      }
      ${typed === undefined ? UNSIGNED : addForm(typed, at, keys)}`,
  }
}

const record = (endpoint: WebhookEndpoint, at: string): Html =>
  html`<li>
    <div class="head"><a href="${at}/${endpoint.id}">${endpoint.url}</a> ${badge(endpoint)}</div>
    <p class="soft">${typesOf(endpoint)}</p>
    ${
      endpoint.failingSince === undefined
        ? NOTHING
        : html`<p class="soft">Failing since ${time(endpoint.failingSince)}</p>`
    }
  </li>`

const addForm = (typed: Typed, at: string, keys: FormKeys): Html =>
  html`<section class="card" aria-labelledby="add">
    <h2 id="add">Add an endpoint</h2>
    ${form({ action: at, keys, fields: html`${endpointFields(typed)}<button>Add the endpoint</button>` })}
  </section>`
