import type { Cure } from './account-terms.ts'

/** The operation that the payment provider was called for. */
export type ProviderOperation =
  | 'create_account'
  | 'create_account_link'
  | 'create_account_session'
  | 'retrieve_account'
  | 'find_account'
  | 'close_account'
  | 'reject_account'
  | 'unreject_account'
  | 'create_login_link'

/** A call about our own set-up at the provider, not about an account. */
type SetupOperation = 'inspect_setup' | 'change_setup'

/**
 * What a failed call reveals about its effect at the provider.
 * - `unknown`: it may or may not have happened (connection lost, time-out, garbage, a fresh 5xx, still in flight, rate
 *   limited). A retry with the same idempotency key is safe and reveals the outcome.
 * - `key_spent`: the idempotency key only replays its stored response (a 5xx, or other parameters). Whether an account
 *   exists must be found out another way.
 * - `refused`: the provider declined, and this call had no effect.
 * - `account_unavailable`: the account is closed, rejected or no longer connected to us.
 * - `other_platform`: no call was made, because the account or intent belongs to another platform, mode or API than our
 *   keys.
 */
export type FailureOutcome = 'unknown' | 'key_spent' | 'refused' | 'account_unavailable' | 'other_platform'

/** A failed provider call. Safe to store and log: it contains no secrets and no personal data. */
export interface ProviderFailure {
  readonly operation: ProviderOperation | SetupOperation
  readonly outcome: FailureOutcome
  /** A stable code for the cause: the provider's own error code, or else one of ours (`timeout`, …). */
  readonly code: string
  /** The provider's id of the failed request, for its support and its dashboard. */
  readonly requestId?: string
  readonly retryAfterSeconds?: number
  /** Other terms on which the provider would create the account that it refused. */
  readonly cure?: Cure
  /** What staff can do about it, in the words of the provider's adapter. Absent if nothing but waiting is known to help. */
  readonly advice?: string
  /** The page of the provider on which staff can do it, where there is one. */
  readonly page?: string
}

/** Whether a retry can succeed without any change first. */
export function isRetryable(failure: ProviderFailure): boolean {
  return failure.outcome === 'unknown' || failure.outcome === 'key_spent'
}
