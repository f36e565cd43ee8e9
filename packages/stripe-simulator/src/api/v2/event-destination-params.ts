import { type Static, Type } from '@sinclair/typebox'
import { closed, webUrl } from '../../http/params.ts'
import { invalidField } from '../../http/v2-errors.ts'
import { bodyReader, queryReader } from '../../http/v2-params.ts'
import type { V2Params } from '../../http/v2.ts'
import { literals } from '../../support/literals.ts'
import { EventPayload } from '../../webhooks/schemas.ts'

const events = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })
const metadata = Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])))
const webhookEndpoint = Type.Object({ url: webUrl }, closed)
const text = Type.Optional(Type.String())

const Creation = Type.Object(
  {
    description: text,
    enabled_events: events,
    event_payload: EventPayload,
    events_from: Type.Optional(Type.Array(literals(['@accounts', '@self', 'other_accounts', 'self']), { minItems: 1 })),
    include: Type.Optional(Type.Array(literals(['webhook_endpoint.signing_secret', 'webhook_endpoint.url']))),
    metadata,
    name: Type.String({ minLength: 1 }),
    snapshot_api_version: text,
    // The only type that is simulated.
    type: Type.Literal('webhook_endpoint'),
    webhook_endpoint: webhookEndpoint,
  },
  closed,
)
export type Creation = Static<typeof Creation>

const include = Type.Optional(Type.Array(Type.Literal('webhook_endpoint.url')))
const Update = Type.Object(
  {
    description: text,
    enabled_events: Type.Optional(events),
    include,
    metadata,
    name: Type.Optional(Type.String({ minLength: 1 })),
    webhook_endpoint: Type.Optional(webhookEndpoint),
  },
  closed,
)
export type Update = Static<typeof Update>

export const readUpdate = bodyReader(Update)
export const readRetrieval = queryReader(Type.Object({ include }, closed))
export const readNothing = bodyReader(Type.Object({}, closed))
export const readDestinationQuery = queryReader(
  Type.Object(
    { include, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })), page: Type.Optional(Type.String()) },
    closed,
  ),
)

const readFields = bodyReader(Creation)

/** The parameters of `POST /v2/core/event_destinations`. */
export function readDestination(params: V2Params): Creation {
  const wanted = readFields(params)
  refuseMixture(wanted.event_payload, wanted.enabled_events)
  if (wanted.event_payload === 'thin' && wanted.snapshot_api_version !== undefined) {
    throw invalidField('snapshot_api_version', 'Thin events are not pinned to an API version.')
  }
  return wanted
}

/** Throws if these events are not all of the kind that the destination gets. */
export function refuseMixture(payload: EventPayload, names: readonly string[]): void {
  const strange = names.find((name) => name !== '*' && /^v[12]\./.test(name) !== (payload === 'thin'))
  if (strange === undefined) return
  throw invalidField(
    'enabled_events',
    `${strange} is not a ${payload} event. An event destination gets either thin or snapshot events.`,
  )
}
