import type { ActiveWebhookBehaviour, Delivery, HeldWebhookEndpoint } from '../../webhooks/schemas.ts'
import { type Html, html } from '../html.ts'
import { checkbox } from './checkbox.ts'
import { newestFirst, table } from './table.ts'

interface Shown {
  readonly endpoints: readonly HeldWebhookEndpoint[]
  readonly behaviour: ActiveWebhookBehaviour
  readonly deliveries: readonly Delivery[]
}

/** The endpoints, the delivery faults and the deliveries. */
export const webhookSection = ({ endpoints, behaviour, deliveries }: Shown): Html =>
  html`<section>
    <h2>Webhooks</h2>
    ${endpoints.map(receiver)}
    ${endpoints.length === 0 && html`<p class="soft">There is no endpoint, so no events are sent.</p>`}
    <form method="post" action="_simulator/ui/webhooks">
      <label
        >Lost, %
        <input name="loss" type="number" min="0" max="100" value="${percent(behaviour.loss)}" required />
      </label>
      <label
        >Sent twice, %
        <input name="duplicates" type="number" min="0" max="100" value="${percent(behaviour.duplicates)}" required />
      </label>
      ${checkbox('reorder', 'Out of order', behaviour.reorder)} ${checkbox('paused', 'Paused', behaviour.paused)}
      <button class="first">Set</button>
    </form>
    <h2>Deliveries</h2>
    ${table(
      ['Time', 'Type', 'Account', 'State', 'Attempts', 'Last answer', 'Redeliver', 'Copies', 'Event', 'Endpoint'],
      newestFirst(deliveries).map((delivery) => [
        delivery.time,
        delivery.type,
        delivery.account,
        delivery.state,
        delivery.tries,
        delivery.lastStatus ?? delivery.lastError,
        html`<form class="row" method="post" action="_simulator/ui/redeliver">
          <button name="eventId" value="${delivery.eventId}">Redeliver</button>
        </form>`,
        delivery.copies,
        delivery.eventId,
        withoutQuery(delivery.url),
      ]),
    )}
  </section>`

const receiver = ({ url, payload, platform, enabled }: HeldWebhookEndpoint): Html =>
  html`<p>
    ${payload === 'thin' ? 'Thin events (v2)' : 'Snapshot events (v1)'} of ${platform} go to
    <code>${withoutQuery(url)}</code>${!enabled && ' (disabled)'}
  </p>`

const percent = (share: number): number => Math.round(share * 100)

// A query may contain a secret of the platform.
const withoutQuery = (url: string): string => url.split('?')[0] ?? ''
