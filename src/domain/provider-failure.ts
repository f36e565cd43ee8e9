/** What we were asking the payment provider for. */
export type ProviderOperation = 'create_account' | 'create_account_link' | 'retrieve_account' | 'find_account'

/**
 * What a failed call tells about its effect at the provider.
 * - `unknown`: it may or may not have happened (connection lost, time-out, garbage, a fresh 5xx, still in flight,
 *   rate limited). Asking again with the same idempotency key is safe and finds out.
 * - `key_spent`: the idempotency key answers for ever with what it once saved (a replayed 5xx, other parameters).
 *   Whether there is an account must be found out another way.
 * - `refused`: the provider declined; this call had no effect.
 * - `account_unavailable`: the account is closed, rejected or not ours any more.
 */
export type FailureOutcome = 'unknown' | 'key_spent' | 'refused' | 'account_unavailable'

/** A failed call to the provider, in words that are safe to store and to log: never a secret, never personal data. */
export interface ProviderFailure {
  readonly operation: ProviderOperation
  readonly outcome: FailureOutcome
  /** A stable word for the cause: the provider's own error code where it gave one, else ours (`timeout`, …). */
  readonly code: string
  /** The provider's id of the failed request, for its support and its dashboard. */
  readonly requestId?: string
  readonly retryAfterSeconds?: number
}

/** Whether trying again can succeed without anybody changing anything first. */
export function isRetryable(failure: ProviderFailure): boolean {
  return failure.outcome === 'unknown' || failure.outcome === 'key_spent'
}
