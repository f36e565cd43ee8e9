import type { Client } from './client.ts'
import type { ProviderFailure } from './provider-failure.ts'

/** Everything about a client that goes into the creation of its account. Frozen while the outcome is unknown. */
export interface AccountParameters {
  readonly email: string
  readonly name: string
  readonly country?: string
  /** Absent where it was frozen by a version that asked for transfers alone. */
  readonly capabilities?: readonly string[]
}

interface Numbered {
  readonly clientId: string
  /** 1, 2, … per client. Part of the idempotency key and of the account's metadata. */
  readonly generation: number
}

/**
 * Our durable note "we are about to create this client's account".
 * - `open`: the account is asked for under this generation's key, again and again, until the outcome is known.
 * - `settling`: the key can tell nothing any more, so no account is asked for; the provider's list is searched.
 * - `closed`: this generation has not been asked for yet; the next opening freezes fresh parameters.
 * - `done`: the account is stored.
 * - `barred`: the client was erased before it had an account, so there will never be one.
 */
export type AccountIntent = Numbered &
  (
    | {
        readonly status: 'open'
        readonly parameters: AccountParameters
        readonly openedAt: Date
        /** How many openings have asked for the account under this generation, this one included. */
        readonly tries: number
      }
    | {
        readonly status: 'settling'
        readonly parameters: AccountParameters
        readonly openedAt: Date
        readonly settlingSince: Date
      }
    | { readonly status: 'closed' }
    | { readonly status: 'done' }
    | { readonly status: 'barred' }
  )

export type OpenIntent = AccountIntent & { status: 'open' }
export type SettlingIntent = AccountIntent & { status: 'settling' }

const HOUR_MS = 3_600_000

/** Stripe forgets the idempotency keys of v1 after 24 h; an hour is left for clocks and requests under way. */
const KEY_LIFETIME_MS = 23 * HOUR_MS

/** How long the provider's list is given to show an account that was created just before the key was given up. */
const SETTLING_MS = 60_000

/** The provider's clock may differ from ours: accounts are searched from this much before the intent was opened. */
const CLOCK_MARGIN_MS = 5 * 60_000

/** The parameters that a client's account is created with. */
export function parametersFor(client: Client, capabilities?: readonly string[]): AccountParameters {
  const { email, name, country } = client
  return { email, name, ...(country !== undefined && { country }), ...(capabilities && { capabilities }) }
}

/** The idempotency key of an intent: the same for every attempt, instance and token of this client's generation. */
export function accountKey({ clientId, generation }: Numbered): string {
  return `account:${clientId}:${generation}`
}

/** Whether asking under this intent's key still cannot make a second account. */
export function keyIsRemembered(intent: OpenIntent, now: Date): boolean {
  return now.getTime() - intent.openedAt.getTime() < KEY_LIFETIME_MS
}

/**
 * What becomes of an open intent when creating the account failed.
 * A refusal speaks for this one request only: had an earlier request under the key an unknown outcome, then there may
 * be an account all the same, and that must be settled before the next generation is asked for.
 */
export function afterFailure(intent: OpenIntent, failure: ProviderFailure): 'keep' | 'settle' | 'close' {
  switch (failure.outcome) {
    case 'unknown':
      return 'keep'
    case 'key_spent':
      return 'settle'
    case 'refused':
    case 'account_unavailable':
      return intent.tries === 1 ? 'close' : 'settle'
  }
}

/** The instant from which the provider's list of accounts has to be searched for this intent's account. */
export function searchFrom(intent: SettlingIntent): Date {
  return new Date(intent.openedAt.getTime() - CLOCK_MARGIN_MS)
}

/** Milliseconds until a settling intent without an account in the provider's list may be given up; 0 when it may. */
export function settlesInMs(intent: SettlingIntent, now: Date): number {
  return Math.max(0, intent.settlingSince.getTime() + SETTLING_MS - now.getTime())
}
