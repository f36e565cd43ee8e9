import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'

/** A field that Stripe leaves out or sends as null. */
export const Absent = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

export const AccountId = Type.String({ pattern: '^acct_[A-Za-z0-9_]{1,250}$' })

/** The platform's own account. */
export const PlatformAnswer = Type.Object({
  object: Type.Literal('account'),
  id: AccountId,
})

/** A thin event as Stripe stores it, with its data (docs.stripe.com/api/v2/core/events/object). */
export const EventAnswer = Type.Object({
  object: Type.Literal('v2.core.event'),
  data: Absent(Type.Object({ account_id: Type.Optional(Type.Unknown()) })),
})

/**
 * The response, checked by its schema. Throws a failure with an unknown outcome if it does not match: the SDK's types
 * promise a response that a proxy between Stripe and us may not deliver.
 */
export function checked<T extends TSchema>(
  schema: T,
  answer: unknown,
  operation: ProviderFailure['operation'],
  isTheRightOne: (answer: Static<T>) => boolean = () => true,
): Static<T> {
  if (checkOf(schema).Check(answer) && isTheRightOne(answer)) return answer
  throw new PaymentProviderError({ operation, outcome: 'unknown', code: 'invalid_response' })
}

const checks = new WeakMap<TSchema, TypeCheck<TSchema>>()

/** The check of a schema, compiled when it is first used. */
function checkOf<T extends TSchema>(schema: T): TypeCheck<T>
function checkOf(schema: TSchema): TypeCheck<TSchema> {
  let check = checks.get(schema)
  if (check === undefined) checks.set(schema, (check = TypeCompiler.Compile(schema)))
  return check
}
