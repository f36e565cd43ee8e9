import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ProviderOperation } from '../../domain/provider-failure.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'

const Texts = Type.Array(Type.String())
const Absent = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))
const AccountId = Type.String({ pattern: '^acct_[A-Za-z0-9_]{1,250}$' })

/** The fields of an account of Accounts v1 that we read (docs.stripe.com/api/accounts/object). Stripe sends more. */
export const AccountAnswer = Type.Object({
  object: Type.Literal('account'),
  id: AccountId,
  details_submitted: Type.Boolean(),
  charges_enabled: Type.Boolean(),
  payouts_enabled: Type.Boolean(),
  capabilities: Absent(Type.Record(Type.String(), Type.String())),
  metadata: Absent(Type.Record(Type.String(), Type.String())),
  requirements: Absent(
    Type.Object({
      disabled_reason: Absent(Type.String()),
      currently_due: Absent(Texts),
      past_due: Absent(Texts),
      pending_verification: Absent(Texts),
      errors: Absent(Type.Array(Type.Object({ requirement: Type.String(), code: Type.String() }))),
      current_deadline: Absent(Type.Integer()),
    }),
  ),
})
export type AccountAnswer = Static<typeof AccountAnswer>

/** One page of accounts. */
export const AccountPageAnswer = Type.Object({
  object: Type.Literal('list'),
  data: Type.Array(AccountAnswer),
  has_more: Type.Boolean(),
})

/** The platform's own account. Only its id is read. */
export const PlatformAnswer = Type.Object({ object: Type.Literal('account'), id: AccountId })

/** A thin event as Stripe stores it, with its data (docs.stripe.com/api/v2/core/events/object). */
export const EventAnswer = Type.Object({
  object: Type.Literal('v2.core.event'),
  data: Absent(Type.Object({ account_id: Type.Optional(Type.Unknown()) })),
})

/** An account link (docs.stripe.com/api/account_links/object). */
export const AccountLinkAnswer = Type.Object({
  object: Type.Literal('account_link'),
  url: Type.String({ minLength: 1 }),
  expires_at: Type.Integer({ minimum: 0 }),
})

/**
 * The response, checked by its schema. Throws a failure with an unknown outcome if it does not match: the SDK's types
 * promise a response that a proxy between Stripe and us may not deliver.
 */
export function checked<T extends TSchema>(
  schema: T,
  answer: unknown,
  operation: ProviderOperation,
  isTheRightOne: (answer: Static<T>) => boolean = () => true,
): Static<T> {
  if (Value.Check(schema, answer) && isTheRightOne(answer)) return answer
  throw new PaymentProviderError({ operation, outcome: 'unknown', code: 'invalid_response' })
}
