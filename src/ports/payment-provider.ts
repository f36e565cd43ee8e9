import type { AccountParameters, ProviderMemory } from '../domain/account-intent.ts'
import type { AccountLimits } from '../domain/account-limits.ts'
import type { AccountShape, AccountTerms, ProviderReference } from '../domain/account-terms.ts'
import type { AccountFacts } from '../domain/account.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'

/** The provider's own single-use URL. A bearer secret: given to the client, never stored, logged or emailed. */
export interface AccountLink {
  readonly url: string
  readonly expiresAt: Date
}

export interface AccountRequest {
  readonly clientId: string
  readonly generation: number
  readonly parameters: AccountParameters
  readonly terms: AccountTerms
}

/** An account, and the intent that it was created for, according to its metadata. */
interface RetrievedAccount {
  readonly facts: AccountFacts
  readonly createdFor?: { readonly clientId: string; readonly generation: number }
}

/** What is known of an API without calling it. */
interface ProviderTraits {
  /** The `api` of its references. */
  readonly api: string
  /** The newest template: the one that new accounts are created with. */
  readonly template: number
  /** Whether it creates no account without a country. */
  readonly needsCountry: boolean
  /** What it refuses every platform; absent: nothing is known. */
  readonly limits?: AccountLimits
  readonly memory: ProviderMemory
}

/**
 * One API where connected accounts live. Every method throws only {@link PaymentProviderError}, and stops waiting when
 * `signal` aborts. An aborted call may still take effect at the provider.
 */
export interface PaymentProvider {
  readonly traits: ProviderTraits

  /** Our platform and mode behind this API. Fetched once, then cached. */
  reference(signal: AbortSignal): Promise<ProviderReference>

  /**
   * Creates the account of this client and generation. A repeated call returns the same account, as long as the
   * provider remembers the request (`keyIsRemembered` in the domain).
   */
  createAccount(request: AccountRequest, signal: AbortSignal): Promise<AccountFacts>

  /** Finds the account that was created for exactly this request at or after `since`, if there is one. */
  findAccount(
    request: Omit<AccountRequest, 'parameters'> & { readonly since: Date },
    signal: AbortSignal,
  ): Promise<AccountFacts | undefined>

  /** Creates a new link to the provider's onboarding pages. Every call returns a different one. */
  createAccountLink(
    request: {
      readonly accountId: string
      readonly returnUrl: string
      readonly refreshUrl: string
      readonly upFront: AccountShape['upFront']
    },
    signal: AbortSignal,
  ): Promise<AccountLink>

  /**
   * Fetches the account. `capabilities`: those that the platform needs. The facts are about these and payouts; about
   * payouts only, if there are none.
   */
  retrieveAccount(
    request: { readonly accountId: string; readonly capabilities: readonly string[] },
    signal: AbortSignal,
  ): Promise<RetrievedAccount>
}

/** The APIs that this service has keys for. New accounts are created by the first; each account is read by its own. */
export type PaymentProviders = readonly [PaymentProvider, ...PaymentProvider[]]

/** The provider call failed. `failure` is safe to store and log; `cause` is for debugging only. */
export class PaymentProviderError extends Error {
  readonly failure: ProviderFailure

  constructor(failure: ProviderFailure, options?: ErrorOptions) {
    super(`payment provider: ${failure.operation} failed (${failure.code}, ${failure.outcome})`, options)
    this.name = 'PaymentProviderError'
    this.failure = failure
  }
}
