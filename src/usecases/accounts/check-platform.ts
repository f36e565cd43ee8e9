import { isSamePlatform, type ProviderReference } from '../../domain/account-terms.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { OnboardingQueries, StoredReference } from '../../ports/onboarding-queries.ts'
import { PaymentProviderError, type PaymentProviders } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'

export type PlatformChecked =
  | { readonly outcome: 'same_platform' }
  /** The database has accounts, or intents, of another platform or mode than our key. */
  | { readonly outcome: 'other_platform'; readonly own: ProviderReference; readonly stored: StoredReference }
  /** The platform of our key could not be fetched. */
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly platform: string
  readonly queries: OnboardingQueries
  readonly providers: PaymentProviders
  readonly deadline: () => AbortSignal
}

/** Checks whether the accounts in the database belong to the platform and mode of our key. Changes nothing. */
export function checkPlatform({ platform, queries, providers, deadline }: Dependencies) {
  return async (): Promise<PlatformChecked> => {
    const all = await queries.references(platform)
    if (all.length === 0) return { outcome: 'same_platform' }
    const own = await attempt(() => providers[0].reference(deadline()))
    if (own instanceof PaymentProviderError) return { outcome: 'provider_failed', failure: own.failure }
    const stored = all.find(({ reference }) => !isSamePlatform(reference, own))
    return stored === undefined ? { outcome: 'same_platform' } : { outcome: 'other_platform', own, stored }
  }
}
