import { Stripe } from 'stripe'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import { ask, askV2 } from './ask.ts'
import type { Pace } from './pacer.ts'

interface Need {
  /** Completes the sentence "The key may not …". */
  readonly what: string
  readonly request: (stripe: Stripe) => Promise<unknown>
  readonly api: 'v1' | 'v2'
}

/** What every opening and every refresh needs, as far as it can be tried without writing anything. */
const NEEDS: readonly Need[] = [
  { what: 'read the account that it belongs to', api: 'v1', request: (stripe) => stripe.accounts.retrieveCurrent() },
  { what: 'read connected accounts', api: 'v1', request: (stripe) => stripe.accounts.list({ limit: 1 }) },
  { what: 'read accounts of v2', api: 'v2', request: (stripe) => stripe.v2.core.accounts.list({ limit: 1 }) },
]

/**
 * What a restricted key may not do although the service needs it, in sentences for operators. Only what Stripe itself
 * refuses counts: an outage is no missing permission.
 */
export async function keyFaults(
  { stripe, pace, accountsApi }: { readonly stripe: Stripe; readonly pace: Pace; readonly accountsApi: 'v1' | 'v2' },
  signal: AbortSignal,
): Promise<string[]> {
  const faults: string[] = []
  for (const { what, request, api } of NEEDS) {
    if (api === 'v2' && accountsApi === 'v1') continue
    const call = async () => {
      await pace.retrieveAccount.turn(signal)
      return request(stripe)
    }
    try {
      await (api === 'v1' ? ask('retrieve_account', signal, call) : askV2('retrieve_account', signal, call))
    } catch (error) {
      if (!(error instanceof PaymentProviderError)) throw error
      if (isForbidden(error)) faults.push(`STRIPE_SECRET_KEY may not ${what}: ${remedy(error)}`)
    }
  }
  return faults
}

const isForbidden = ({ failure, cause }: PaymentProviderError): boolean =>
  failure.outcome === 'refused' && cause instanceof Stripe.errors.StripeError && cause.statusCode === 403

/** Stripe's message names the permission. */
function remedy({ cause }: PaymentProviderError): string {
  const [permission] = /\brak_[a-z0-9_]+/.exec(cause instanceof Error ? cause.message : '') ?? []
  const named = permission === undefined ? '' : ` (${permission})`
  return `give the restricted key that permission${named} in the Stripe Dashboard, or use the secret key`
}
