import type { RejectReason } from '../domain/account-act.ts'

/**
 * What the platform does to accounts at the provider. Each API acts on the accounts that it created. Every method throws
 * only `PaymentProviderError`: `account_unavailable` if the provider does not know the account, or not any more; `refused`
 * if it does not permit the act.
 */
export interface AccountControl {
  /** Closes an account for good. Refused, for example, while it has a balance. */
  closeAccount(accountId: string, signal: AbortSignal): Promise<void>

  /** Rejects an account as the platform: it is paid nothing any more. */
  rejectAccount(
    request: { readonly accountId: string; readonly reason: RejectReason },
    signal: AbortSignal,
  ): Promise<void>

  /** Takes back the platform's own rejection. Refused if the provider has rejected the account itself. */
  unrejectAccount(accountId: string, signal: AbortSignal): Promise<void>

  /** Creates a link that signs whoever opens it in to the client's dashboard. A secret: never stored, logged or emailed. */
  createLoginLink(accountId: string, signal: AbortSignal): Promise<string>
}
