import { isUnavailable, readinessOf, type AccountSnapshot } from './account.ts'
import { isEvidenceFor, type OnboardingToken } from './onboarding-token.ts'
import type { ProviderFailure } from './provider-failure.ts'

/**
 * The result of a client's visit to the provider: `done`, still `incomplete`, `unavailable` if the account is closed or
 * rejected, or `unknown` if the provider cannot be reached.
 */
export type Landing = 'done' | 'incomplete' | 'unavailable' | 'unknown'

/**
 * The landing that follows from a snapshot of the account. A client that has submitted everything is not done while the
 * provider asks for more: it is still at hand, and may be asked for a document right away.
 */
export function landingOf(token: OnboardingToken, snapshot: AccountSnapshot): Exclude<Landing, 'unknown'> {
  if (isUnavailable(snapshot)) return 'unavailable'
  const isAsked = readinessOf(snapshot).nextAction === 'client'
  return isEvidenceFor(token, snapshot) && !isAsked ? 'done' : 'incomplete'
}

/** The landing of a visit that the provider failed. */
export const landingOfFailure = ({ outcome }: Pick<ProviderFailure, 'outcome'>): Landing =>
  outcome === 'account_unavailable' ? 'unavailable' : 'unknown'

/** How long a snapshot is reused when a client returns, in milliseconds. It limits the fetches that reloads cause. */
const FRESH_MS = 10_000

/**
 * The landing that follows from a stored snapshot which is recent, and newer than the account link that was handed out at
 * `handedOutAt`. `undefined`: the account must be fetched. An incomplete snapshot is never reused: an event may have
 * brought it just before the client completed.
 */
export function knownLanding(
  token: OnboardingToken,
  snapshot: AccountSnapshot,
  { handedOutAt, now }: { readonly handedOutAt: Date; readonly now: Date },
): Landing | undefined {
  const { fetchedAt } = snapshot
  const landing = landingOf(token, snapshot)
  const isFresh = fetchedAt > handedOutAt && now.getTime() - fetchedAt.getTime() < FRESH_MS
  return isFresh && landing !== 'incomplete' ? landing : undefined
}
