import { isUnavailable, type AccountSnapshot } from './account.ts'
import { isEvidenceFor, type OnboardingToken } from './onboarding-token.ts'

/**
 * The result of a client's visit to the provider: `done`, still `incomplete`, `unavailable` if the account is closed or
 * rejected, or `unknown` if the provider cannot be reached.
 */
export type Landing = 'done' | 'incomplete' | 'unavailable' | 'unknown'

/** The landing that follows from a snapshot of the account. */
export function landingOf(token: OnboardingToken, snapshot: AccountSnapshot): Exclude<Landing, 'unknown'> {
  if (isUnavailable(snapshot)) return 'unavailable'
  return isEvidenceFor(token, snapshot) ? 'done' : 'incomplete'
}

/**
 * How long a snapshot is reused when a client returns, in milliseconds. It limits the fetches that page reloads cause.
 */
const FRESH_MS = 10_000

/** Whether a snapshot is recent, and newer than the account link that was handed out at `handedOutAt`. */
export function isFreshAfter({ fetchedAt }: AccountSnapshot, handedOutAt: Date, now: Date): boolean {
  return fetchedAt > handedOutAt && now.getTime() - fetchedAt.getTime() < FRESH_MS
}
