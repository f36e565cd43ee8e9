import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { literals } from '../support/literals.ts'

/**
 * The requests and responses of the control API. The in-process control object and the HTTP client share the types
 * derived from these schemas.
 */

const when = literals(['before', 'after'])
const ms = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })
const closed = { additionalProperties: false }

/** The generations of Stripe's API. */
export const Api = literals(['v1', 'v2'])
export type Api = Static<typeof Api>

export const routeNames = [
  'accounts.create',
  'accounts.retrieve',
  'accounts.list',
  'accounts.update',
  // Only v2.
  'accounts.close',
  'account_links.create',
  // Only v2.
  'events.list',
  'events.retrieve',
  'event_destinations.create',
  'event_destinations.retrieve',
  'event_destinations.list',
  'event_destinations.update',
  'event_destinations.delete',
  'event_destinations.enable',
  'event_destinations.disable',
  'event_destinations.ping',
  // Only v1.
  'account_sessions.create',
  'accounts.delete',
  'accounts.reject',
  'accounts.unreject',
  'login_links.create',
  'platform.retrieve',
  'webhook_endpoints.create',
  'webhook_endpoints.retrieve',
  'webhook_endpoints.list',
  'webhook_endpoints.update',
  'webhook_endpoints.delete',
] as const

export const RouteName = literals(routeNames)
/** The calls of Stripe's API that faults and the call log distinguish, of either generation. */
export type RouteName = (typeof routeNames)[number]

export const StripeErrorFields = Type.Object(
  {
    type: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    param: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
  },
  closed,
)
export type StripeErrorFields = Static<typeof StripeErrorFields>

const kind = <const Kind extends string, Fields extends Record<string, TSchema>>(name: Kind, fields: Fields) =>
  Type.Object({ kind: Type.Literal(name), ...fields }, closed)

export const Fault = Type.Union([
  // `saved`: the idempotency key replays this error from now on. `executed`: the work was done nevertheless.
  kind('error', {
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    error: Type.Optional(StripeErrorFields),
    saved: Type.Boolean(),
    executed: Type.Optional(Type.Boolean()),
  }),
  kind('reset', { when }),
  kind('timeout', { when, ms: Type.Optional(ms) }),
  kind('html', { status: Type.Integer({ minimum: 200, maximum: 599 }), when: Type.Optional(when) }),
  kind('garbage', { when: Type.Optional(when) }),
  // Sends this JSON, word for word, instead of the response. `requestId`: with the header, as if Stripe had sent it.
  kind('json', {
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    body: Type.String(),
    when: Type.Optional(when),
    requestId: Type.Optional(Type.Boolean()),
  }),
  kind('latency', { ms }),
  kind('rate_limit', { lockTimeout: Type.Optional(Type.Boolean()) }),
])
export type Fault = Static<typeof Fault>

export const FaultRule = Type.Object(
  {
    route: literals([...routeNames, '*']),
    // Only calls of this generation. Default: both.
    api: Type.Optional(Api),
    fault: Fault,
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    share: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 })),
  },
  closed,
)
/** Which calls get which fault: the next `times` (default 1), or a random `share` of all until it is removed. */
export type FaultRule = Static<typeof FaultRule>

export const ActiveFault = Type.Composite([
  FaultRule,
  Type.Object({ id: Type.String(), used: Type.Integer(), remaining: Type.Optional(Type.Integer()) }),
])
export type ActiveFault = Static<typeof ActiveFault>

export const Call = Type.Object({
  // By the simulator's clock.
  time: Type.String(),
  api: Api,
  route: RouteName,
  method: Type.String(),
  path: Type.String(),
  requestId: Type.String(),
  idempotencyKey: Type.Optional(Type.String()),
  // `lost`: the connection was reset. `held`: never answered. `status`: the status sent to the client, if any.
  outcome: literals(['in_progress', 'answered', 'lost', 'held']),
  status: Type.Optional(Type.Integer()),
  // This call did the endpoint's work: false for replays, refusals and faults that strike before the work.
  executed: Type.Boolean(),
  replayed: Type.Boolean(),
  errorCode: Type.Optional(Type.String()),
  // The kinds of the faults that struck this call, comma-separated.
  fault: Type.Optional(Type.String()),
})
export type Call = Static<typeof Call>

export const CallFilter = Type.Object(
  { route: Type.Optional(RouteName), limit: Type.Optional(Type.Integer({ minimum: 1 })) },
  closed,
)
export type CallFilter = Static<typeof CallFilter>

const flag = Type.Optional(Type.Boolean())
const country = Type.String({ pattern: '^[A-Z]{2}$' })
export const PlatformSettings = Type.Object(
  {
    // Registered for Connect.
    registered: flag,
    // The responsibilities for losses are accepted.
    profileReviewed: flag,
    // Stripe has approved `transfers` without `card_payments`. Default: no.
    transfersAlone: flag,
    // Accounts can be created with v1. Default: yes.
    accountsV1: flag,
    // The platform has access to Accounts v2. Default: yes.
    accountsV2: flag,
    // Countries in which v2 creates accounts with transfers alone, although the platform has no approval. Default: US.
    recipientsAloneIn: Type.Optional(Type.Array(country)),
    // Country of the platform. Default: US. Platforms in France need account tokens in v2.
    country: Type.Optional(country),
    // The list of v1 shows accounts that were created with v2. Default: yes.
    v2InV1List: flag,
    // Which event destinations get thin events about accounts: those with events from `@accounts` (the default), from
    // `@self`, or both.
    accountEventsFrom: Type.Optional(literals(['accounts', 'self', 'both'])),
    // Live keys (`sk_live_…`) are accepted. Default: no, because a real one must not be sent to a simulator.
    liveKeys: flag,
    // What the platform's own account says of it. Default: all of it; an empty text leaves it out.
    name: Type.Optional(Type.String()),
    supportEmail: Type.Optional(Type.String()),
    logo: flag,
    // The calls that restricted keys (`rk_…`) have no permission for. Default: none.
    restrictedKeysMayNot: Type.Optional(Type.Array(RouteName)),
    // By how much Stripe's wall clock is ahead of this machine's: in the `Date` of answers and in signatures. Default: 0.
    wallClockAheadMs: Type.Optional(Type.Integer({ minimum: -(2 ** 31), maximum: 2 ** 31 - 1 })),
  },
  closed,
)
/** The platform's status at Stripe, as far as it differs from a fully set up platform. */
export type PlatformSettings = Static<typeof PlatformSettings>
export const PlatformState = Type.Required(PlatformSettings)
export type PlatformState = Static<typeof PlatformState>

export const ClockState = Type.Object({ now: Type.String(), advancedMs: Type.Integer() })
export type ClockState = Static<typeof ClockState>
