import type { AccountSnapshot, Readiness } from '../domain/account.ts'
import type { Client, ClientChange } from '../domain/client.ts'
import type { OnboardingToken, TokenStatus } from '../domain/onboarding-token.ts'
import type { Page } from './account-repository.ts'
import type { Act } from './act.ts'
import type { Once, OnceRefused } from './once.ts'

export interface NewClient {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly externalId?: string
}

export interface NewToken {
  readonly id: string
  readonly lifetimeMs: number
  readonly secretHash: Uint8Array
  /** Has the client sent a mail, with a link of its own. */
  readonly sendsMail?: boolean
}

/** Another client has this e-mail or external id. Which one, unless it was erased in this very moment. */
export type Taken = { readonly clientId?: string } & (
  | { readonly outcome: 'client_exists' }
  | { readonly outcome: 'external_id_exists' }
)

export type Invited =
  | {
      readonly outcome: 'invited'
      readonly client: Client
      readonly token: OnboardingToken
      readonly now: Date
      /** The request had been sent before: this is what came of it then. */
      readonly replayed?: true
    }
  | Taken
  | OnceRefused

/** A client with its latest token and its account, as of `now` by the database's clock. */
export interface ClientRecord {
  readonly client: Client
  readonly token: OnboardingToken
  readonly account?: AccountSnapshot
  readonly now: Date
}

/** Which clients a list shows: those of whom all that is given is true. */
export interface ClientFilter {
  /** Of the latest token. */
  readonly status?: TokenStatus | 'expired' | undefined
  readonly readiness?: Readiness | undefined
  /** A part of the name, the e-mail or the external id, in any case; three characters or more. */
  readonly text?: string | undefined
}

export type ClientChangeResult =
  | { readonly outcome: 'changed'; readonly record: ClientRecord }
  | { readonly outcome: 'unknown_client' }
  | { readonly outcome: 'country_locked' }
  | Taken

/** `intent_unresolved`: there may be an account that we do not know of yet, and only the frozen parameters find out. */
export type Erased = 'erased' | 'unknown_client' | 'intent_unresolved'

/** Every method is one transaction: it changes all that it names, with the audit events of it, or nothing. */
export interface ClientRepository {
  /**
   * Stores a new client with its first token; an e-mail (without case) or external id is taken only once. The same
   * request sent `once` more stores nothing but the secret, which then opens the token of the first time.
   */
  invite(client: NewClient, token: NewToken, act: Act, once?: Once): Promise<Invited>

  /** The client with its latest token and its account, or `undefined` when there is no such client (any more). */
  find(clientId: string): Promise<ClientRecord | undefined>

  /** Who has this e-mail (without case) or this external id, if anybody has. */
  findTaken(client: {
    readonly email?: string | undefined
    readonly externalId?: string | undefined
  }): Promise<Taken | undefined>

  /** Clients that are not erased, newest first, at most `limit`; `after` is the page before's `next`. */
  list(
    filter: ClientFilter,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<Page<ClientRecord>>

  /** Changes a client as the domain allows, and revokes its open token if it went to another address. */
  change(clientId: string, change: ClientChange, act: Act): Promise<ClientChangeResult>

  /**
   * Removes all that is personal of a client and revokes its open token. Its ids, its account and its audit trail stay;
   * its e-mail and external id are free again. A client that was erased before stays so.
   */
  erase(clientId: string, act: Act): Promise<Erased>
}
