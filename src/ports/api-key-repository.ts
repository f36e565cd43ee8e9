import type { ApiKey } from '../domain/api-key.ts'
import type { Scope } from '../domain/scope.ts'

export interface NewApiKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly lifetimeDays: number
  readonly secretHash: Uint8Array
}

/** A key as of `now` by the database's clock: the only clock that decides expiry. */
export interface ApiKeyRecord {
  readonly key: ApiKey
  readonly now: Date
}

/** The keys of the admin API. Every method is one statement, and nothing is cached: what is revoked is so at once. */
export interface ApiKeyRepository {
  /** Stores a new key, which lives from now on. */
  create(key: NewApiKey): Promise<ApiKeyRecord>

  /** The key with this id, whatever has become of it, and the hash of its secret. */
  find(keyId: string): Promise<(ApiKeyRecord & { readonly secretHash: Uint8Array }) | undefined>

  /** All keys that there ever were, newest first. */
  list(): Promise<readonly ApiKeyRecord[]>

  /** Revokes a key for good. A revoked one stays revoked as it was; `undefined` when there is no such key. */
  revoke(keyId: string): Promise<ApiKeyRecord | undefined>

  /** Notes that a key is in use, unless that was noted less than so long ago, or is being noted. Waits for nobody. */
  noteUse(keyId: string, everyMs: number): Promise<void>
}
