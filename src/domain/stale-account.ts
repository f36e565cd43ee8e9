import type { Readiness } from './account.ts'
import type { TokenStatus } from './onboarding-token.ts'

/** Which accounts a background job fetches again, although no event of the provider asked for it. */
export interface StaleRule {
  /** The minimum age of the snapshot, in milliseconds. */
  readonly ageMs: number
  /** If given: and the latest token has one of these statuses, or the account has one of these. */
  readonly standing?: { readonly statuses: readonly TokenStatus[]; readonly readiness: readonly Readiness[] }
}

/** Long enough for an opening in progress, or an event in delivery, to finish. In milliseconds. */
export const STALE_AFTER_MS = 15 * 60_000

/** Accounts for which an event is expected: of clients on the provider's pages, or under the provider's review. */
export function staleAccounts(ageMs = STALE_AFTER_MS): StaleRule {
  return { ageMs, standing: { statuses: ['in_progress'], readiness: ['under_review'] } }
}

/**
 * Half a day, in milliseconds. An account that is fetched at this age, or within half a day after it, is fetched at least
 * once a day.
 */
const RESTING_MS = 12 * 3_600_000

/** All other accounts. An event may have been lost for any of them: the provider may have restricted or rejected it. */
export function restingAccounts(): StaleRule {
  return { ageMs: RESTING_MS }
}

/** How many runs of the job come in ten hours: one every five minutes. Two hours are left for runs that are killed. */
const RUNS = 12 * 10

/** What the provider's limit allows until the next run. It serves about a million accounts a day. */
const MOST_IN_A_RUN = 4000

/**
 * How many resting accounts one run fetches, the oldest first, if there are `total` accounts. It spreads them over the
 * day: even if all are due at once, as they are half a day after a reconciliation, ten hours of runs fetch all.
 */
export function restingInARun(total: number): number {
  return Math.min(Math.ceil(total / RUNS), MOST_IN_A_RUN)
}
