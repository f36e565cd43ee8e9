import { type Static, Type } from '@sinclair/typebox'
import { literals } from '../support/literals.ts'

/** What the control API takes and gives about webhooks. */

const closed = { additionalProperties: false }
const share = Type.Number({ minimum: 0, maximum: 1 })
const ms = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })
const secret = Type.String({ pattern: '\\S' })

export const WebhookEndpoint = Type.Object(
  {
    url: Type.String(),
    // Two while a secret is rolled: each event is signed with both, and the receiver may know either.
    secret: Type.Union([secret, Type.Array(secret, { minItems: 1, maxItems: 5 })]),
    // The waits before the second, third … try; as many tries as waits, and one.
    retryDelaysMs: Type.Optional(Type.Array(ms, { maxItems: 50 })),
    // How long the receiver may take.
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
  },
  closed,
)
/** Where events are sent, and what they are signed with. */
export type WebhookEndpoint = Static<typeof WebhookEndpoint>

/** An endpoint as it is shown: of the secrets the last characters only. */
export const HeldWebhookEndpoint = Type.Object({
  url: Type.String(),
  secrets: Type.Array(Type.String()),
  retryDelaysMs: Type.Array(Type.Integer()),
  timeoutMs: Type.Integer(),
})
export type HeldWebhookEndpoint = Static<typeof HeldWebhookEndpoint>

const behaviour = {
  // The share of the deliveries that never leave.
  loss: share,
  // The share of the deliveries that are sent more than once, and how many copies are sent besides the first.
  duplicates: share,
  copies: Type.Integer({ minimum: 1, maximum: 100 }),
  // Each copy is held for a random time between the two.
  delayMs: Type.Tuple([ms, ms]),
  // What waits is sent in random order.
  reorder: Type.Boolean(),
  // Nothing is sent; it waits.
  paused: Type.Boolean(),
  seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
}
export const WebhookBehaviour = Type.Partial(Type.Object(behaviour), closed)
/** How badly events arrive. What is left out is as it should be: nothing lost, nothing twice, at once, in order. */
export type WebhookBehaviour = Static<typeof WebhookBehaviour>
export const ActiveWebhookBehaviour = Type.Object(behaviour)
export type ActiveWebhookBehaviour = Static<typeof ActiveWebhookBehaviour>

/**
 * `queued`: not tried yet. `retrying`: failed, and waits for its next try. `failed`: no tries left, or the endpoint is
 * gone. `lost`: dropped on request.
 */
export const DeliveryState = literals(['queued', 'sending', 'retrying', 'delivered', 'failed', 'lost'])
export type DeliveryState = Static<typeof DeliveryState>

/** One event on its way to one endpoint. */
export const Delivery = Type.Object({
  eventId: Type.String(),
  type: Type.String(),
  account: Type.String(),
  url: Type.String(),
  // When the event happened, by the simulator's clock.
  time: Type.String(),
  state: DeliveryState,
  // Of the first copy; others are sent once, whatever the answer.
  tries: Type.Integer(),
  copies: Type.Integer(),
  lastStatus: Type.Union([Type.Integer(), Type.Null()]),
  lastError: Type.Union([Type.String(), Type.Null()]),
})
export type Delivery = Static<typeof Delivery>

export const DeliveryFilter = Type.Object(
  {
    account: Type.Optional(Type.String()),
    state: Type.Optional(DeliveryState),
    limit: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
)
export type DeliveryFilter = Static<typeof DeliveryFilter>

export const FlushRequest = Type.Object(
  { timeoutMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 280_000 })) },
  closed,
)

/** A delivery as it is kept. */
export const DeliveryRecord = Type.Object({ shown: Delivery, payload: Type.String(), failures: Type.Integer() })
export type DeliveryRecord = Static<typeof DeliveryRecord>

export const WebhooksSnapshot = Type.Object({
  endpoints: Type.Array(WebhookEndpoint),
  deliveries: Type.Array(DeliveryRecord),
})
export type WebhooksSnapshot = Static<typeof WebhooksSnapshot>
