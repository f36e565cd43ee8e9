import type { AccountFacts } from '../domain/account.ts'

/** An account that exists at the provider, whatever software created it. */
export interface FoundAccount {
  readonly facts: AccountFacts
  /** The intent that it was created for, if we created it. */
  readonly createdFor?: { readonly clientId: string; readonly generation: number }
  /** The API that it was created by, which it is read by: the `api` of that provider. */
  readonly api: string
  /** How long ago the provider reported these facts, in milliseconds; 0 if it was asked just now. */
  readonly ageMs: number
}

/** Finds accounts of which only the id is known. */
export interface AccountFinder {
  /**
   * The account. `undefined`: our platform has none with this id, in the mode of our key. `capabilities`: those that the
   * platform needs. Throws `PaymentProviderError`.
   */
  find(
    request: { readonly accountId: string; readonly capabilities: readonly string[] },
    signal: AbortSignal,
  ): Promise<FoundAccount | undefined>
}

/** Finders for one account, and for many. */
export interface AccountFinders {
  readonly one: AccountFinder
  /** A finder for a file of accounts. It goes when no opening waits, and saves calls by what it has learnt. */
  many(): AccountFinder
}
