import { type Static, Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import { literals } from '../support/literals.ts'
import { Api } from './schemas.ts'

/** The part of the control API that shows and changes accounts and links. */

const closed = { additionalProperties: false }

export const AccountAccess = literals(['connected', 'deauthorised', 'deleted'])
export const OnboardingOutcome = literals(['complete', 'save_for_later', 'needs_more', 'under_review', 'reject'])
/** What a person can do on the simulated hosted page. */
export type OnboardingOutcome = Static<typeof OnboardingOutcome>

/** Why Stripe does not support an account, in the codes of v2. */
export const UnsupportedReason = literals(['unsupported_business', 'unsupported_country', 'unsupported_entity_type'])
export type UnsupportedReason = Static<typeof UnsupportedReason>

/** Money of an account that keeps it from being closed: a balance, or transactions on their way. */
export const Balance = literals(['available', 'pending'])
export type Balance = Static<typeof Balance>

export const HeldAccount = Type.Object({
  id: Type.String(),
  // The generation of the API that created it.
  api: Api,
  // The account id of its platform or sandbox.
  platform: Type.String(),
  livemode: Type.Boolean(),
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
  api: Api,
  type: Type.String(),
  url: Type.String(),
  created: Type.Integer(),
  expires_at: Type.Integer(),
  refresh_url: Type.String(),
  // Empty if there is none, which v2 permits.
  return_url: Type.String(),
  visits: Type.Integer(),
})
export type HeldAccountLink = Static<typeof HeldAccountLink>

const items = Type.Array(Type.String())
// Any string, because codes may be newer than the SDK's types.
const errorCode = Type.Unsafe<Stripe.Account.Requirements.Error['code']>(Type.String())
const requirementFields = {
  currently_due: Type.Optional(items),
  eventually_due: Type.Optional(items),
  past_due: Type.Optional(items),
  pending_verification: Type.Optional(items),
  current_deadline: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  errors: Type.Optional(
    Type.Array(Type.Object({ requirement: Type.String(), code: errorCode, reason: Type.String() }, closed)),
  ),
  alternatives: Type.Optional(
    Type.Array(Type.Object({ alternative_fields_due: items, original_fields_due: items }, closed)),
  ),
}
export const AccountStateChange = Type.Object(
  {
    // Applied first: the effect of a button on the hosted page. The single fields follow.
    outcome: Type.Optional(OnboardingOutcome),
    details_submitted: Type.Optional(Type.Boolean()),
    charges_enabled: Type.Optional(Type.Boolean()),
    payouts_enabled: Type.Optional(Type.Boolean()),
    disabled_reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    // Requirements have the names of v1. v2 shows its own names for them.
    requirements: Type.Optional(Type.Object(requirementFields, closed)),
    future_requirements: Type.Optional(Type.Object(requirementFields, closed)),
    capabilities: Type.Optional(Type.Record(Type.String(), literals(['active', 'inactive', 'pending']))),
    unsupported: Type.Optional(Type.Union([UnsupportedReason, Type.Null()])),
    balance: Type.Optional(Type.Union([Balance, Type.Null()])),
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
