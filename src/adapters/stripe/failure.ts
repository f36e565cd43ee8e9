import { Stripe } from 'stripe'
import type { ProviderFailure, ProviderOperation } from '../../domain/provider-failure.ts'

/**
 * What an error of Stripe's SDK tells about the effect of the request, for every class that SDK 23 throws. Stripe's
 * messages are left behind: they may repeat what was sent. `undefined`: not Stripe's error, so a bug of ours.
 */
export function failureOf(error: unknown, operation: ProviderOperation): ProviderFailure | undefined {
  if (!(error instanceof Stripe.errors.StripeError)) return undefined
  const { statusCode: status, requestId } = error
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
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return { ...failure('unknown', 'rate_limited'), retryAfterSeconds: retryAfter(error) ?? 1 }
  }
  if (status === 409) return { ...failure('unknown', 'in_flight'), retryAfterSeconds: 1 }
  // Other parameters were once sent under this key. Ours are frozen, so the adapter was changed in between.
  if (error instanceof Stripe.errors.StripeIdempotencyError) return failure('key_spent', 'idempotency_error')
  // A proxy's page, or an answer that was cut off: the SDK could not read it and knows no status.
  if (status === undefined) return failure('unknown', 'invalid_response')
  if (status >= 500) {
    return isReplayed(error) ? failure('key_spent', 'replayed_error') : failure('unknown', 'provider_error')
  }
  if (operation !== 'create_account' && (status === 404 || code === 'account_invalid' || code === 'resource_missing')) {
    return failure('account_unavailable', 'account_unavailable')
  }
  return failure('refused', fallbackCode(status))
}

/** Whether Stripe saved this answer under the idempotency key and will give it again and again. */
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
    case 402:
      return 'payment_refused'
    case 403:
      return 'permission_denied'
    default:
      return 'invalid_request'
  }
}

/** Stripe's codes are words; anything else did not come from Stripe and is not repeated. */
function isCode(code: string | undefined): code is string {
  return code !== undefined && /^[a-z][a-z0-9_.]{0,63}$/.test(code)
}
