import type { Stripe } from 'stripe'
import type { ProviderReference } from '../../domain/account-terms.ts'
import { checked, PlatformAnswer } from './answers.ts'
import { ask, noted } from './ask.ts'
import type { Pace } from './pacer.ts'

/** Fetches which platform and mode the key is of. */
export type PlatformReference = (signal: AbortSignal) => Promise<Omit<ProviderReference, 'api'>>

/** The platform of the key, fetched once for both generations. Sandboxes differ only in their platform id. */
export function platformReference({
  stripe,
  pace,
  livemode,
}: {
  readonly stripe: Stripe
  readonly pace: Pace
  readonly livemode: boolean
}): PlatformReference {
  let fetched: ReturnType<PlatformReference> | undefined
  return (signal) => {
    fetched ??= ask('retrieve_account', signal, async () => {
      await pace.retrieveAccount.turn(signal)
      const answer = noted(await stripe.accounts.retrieveCurrent())
      return { platformId: checked(PlatformAnswer, answer, 'retrieve_account').id, livemode }
    }).catch((error: unknown) => {
      fetched = undefined
      throw error
    })
    return fetched
  }
}
