import type { ApiKey } from '../../domain/api-key.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import { keyCreated, keyRevoked } from '../../domain/service-audit.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'
import { recordAudit } from './audit-trail.ts'
import type { MemoryStore } from './store.ts'

const DAY_MS = 24 * 3_600_000

/** The keys of the admin API in memory. `now` is the database's clock. */
export function memoryApiKeyRepository(store: MemoryStore): ApiKeyRepository {
  const { now } = store
  const keys = new Map<string, { key: ApiKey; secretHash: Uint8Array }>()

  /** Each platform that the key is of learns about it. */
  function record({ platform }: Pick<ApiKey, 'platform'>, entry: AuditEntry, actor: Actor): void {
    for (const each of platform === undefined ? store.platforms : [platform]) {
      recordAudit(store, entry, { actor: { ...actor, platform: each }, at: now() })
    }
  }

  return {
    async create({ id, platform, name, scopes, lifetimeDays, secretHash }, actor) {
      const createdAt = now()
      const expiresAt = new Date(createdAt.getTime() + lifetimeDays * DAY_MS)
      const key = { id, name, scopes: [...scopes], createdAt, expiresAt, ...(platform !== undefined && { platform }) }
      record(key, keyCreated({ id, scopes, lifetimeDays }), actor)
      keys.set(id, { key, secretHash })
      return { key, now: createdAt }
    },

    async find(keyId) {
      const found = keys.get(keyId)
      return found && { ...found, now: now() }
    },

    list: async () => [...keys.values()].map(({ key }) => ({ key, now: now() })).toReversed(),

    async revoke(keyId, actor) {
      const found = keys.get(keyId)
      if (found === undefined) return undefined
      if (found.key.revokedAt === undefined) record(found.key, keyRevoked(keyId), actor)
      const key = { ...found.key, revokedAt: found.key.revokedAt ?? now() }
      keys.set(keyId, { ...found, key })
      return { key, now: now() }
    },

    async noteUse(keyId, everyMs) {
      const found = keys.get(keyId)
      if (found === undefined) return
      const { lastUsedAt } = found.key
      if (lastUsedAt !== undefined && now().getTime() - lastUsedAt.getTime() < everyMs) return
      keys.set(keyId, { ...found, key: { ...found.key, lastUsedAt: now() } })
    },
  }
}
