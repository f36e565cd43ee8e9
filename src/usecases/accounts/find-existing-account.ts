import { termsFor, type AccountProfiles } from '../../domain/account-profile.ts'
import type { AccountTerms } from '../../domain/account-terms.ts'
import type { Onboarding } from '../../domain/onboarding.ts'
import type { CountryCures } from '../../ports/country-cures.ts'
import { PaymentProviderError, type PaymentProvider, type PaymentProviders } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'
import { referenceFor } from './provider-for.ts'

interface Dependencies {
  readonly providers: PaymentProviders
  readonly profiles: AccountProfiles
  readonly cures: CountryCures
}

/**
 * Fetches an account that may become the client's, with the terms that it will be read on: those that the client's
 * account would be created on now. It belongs to the first API that knows it. `undefined` if none has such an account of
 * our platform and mode. Throws `PaymentProviderError`.
 */
export function findExistingAccount({ providers, profiles, cures }: Dependencies) {
  return async ({ client, account, platform }: Onboarding, accountId: string, signal: AbortSignal) => {
    const known = await cures.list(platform)
    const own = account && providers.filter(({ traits }) => traits.api === account.terms.reference.api)
    for (const provider of own ?? providers) {
      const { template, needsCountry } = provider.traits
      const reference = await referenceFor(provider, 'retrieve_account', signal)
      // Providers also return the account of the platform itself.
      if (reference.platformId === accountId) return undefined
      const terms = account?.terms ?? termsFor(client, { reference, template, needsCountry, profiles, cures: known })
      if (terms === undefined) return 'profile_unknown'
      const retrieved = await retrieve(provider, accountId, terms, signal)
      if (retrieved !== undefined) return { ...retrieved, terms }
    }
    return undefined
  }
}

/** `undefined` if this API has no such account of ours. */
async function retrieve(provider: PaymentProvider, accountId: string, { shape }: AccountTerms, signal: AbortSignal) {
  const { capabilities } = shape
  const answer = await attempt(() => provider.retrieveAccount({ accountId, capabilities }, signal))
  if (!(answer instanceof PaymentProviderError)) return answer
  if (answer.failure.outcome === 'account_unavailable') return undefined
  throw answer
}
