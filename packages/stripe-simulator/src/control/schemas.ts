import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { literals } from '../support/literals.ts'

/**
 * The requests and responses of the control API. The in-process control object and the HTTP client share the types
 * derived from these schemas.
 */

const when = literals(['before', 'after'])
const ms = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })
const closed = { additionalProperties: false }

export const routeNames = [
  'accounts.create',
  'accounts.retrieve',
  'accounts.list',
  'account_links.create',
  'platform.retrieve',
] as const

export const RouteName = literals(routeNames)
/** The calls of Stripe's API that faults and the call log distinguish. */
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

export const AccountAccess = literals(['connected', 'deauthorised', 'deleted'])
export const OnboardingOutcome = literals(['complete', 'save_for_later', 'needs_more', 'under_review', 'reject'])
/** What a person can do on the simulated hosted page. */
export type OnboardingOutcome = Static<typeof OnboardingOutcome>

export const HeldAccount = Type.Object({
  id: Type.String(),
  access: AccountAccess,
  created: Type.Integer(),
  email: Type.Union([Type.String(), Type.Null()]),
  country: Type.String(),
  metadata: Type.Record(Type.String(), Type.String()),
  details_submitted: Type.Boolean(),
  charges_enabled: Type.Boolean(),
  payouts_enabled: Type.Boolean(),
  capabilities: Type.Record(Type.String(), Type.String()),
  disabled_reason: Type.Union([Type.String(), Type.Null()]),
  currently_due: Type.Array(Type.String()),
  past_due: Type.Array(Type.String()),
  current_deadline: Type.Union([Type.Integer(), Type.Null()]),
})
export type HeldAccount = Static<typeof HeldAccount>

export const HeldAccountLink = Type.Object({
  account: Type.String(),
  type: Type.String(),
  url: Type.String(),
  created: Type.Integer(),
  expires_at: Type.Integer(),
  refresh_url: Type.String(),
  return_url: Type.String(),
  visits: Type.Integer(),
})
export type HeldAccountLink = Static<typeof HeldAccountLink>

export const Call = Type.Object({
  // By the simulator's clock.
  time: Type.String(),
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

const items = Type.Array(Type.String())
export const AccountStateChange = Type.Object(
  {
    // Applied first: the effect of a button on the hosted page. The single fields follow.
    outcome: Type.Optional(OnboardingOutcome),
    details_submitted: Type.Optional(Type.Boolean()),
    charges_enabled: Type.Optional(Type.Boolean()),
    payouts_enabled: Type.Optional(Type.Boolean()),
    disabled_reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    requirements: Type.Optional(
      Type.Object(
        {
          currently_due: Type.Optional(items),
          eventually_due: Type.Optional(items),
          past_due: Type.Optional(items),
          pending_verification: Type.Optional(items),
          current_deadline: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
        },
        closed,
      ),
    ),
    capabilities: Type.Optional(Type.Record(Type.String(), literals(['active', 'inactive', 'pending']))),
    access: Type.Optional(AccountAccess),
  },
  closed,
)
export type AccountStateChange = Static<typeof AccountStateChange>

export const RequirementsSchedule = Type.Object(
  {
    // Default: a document.
    items: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
    // From now, by the simulator's clock. Default: now.
    dueInMs: Type.Optional(Type.Integer({ minimum: 0 })),
    deadlineInMs: Type.Integer({ minimum: 0 }),
  },
  closed,
)
/** Requirements that Stripe will add, when, and their deadline. */
export type RequirementsSchedule = Static<typeof RequirementsSchedule>

const flag = Type.Optional(Type.Boolean())
export const PlatformSettings = Type.Object(
  {
    // Registered for Connect.
    registered: flag,
    // The responsibilities for losses are accepted.
    profileReviewed: flag,
    // Stripe has approved `transfers` without `card_payments`. Default: no.
    transfersAlone: flag,
    // Accounts can be created through v1.
    accountsV1: flag,
  },
  closed,
)
/** The platform's status at Stripe, as far as it differs from a fully set up platform. */
export type PlatformSettings = Static<typeof PlatformSettings>
export const PlatformState = Type.Required(PlatformSettings)
export type PlatformState = Static<typeof PlatformState>

export const ClockState = Type.Object({ now: Type.String(), advancedMs: Type.Integer() })
export type ClockState = Static<typeof ClockState>
