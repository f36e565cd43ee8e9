import { Stripe } from 'stripe'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import { advised } from './advice.ts'
import { cureOf } from './cures.ts'
import { knownRefusal } from './refusals.ts'

/** How the generations of Stripe's API mark their own errors: v1 by a type, v2 by a type or, mostly, only by a code. */
export type ErrorDialect = 'v1' | 'v2'

/**
 * What a failed call reveals, with advice for staff. The call failed in Stripe's SDK, or in one of our checks of the
 * answer. `undefined`: not a failure of the call, so a bug of ours.
 */
export function failureOf(
  error: unknown,
  operation: ProviderFailure['operation'],
  dialect: ErrorDialect = 'v1',
): ProviderFailure | undefined {
  const failure = error instanceof PaymentProviderError ? error.failure : translated(error, operation, dialect)
  return failure && advised(failure)
}

/**
 * Translates an error of Stripe's SDK 23, of any class, into what it reveals about the effect of the request. `refused`
 * is only a response of Stripe itself: 400, 401, 403 or 404, with a request id and an error that Stripe marks as its own.
 * Any other response may come from an intermediary, so its outcome is unknown and the same key is used again. Stripe's
 * messages are dropped, because they may repeat what was sent. `undefined`: not an error of Stripe.
 */
function translated(
  error: unknown,
  operation: ProviderFailure['operation'],
  dialect: ErrorDialect,
): ProviderFailure | undefined {
  if (!(error instanceof Stripe.errors.StripeError)) return undefined
  const { statusCode: status } = error
  const requestId = isRequestId(error.requestId) ? error.requestId : undefined
  const code = isCode(error.code) ? error.code : undefined
  const failure = (outcome: ProviderFailure['outcome'], fallback: string): ProviderFailure => ({
    operation,
    outcome,
    code: code ?? fallback,
    ...(requestId && { requestId }),
  })

  if (error instanceof Stripe.errors.StripeConnectionError) {
    return failure('unknown', /timeout/i.test(error.message) ? 'timeout' : 'connection_lost')
  }
  // Not by its class: v2's is not the SDK's StripeRateLimitError.
  if (status === 429) return { ...failure('unknown', 'rate_limited'), retryAfterSeconds: retryAfter(error) ?? 1 }
  // Other parameters were sent under this key. Ours are frozen, so the adapter has changed in between.
  if (isKeyReused(error)) return failure('key_spent', 'idempotency_error')
  if (status === 409) return { ...failure('unknown', 'in_flight'), retryAfterSeconds: 1 }
  // Not a response of Stripe, or a truncated one: the SDK could not read it and reports no status.
  if (status === undefined) return failure('unknown', 'invalid_response')
  if (status >= 500) {
    return isReplayed(error) ? failure('key_spent', 'replayed_error') : failure('unknown', 'provider_error')
  }
  // Any other response on the way (a gateway's 408 or 499, Stripe's own 424) leaves open whether the account was
  // created.
  const isMarked = isErrorType(error.rawType) || (dialect === 'v2' && code !== undefined)
  if (!REFUSALS.has(status) || requestId === undefined || !isMarked) {
    return { ...failure('unknown', 'invalid_response'), code: 'invalid_response' }
  }
  if (operation !== 'create_account' && (status === 404 || NO_SUCH_ACCOUNT.has(code))) {
    return failure('account_unavailable', 'account_unavailable')
  }
  // The codes of v2 say more than any text.
  const known = dialect === 'v1' ? knownRefusal(code, error.message) : undefined
  const refused = failure('refused', fallbackCode(status))
  return withCure(known === undefined ? refused : { ...refused, code: known })
}

function withCure(failure: ProviderFailure): ProviderFailure {
  const cure = failure.operation === 'create_account' ? cureOf(failure.code) : undefined
  return cure === undefined ? failure : { ...failure, cure }
}

/** v1 answers 400 and no code, v2 409 and a code. A key that is in use is another matter. */
const isKeyReused = (error: Stripe.errors.StripeError): boolean =>
  (error instanceof Stripe.errors.StripeIdempotencyError && error.code !== 'idempotency_key_in_use') ||
  error.code === 'idempotency_error'

/** Codes that say that the platform has no such account, or none that this generation of the API can read. */
const NO_SUCH_ACCOUNT = new Set<string | undefined>([
  'account_invalid',
  'resource_missing',
  'v1_account_instead_of_v2_account',
  'account_not_yet_compatible_with_v2',
])

/** The statuses with which Stripe refuses a request that then had no effect (docs.stripe.com/api/errors). */
const REFUSALS = new Set([400, 401, 403, 404])

/** The Stripe error types that belong to those statuses. */
const ERROR_TYPES = new Set<unknown>(['api_error', 'authentication_error', 'invalid_request_error'])
const isErrorType = (type: unknown): boolean => ERROR_TYPES.has(type)

/** Every response of Stripe has a request id; a proxy's does not. */
const isRequestId = (id: unknown): id is string => typeof id === 'string' && /^req_\w{1,100}$/.test(id)

/** Whether Stripe stored this response under the idempotency key and will replay it. */
function isReplayed(error: Stripe.errors.StripeError): boolean {
  return error.headers?.['idempotent-replayed'] === 'true'
}

function retryAfter(error: Stripe.errors.StripeError): number | undefined {
  const seconds = Number(error.headers?.['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined
}

function fallbackCode(status: number): string {
  switch (status) {
    case 401:
      return 'authentication_failed'
    case 403:
      return 'permission_denied'
    default:
      return 'invalid_request'
  }
}

/** Stripe's codes are lower-case words. Anything else did not come from Stripe and is not repeated. */
function isCode(code: string | undefined): code is string {
  return code !== undefined && /^[a-z][a-z0-9_.]{0,127}$/.test(code)
}
