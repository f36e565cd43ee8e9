import { Type, type Static } from '@sinclair/typebox'
import { Absent, AccountId } from '../answers.ts'

const Texts = Type.Array(Type.String())

/** What Stripe requires, now or in future. */
const RequirementsAnswer = Type.Object({
  disabled_reason: Absent(Type.String()),
  currently_due: Absent(Texts),
  past_due: Absent(Texts),
  eventually_due: Absent(Texts),
  pending_verification: Absent(Texts),
  errors: Absent(Type.Array(Type.Object({ requirement: Type.String(), code: Type.String() }))),
  alternatives: Absent(Type.Array(Type.Object({ original_fields_due: Texts, alternative_fields_due: Texts }))),
  current_deadline: Absent(Type.Integer()),
})
export type RequirementsAnswer = Static<typeof RequirementsAnswer>

/** The fields of an account of Accounts v1 that we read (docs.stripe.com/api/accounts/object). Stripe sends more. */
export const AccountAnswer = Type.Object({
  object: Type.Literal('account'),
  id: AccountId,
  country: Absent(Type.String()),
  details_submitted: Type.Boolean(),
  // Not read, but part of every account: an answer without it is not one.
  charges_enabled: Type.Boolean(),
  payouts_enabled: Type.Boolean(),
  capabilities: Absent(Type.Record(Type.String(), Type.String())),
  metadata: Absent(Type.Record(Type.String(), Type.String())),
  requirements: Absent(RequirementsAnswer),
  future_requirements: Absent(RequirementsAnswer),
})
export type AccountAnswer = Static<typeof AccountAnswer>

/** One page of accounts. */
export const AccountPageAnswer = Type.Object({
  object: Type.Literal('list'),
  data: Type.Array(AccountAnswer),
  has_more: Type.Boolean(),
})

/** An account link (docs.stripe.com/api/account_links/object). */
export const AccountLinkAnswer = Type.Object({
  object: Type.Literal('account_link'),
  url: Type.String({ minLength: 1 }),
  expires_at: Type.Integer({ minimum: 0 }),
})
