import type { AccountParameters } from '../domain/account-intent.ts'
import type { AccountFacts } from '../domain/account.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountOrigin } from './account-repository.ts'

/** The provider's own single-use URL. A bearer secret: given to the client, never stored, logged or mailed. */
interface AccountLink {
  readonly url: string
  readonly expiresAt: Date
}

export interface AccountRequest {
  readonly clientId: string
  readonly generation: number
  readonly parameters: AccountParameters
}

/** An account, and the intent that it was created for, as its metadata says. */
interface RetrievedAccount {
  readonly facts: AccountFacts
  readonly createdFor?: { readonly clientId: string; readonly generation: number }
}

/** An event that the provider has signed. What it says of the account is not believed: it says that one should ask. */
export interface ProviderEvent {
  readonly id: string
  readonly type: string
  /** `account`: something about a connected account has changed. `other`: nothing that we act on. */
  readonly kind: 'account' | 'other'
  readonly accountId?: string
  readonly livemode: boolean
  readonly createdAt: Date
}

/**
 * Where connected accounts live. Every method may throw a {@link PaymentProviderError} and nothing else, and gives up
 * when `signal` says so; what it was doing may then still take effect at the provider.
 */
export interface PaymentProvider {
  /**
   * Creates the account of this client and generation. Asking twice gives the same account, as long as the provider
   * remembers the request (`keyIsRemembered` in the domain).
   */
  createAccount(request: AccountRequest, signal: AbortSignal): Promise<AccountFacts>

  /** Finds the account that was created for exactly this client and generation at or after `since`, if there is one. */
  findAccount(
    request: { readonly clientId: string; readonly generation: number; readonly since: Date },
    signal: AbortSignal,
  ): Promise<AccountFacts | undefined>

  /** Makes a fresh link to the provider's onboarding pages. Never the same one twice. */
  createAccountLink(
    request: { readonly accountId: string; readonly returnUrl: string; readonly refreshUrl: string },
    signal: AbortSignal,
  ): Promise<AccountLink>

  /** Says what the provider knows of the account now. */
  retrieveAccount(accountId: string, signal: AbortSignal): Promise<RetrievedAccount>

  /** Which platform we are to the provider, and in which mode. Asked once, then remembered. */
  origin(signal: AbortSignal): Promise<AccountOrigin>

  /** What a signed event says, or `undefined` when the signature is not the provider's or too old. */
  parseEvent(body: Uint8Array, signature: string): ProviderEvent | undefined

  /** Fetches which account a signed event without an `accountId` is about; `undefined` when it names none. */
  accountOfEvent(eventId: string, signal: AbortSignal): Promise<string | undefined>
}

/** The provider could not do what it was asked. `failure` is safe to store and log, `cause` is for the debugger. */
export class PaymentProviderError extends Error {
  readonly failure: ProviderFailure

  constructor(failure: ProviderFailure, options?: ErrorOptions) {
    super(`payment provider: ${failure.operation} failed (${failure.code}, ${failure.outcome})`, options)
    this.name = 'PaymentProviderError'
    this.failure = failure
  }
}
