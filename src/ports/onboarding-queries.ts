import type { ProviderReference } from '../domain/account-terms.ts'
import type { AccountSnapshot, NextAction, Readiness } from '../domain/account.ts'
import type { ClientGroup } from '../domain/client-counts.ts'
import type { ClientOrder } from '../domain/client-order.ts'
import type { Client } from '../domain/client.ts'
import type { OnboardingToken, TokenStatus } from '../domain/onboarding-token.ts'
import type { StaleRule } from '../domain/stale-account.ts'

/** Accounts and intents with an unknown outcome that have the same reference. */
export interface StoredReference {
  readonly reference: ProviderReference
  /** The number of accounts; intents are not counted. */
  readonly accounts: number
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** The cursor of the next page; absent on the last page. */
  readonly next?: string
}

/** A client with its latest token and its account, as of `now` by the database's clock. */
export interface ClientRecord {
  readonly client: Client
  readonly token: OnboardingToken
  readonly account?: AccountSnapshot
  /** When the token's status or the readiness last changed. */
  readonly since: Date
  /** When the client last opened a link. */
  readonly lastOpenedAt?: Date
  /** When the mail server refused the client's address. Absent if an email or a link has reached the client since. */
  readonly emailRefusedAt?: Date
  readonly now: Date
}

/** Filters of a client list. A client must match all that are given. */
export interface ClientFilter {
  /** The status of the latest token. */
  readonly status?: TokenStatus | 'expired' | undefined
  /** One of these. */
  readonly readiness?: readonly Readiness[] | undefined
  /** One of these. */
  readonly nextAction?: readonly NextAction[] | undefined
  /** Neither the status nor the readiness has changed for so many milliseconds. */
  readonly stuckForMs?: number | undefined
  /** The external id, exactly. */
  readonly externalId?: string | undefined
  /** One of these clients. */
  readonly ids?: readonly string[] | undefined
  /** Part of the name, email or external id; a text that `isSearchable`, compared by its search key. */
  readonly text?: string | undefined
}

export interface PageRequest {
  readonly limit: number
  /** The `next` of the previous page. */
  readonly after?: string | undefined
}

interface ClientGroups {
  /** The clients that are not erased, each in one group; `expired` as in a list. */
  countClients(platform: string): Promise<readonly ClientGroup[]>
}

/** Reads across the onboardings of one platform. They decide nothing and see the latest saved state. */
export interface OnboardingQueries extends ClientGroups {
  /**
   * The clients that are not erased. Without an `order`, in that of the filter (`orderOfList` in the
   * domain).
   */
  listClients(
    platform: string,
    filter: ClientFilter,
    page: PageRequest & { readonly order?: ClientOrder | undefined },
  ): Promise<Page<ClientRecord>>

  /** The accounts of clients that are not erased which `rule` selects to be fetched again, the oldest snapshot first. */
  staleAccounts(platform: string, rule: StaleRule, after?: string): Promise<Page<{ readonly accountId: string }>>

  /** Clients whose intent has had an unknown outcome for at least `ageMs` milliseconds. */
  unsettledIntents(platform: string, ageMs: number, after?: string): Promise<Page<{ readonly clientId: string }>>

  /** All accounts of clients, in a stable order. */
  listAccounts(platform: string, after?: string): Promise<Page<{ readonly accountId: string }>>

  /**
   * To whom the accounts of {@link listAccounts} and the intents with an unknown outcome belong, each reference once.
   */
  references(platform: string): Promise<readonly StoredReference[]>
}
