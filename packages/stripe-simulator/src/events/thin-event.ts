import { type Static, Type } from '@sinclair/typebox'

const text = Type.String()

/** A thin event as stored. */
export const ThinEvent = Type.Object({
  // Its place in the order of events.
  index: Type.Integer(),
  id: text,
  type: text,
  createdMs: Type.Number(),
  platform: text,
  livemode: Type.Boolean(),
  // The connected account in whose context it is fetched. Only thin forms of v1's events have one.
  context: Type.Optional(text),
  // The request that caused it.
  reason: Type.Optional(Type.Object({ requestId: text, idempotencyKey: Type.Optional(text) })),
  related: Type.Optional(Type.Object({ id: text, type: text, url: text })),
  data: Type.Optional(Type.Record(text, Type.Unknown())),
  // The snapshot event about the same, for thin forms of v1's events.
  snapshotEvent: Type.Optional(text),
})
export type ThinEvent = Static<typeof ThinEvent>

/** The content of an event, before it is stored. */
export type Draft = Pick<ThinEvent, 'type' | 'context' | 'related' | 'data' | 'snapshotEvent'> & {
  /** The account that it is about. */
  readonly account: string
}

/** The event as sent: a notification, without its data. */
export function notification(event: ThinEvent): object {
  const { context, related } = event
  return {
    ...base(event),
    ...(context !== undefined && { context }),
    ...(event.reason !== undefined && { reason: reasonOf(event) }),
    ...(related !== undefined && { related_object: related }),
  }
}

/** The event as fetched. */
export function fetched(event: ThinEvent): object {
  const { context = null, data, related, snapshotEvent = null } = event
  return {
    ...base(event),
    changes: null,
    context,
    ...(data !== undefined && { data }),
    reason: reasonOf(event),
    ...(related !== undefined && { related_object: related }),
    snapshot_event: snapshotEvent,
  }
}

const base = ({ id, type, createdMs, livemode }: ThinEvent) => ({
  id,
  object: 'v2.core.event',
  type,
  created: new Date(createdMs).toISOString(),
  livemode,
})

// Stripe makes a key for requests that have none.
const reasonOf = ({ id, reason }: ThinEvent) =>
  reason === undefined
    ? null
    : { type: 'request', request: { id: reason.requestId, idempotency_key: reason.idempotencyKey ?? `auto-${id}` } }
