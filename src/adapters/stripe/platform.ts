import type { Stripe } from 'stripe'
import type { ProviderReference } from '../../domain/account-terms.ts'
import { checked, PlatformAnswer } from './answers.ts'
import { ask, noted } from './ask.ts'
import type { Pace } from './pacer.ts'

/** The platform that a key is of. */
export interface Platform extends Omit<ProviderReference, 'api'> {
  /** ISO 3166-1 alpha-2; absent if Stripe does not say. */
  readonly country?: string
}

/** Fetches which platform and mode the key is of. */
export type FetchPlatform = (signal: AbortSignal) => Promise<Platform>

/** The platform of the key, fetched once for both generations. Sandboxes differ only in their platform id. */
export function platformOf({
  stripe,
  pace,
  livemode,
}: {
  readonly stripe: Stripe
  readonly pace: Pace
  readonly livemode: boolean
}): FetchPlatform {
  let fetched: Promise<Platform> | undefined
  return (signal) => {
    fetched ??= ask('retrieve_account', signal, async () => {
      await pace.retrieveAccount.turn(signal)
      const answer = noted(await stripe.accounts.retrieveCurrent())
      const { id, country } = checked(PlatformAnswer, answer, 'retrieve_account')
      return { platformId: id, livemode, ...(country != null && { country }) }
    }).catch((error: unknown) => {
      fetched = undefined
      throw error
    })
    return fetched
  }
}

/** The reference of this platform, under this name of an API. */
export const referenceTo =
  (api: string, fetchPlatform: FetchPlatform) =>
  async (signal: AbortSignal): Promise<ProviderReference> => {
    const { platformId, livemode } = await fetchPlatform(signal)
    return { api, platformId, livemode }
  }

/**
 * Countries whose platforms must send an account token when they create an account
 * (docs.stripe.com/connect/account-tokens).
 */
const TOKEN_COUNTRIES = new Set(['FR'])

/** What about the platform stands in the way of creating accounts with this generation, in sentences for operators. */
export function platformFaults({ country }: Platform, accountsApi: 'v1' | 'v2'): string[] {
  if (accountsApi === 'v1' || country === undefined || !TOKEN_COUNTRIES.has(country)) return []
  return [
    `The platform is in ${country}, where Stripe demands account tokens for Accounts v2, which this service does not create: openings will fail with account_token_required. Set STRIPE_ACCOUNTS_API=v1 if Stripe allows it`,
  ]
}
