import { Stripe } from 'stripe'
import type { Looked } from '../../../domain/provider-setup.ts'
import { PaymentProviderError } from '../../../ports/payment-provider.ts'

/** Whether Stripe refused a call because the key has no permission for it. */
export function isForbidden({ failure, cause }: PaymentProviderError): boolean {
  return (
    failure.outcome === 'refused' &&
    cause instanceof Stripe.errors.StripeError &&
    cause.statusCode === 403 &&
    cause.code !== 'platform_account_required'
  )
}

/** Stripe's name of the missing permission, which its message contains. */
export function permissionIn({ cause }: PaymentProviderError): string | undefined {
  const [permission] = /\brak_[a-z0-9_]+/.exec(cause instanceof Error ? cause.message : '') ?? []
  return permission
}

/** The answer of a look-up, or why there is none. One that the key may not make leaves open how things are. */
export async function look<T>(request: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { found: await request() }
  } catch (error) {
    if (!(error instanceof PaymentProviderError)) throw error
    return { failure: isForbidden(error) ? { ...error.failure, outcome: 'unknown' } : error.failure }
  }
}
