import type { AccountParameters } from '../domain/account-intent.ts'
import type { AccountFacts, AccountOrigin } from '../domain/account.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'

/** The provider's own single-use URL. A bearer secret: given to the client, never stored, logged or emailed. */
interface AccountLink {
  readonly url: string
  readonly expiresAt: Date
}

export interface AccountRequest {
  readonly clientId: string
  readonly generation: number
  readonly parameters: AccountParameters
}

/** An account, and the intent that it was created for, according to its metadata. */
interface RetrievedAccount {
  readonly facts: AccountFacts
  readonly createdFor?: { readonly clientId: string; readonly generation: number }
}

/** An event that the provider signed. It only triggers a fetch of the account; its payload is not trusted. */
export interface ProviderEvent {
  readonly id: string
  readonly type: string
  /** `account`: a connected account has changed. `other`: an event that we ignore. */
  readonly kind: 'account' | 'other'
  readonly accountId?: string
  readonly livemode: boolean
  readonly createdAt: Date
}

/**
 * The service where connected accounts live. Every method throws only {@link PaymentProviderError}, and stops waiting
 * when `signal` aborts. An aborted call may still take effect at the provider.
 */
export interface PaymentProvider {
  /**
   * Creates the account of this client and generation. A repeated call returns the same account, as long as the
   * provider remembers the request (`keyIsRemembered` in the domain).
   */
  createAccount(request: AccountRequest, signal: AbortSignal): Promise<AccountFacts>

  /** Finds the account that was created for exactly this client and generation at or after `since`, if there is one. */
  findAccount(
    request: { readonly clientId: string; readonly generation: number; readonly since: Date },
    signal: AbortSignal,
  ): Promise<AccountFacts | undefined>

  /** Creates a new link to the provider's onboarding pages. Every call returns a different one. */
  createAccountLink(
    request: { readonly accountId: string; readonly returnUrl: string; readonly refreshUrl: string },
    signal: AbortSignal,
  ): Promise<AccountLink>

  /** Fetches the account. */
  retrieveAccount(accountId: string, signal: AbortSignal): Promise<RetrievedAccount>

  /** Our platform id and mode at the provider. Fetched once, then cached. */
  origin(signal: AbortSignal): Promise<AccountOrigin>

  /** Verifies and parses an event. `undefined` if the signature is invalid or too old. */
  parseEvent(body: Uint8Array, signature: string): ProviderEvent | undefined

  /** Fetches which account a signed event without an `accountId` is about; `undefined` if it names none. */
  accountOfEvent(eventId: string, signal: AbortSignal): Promise<string | undefined>
}

/** The provider call failed. `failure` is safe to store and log; `cause` is for debugging only. */
export class PaymentProviderError extends Error {
  readonly failure: ProviderFailure

  constructor(failure: ProviderFailure, options?: ErrorOptions) {
    super(`payment provider: ${failure.operation} failed (${failure.code}, ${failure.outcome})`, options)
    this.name = 'PaymentProviderError'
    this.failure = failure
  }
}
