import { type Static, Type } from '@sinclair/typebox'
import { literals } from '../support/literals.ts'

/** The requests and responses of the webhook part of the control API. */

const closed = { additionalProperties: false }
const share = Type.Number({ minimum: 0, maximum: 1 })
const ms = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })
const secret = Type.String({ pattern: '\\S' })

/** v1's events contain the object, those of v2 only its id. An endpoint gets one kind. */
export const EventPayload = literals(['snapshot', 'thin'])
export type EventPayload = Static<typeof EventPayload>

export const WebhookEndpoint = Type.Object(
  {
    url: Type.String(),
    // Default: snapshot.
    payload: Type.Optional(EventPayload),
    // Types of events. Default: all, but for the thin forms of v1's events, which have to be named.
    events: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    // Name of the sandbox whose events it gets. Default: those of the platform itself.
    sandbox: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9]+$' })),
    // Two during a rotation: each event is signed with both, so receivers can verify with either.
    secret: Type.Union([secret, Type.Array(secret, { minItems: 1, maxItems: 5 })]),
    // The delays before the second, third … attempt. There is one more attempt than delays.
    retryDelaysMs: Type.Optional(Type.Array(ms, { maxItems: 50 })),
    // Timeout of the receiver.
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
  },
  closed,
)
/** A URL that events are sent to, and the secrets that sign them. */
export type WebhookEndpoint = Static<typeof WebhookEndpoint>

const endpoint = {
  id: Type.String(),
  url: Type.String(),
  secrets: Type.Array(Type.String()),
  payload: EventPayload,
  events: Type.Array(Type.String()),
  // The account id of its platform or sandbox.
  platform: Type.String(),
  enabled: Type.Boolean(),
  retryDelaysMs: Type.Array(Type.Integer()),
  timeoutMs: Type.Integer(),
}

/** An endpoint in responses: only the last characters of its secrets. */
export const HeldWebhookEndpoint = Type.Object(endpoint)
export type HeldWebhookEndpoint = Static<typeof HeldWebhookEndpoint>

const behaviour = {
  // The share of deliveries that are never sent.
  loss: share,
  // The share of deliveries that are sent more than once, and how many additional copies are sent.
  duplicates: share,
  copies: Type.Integer({ minimum: 1, maximum: 100 }),
  // Each copy is delayed by a random time between the two.
  delayMs: Type.Tuple([ms, ms]),
  // Pending deliveries are sent in random order.
  reorder: Type.Boolean(),
  // Nothing is sent; deliveries wait.
  paused: Type.Boolean(),
  seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
}
export const WebhookBehaviour = Type.Partial(Type.Object(behaviour), closed)
/** Delivery faults. The defaults: nothing lost, nothing duplicated, no delay, in order. */
export type WebhookBehaviour = Static<typeof WebhookBehaviour>
export const ActiveWebhookBehaviour = Type.Object(behaviour)
export type ActiveWebhookBehaviour = Static<typeof ActiveWebhookBehaviour>

/**
 * `queued`: not attempted yet. `retrying`: failed and waiting for a retry. `failed`: no attempts left, or the endpoint
 * was removed. `lost`: dropped by a fault.
 */
export const DeliveryState = literals(['queued', 'sending', 'retrying', 'delivered', 'failed', 'lost'])
export type DeliveryState = Static<typeof DeliveryState>

/** The delivery of one event to one endpoint. */
export const Delivery = Type.Object({
  eventId: Type.String(),
  type: Type.String(),
  account: Type.String(),
  // Id and address of the receiver.
  endpoint: Type.String(),
  url: Type.String(),
  // When the event happened, by the simulator's clock.
  time: Type.String(),
  state: DeliveryState,
  // Attempts of the first copy. Other copies are sent once, whatever the response.
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

/** A delivery as stored. */
export const DeliveryRecord = Type.Object({ shown: Delivery, payload: Type.String(), failures: Type.Integer() })
export type DeliveryRecord = Static<typeof DeliveryRecord>

/** What an event destination of Stripe's API has besides. */
export const Destination = Type.Object({
  name: Type.String(),
  description: Type.String(),
  eventsFrom: Type.Array(Type.String()),
  snapshotApiVersion: Type.Union([Type.String(), Type.Null()]),
  metadata: Type.Record(Type.String(), Type.String()),
  createdMs: Type.Number(),
  updatedMs: Type.Number(),
})
export type Destination = Static<typeof Destination>

/** What a webhook endpoint of v1 has besides. */
export const V1Endpoint = Type.Object({
  // For the events of connected accounts, not for those of the platform's own account.
  connect: Type.Boolean(),
  description: Type.Union([Type.String(), Type.Null()]),
  apiVersion: Type.Union([Type.String(), Type.Null()]),
  metadata: Type.Record(Type.String(), Type.String()),
  createdMs: Type.Number(),
})
export type V1Endpoint = Static<typeof V1Endpoint>

/** An endpoint as stored. */
export const StoredEndpoint = Type.Object({
  ...endpoint,
  // Without it, it gets the events of both modes.
  livemode: Type.Optional(Type.Boolean()),
  // Whose events it gets: those of connected accounts, or of the platform's own.
  origins: Type.Array(literals(['accounts', 'self'])),
  // Each is only there for an endpoint that was created through that generation of Stripe's API.
  destination: Type.Optional(Destination),
  v1: Type.Optional(V1Endpoint),
})
export type StoredEndpoint = Static<typeof StoredEndpoint>

export const WebhooksSnapshot = Type.Object({
  endpoints: Type.Array(StoredEndpoint),
  deliveries: Type.Array(DeliveryRecord),
})
export type WebhooksSnapshot = Static<typeof WebhooksSnapshot>
