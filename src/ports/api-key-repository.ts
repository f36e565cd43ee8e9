import type { ApiKey } from '../domain/api-key.ts'
import type { Scope } from '../domain/scope.ts'
import type { Actor } from './actor.ts'

export interface NewApiKey {
  readonly id: string
  /** Absent: the key is of all platforms. */
  readonly platform?: string | undefined
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
 * The keys of the admin API. Nothing is cached, so a revocation takes effect
 * immediately.
 */
export interface ApiKeyRepository {
  /** Stores a new key, with an audit event on each platform that it is of. Its lifetime starts now. */
  create(key: NewApiKey, actor: Actor): Promise<ApiKeyRecord>

  /** The key with this id, whatever its status, and the hash of its secret. */
  find(keyId: string): Promise<(ApiKeyRecord & { readonly secretHash: Uint8Array }) | undefined>

  /** All keys, including expired and revoked ones, newest first. */
  list(): Promise<readonly ApiKeyRecord[]>

  /**
   * Revokes a key permanently, with an audit event on each platform that it is of. Revoking a revoked key changes nothing. `undefined` if there is no such
   * key.
   */
  revoke(keyId: string, actor: Actor): Promise<ApiKeyRecord | undefined>

  /**
   * Updates `lastUsedAt`, at most once in `everyMs` milliseconds. Skips the update if the key is locked, without
   * waiting.
   */
  noteUse(keyId: string, everyMs: number): Promise<void>
}
