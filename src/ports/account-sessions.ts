import type { Purpose } from '../domain/onboarding-token.ts'

/**
 * A session in which a client works on its account inside a page of the platform. The secret gives access to the account:
 * it is given to the client, never stored, logged or emailed.
 */
export interface AccountSession {
  readonly clientSecret: string
  /** The components of the provider that it is for, by the names that its script knows. */
  readonly components: readonly string[]
  readonly expiresAt: Date
}

/** What a provider does whose forms can be part of the platform's own pages. Throws as a payment provider does. */
export interface AccountSessions {
  /** Creates a new session for what the client has to do. Every call returns a different one. */
  createAccountSession(
    request: { readonly accountId: string; readonly purpose: Purpose },
    signal: AbortSignal,
  ): Promise<AccountSession>
}
