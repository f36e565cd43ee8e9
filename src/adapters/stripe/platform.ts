import type { Stripe } from 'stripe'
import type { ProviderReference } from '../../domain/account-terms.ts'
import { checked, PlatformAnswer } from './answers.ts'
import { ask, noted } from './ask.ts'
import type { Pace } from './pacer.ts'

/** The platform that a key is of. */
type Platform = Omit<ProviderReference, 'api'>

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
      const answer = await noted(() => stripe.accounts.retrieveCurrent())
      const { id } = checked(PlatformAnswer, answer, 'retrieve_account')
      return { platformId: id, livemode }
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

/** Whether Stripe demands account tokens of v2 from platforms in this country, which this service does not create. */
export const platformNeedsTokens = (country: string | undefined): boolean =>
  country !== undefined && TOKEN_COUNTRIES.has(country)
