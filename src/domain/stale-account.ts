import type { Readiness } from './account.ts'
import type { TokenStatus } from './onboarding-token.ts'

/** Which accounts a background job fetches again: those for which the provider should have sent an event. */
export interface StaleRule {
  /** The snapshot is older than this, in milliseconds, */
  readonly ageMs: number
  /** and the latest token has one of these statuses … */
  readonly statuses: readonly TokenStatus[]
  /** … or the account has one of these. */
  readonly readiness: readonly Readiness[]
}

/** Long enough for an opening in progress, or an event in delivery, to finish. In milliseconds. */
export const STALE_AFTER_MS = 15 * 60_000

/** Clients on the provider's pages, and accounts that the provider is reviewing. */
export function staleAccounts(ageMs = STALE_AFTER_MS): StaleRule {
  return { ageMs, statuses: ['in_progress'], readiness: ['under_review'] }
}
