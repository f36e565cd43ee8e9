import type { AccountSnapshot } from '../domain/account.ts'
import type { Client } from '../domain/client.ts'
import type { CreatedAccount } from './token-repository.ts'
import type { Act } from './act.ts'

/** A connected account as it is stored, as of `now` by the database's clock. */
export interface StoredAccount {
  readonly clientId: string
  readonly snapshot: AccountSnapshot
  /** Whose account it is at the provider: the platform and its mode. Absent until the provider has said. */
  readonly origin?: AccountOrigin
  readonly now: Date
}

/** The platform that an account belongs to. With another key or mode the provider knows nothing of the account. */
export interface AccountOrigin {
  readonly platformId: string
  readonly livemode: boolean
}

export type SnapshotSaved =
  /** `completed`: the token that the snapshot was evidence for. */
  | { readonly outcome: 'saved'; readonly clientId: string; readonly completed?: string }
  /** A snapshot that was asked for later is stored already. */
  | { readonly outcome: 'stale'; readonly clientId: string }
  /** Nobody's account, and no intent that it could have come from. */
  | { readonly outcome: 'unknown_account' }

/** Where a list goes on. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Give it to the next call; absent at the end. */
  readonly next?: string
}

/** Every method is one transaction: it changes all that it names, with the audit events of it, or nothing. */
export interface AccountRepository {
  /** The stored account with this id, or the one of this client. */
  find(by: { readonly accountId: string } | { readonly clientId: string }): Promise<StoredAccount | undefined>

  /**
   * Keeps a snapshot unless a later one is stored, completes the client's open token if the snapshot is evidence for
   * it, and marks the provider's event as processed. `adopt`: the account is stored first if it is the one that the
   * client's intent of this generation was waiting for.
   */
  saveSnapshot(
    record: {
      readonly snapshot: AccountSnapshot
      readonly origin?: AccountOrigin | undefined
      readonly adopt?: { readonly clientId: string; readonly generation: number } | undefined
      readonly eventId?: string | undefined
    },
    act: Act,
  ): Promise<SnapshotSaved>

  /** Stores the account of a client that has none; says which one is stored then. */
  keepAccount(clientId: string, created: CreatedAccount, act: Act): Promise<string>

  /** Accounts of which the provider should have said something: see `needsLook` in the domain. Oldest look first. */
  listQuiet(quietMs: number, after?: string): Promise<Page<{ readonly accountId: string }>>

  /** All accounts that belong to a client, in a stable order. */
  listAttached(after?: string): Promise<Page<{ readonly accountId: string }>>

  /** How many accounts {@link listAttached} goes through. */
  countAttached(): Promise<number>

  /** Sees to it that lists show the readiness of what an earlier version has stored, which knew nothing of them. */
  deriveReadiness(): Promise<void>

  /** Clients whose intent has been without an outcome for so long. */
  listUnsettled(quietMs: number, after?: string): Promise<Page<Client>>
}
