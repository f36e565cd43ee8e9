import type { ApiKey } from '../domain/api-key.ts'
import type { Scope } from '../domain/scope.ts'

export interface NewApiKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly lifetimeDays: number
  readonly secretHash: Uint8Array
}

/** A key as of `now` by the database's clock, the only clock that decides expiry. */
export interface ApiKeyRecord {
  readonly key: ApiKey
  readonly now: Date
}

/**
 * The keys of the admin API. Every method is one statement. Nothing is cached, so a revocation takes effect
 * immediately.
 */
export interface ApiKeyRepository {
  /** Stores a new key. Its lifetime starts now. */
  create(key: NewApiKey): Promise<ApiKeyRecord>

  /** The key with this id, whatever its status, and the hash of its secret. */
  find(keyId: string): Promise<(ApiKeyRecord & { readonly secretHash: Uint8Array }) | undefined>

  /** All keys, including expired and revoked ones, newest first. */
  list(): Promise<readonly ApiKeyRecord[]>

  /** Revokes a key permanently. Revoking a revoked key changes nothing. `undefined` if there is no such key. */
  revoke(keyId: string): Promise<ApiKeyRecord | undefined>

  /**
   * Updates `lastUsedAt`, at most once in `everyMs` milliseconds. Skips the update if the key is locked, without
   * waiting.
   */
  noteUse(keyId: string, everyMs: number): Promise<void>
}
