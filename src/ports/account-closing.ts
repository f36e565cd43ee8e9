/** Ends accounts at the provider. Each API closes the accounts that it created. */
export interface AccountClosing {
  /**
   * Closes an account for good. Throws `PaymentProviderError`: `account_unavailable` if the provider does not know the
   * account, or not any more; `refused` if it may not be closed, for example because it still has a balance.
   */
  closeAccount(accountId: string, signal: AbortSignal): Promise<void>
}
