import type { AccountFinder } from '../../ports/account-finder.ts'
import { PaymentProviderError, type PaymentProviders } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'

/**
 * A finder for APIs that know only the accounts that they created: an account belongs to the one that knows it. Where one
 * API also reads the accounts of another, its adapter has a finder that can tell them apart.
 */
export function findAmong(providers: PaymentProviders): AccountFinder {
  return {
    async find(request, signal) {
      for (const provider of providers) {
        const answer = await attempt(() => provider.retrieveAccount(request, signal))
        if (!(answer instanceof PaymentProviderError)) return { ...answer, api: provider.traits.api, ageMs: 0 }
        if (answer.failure.outcome !== 'account_unavailable') throw answer
      }
      return undefined
    },
  }
}
