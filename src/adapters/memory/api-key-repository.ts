import type { ApiKey } from '../../domain/api-key.ts'
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'

const DAY_MS = 24 * 3_600_000

/** The keys of the admin API in memory. `now` is the database's clock. */
export function memoryApiKeyRepository({ now }: { now: () => Date }): ApiKeyRepository {
  const keys = new Map<string, { key: ApiKey; secretHash: Uint8Array }>()

  return {
    async create({ id, name, scopes, lifetimeDays, secretHash }) {
      const createdAt = now()
      const expiresAt = new Date(createdAt.getTime() + lifetimeDays * DAY_MS)
      const key = { id, name, scopes: [...scopes], createdAt, expiresAt }
      keys.set(id, { key, secretHash })
      return { key, now: createdAt }
    },

    async find(keyId) {
      const found = keys.get(keyId)
      return found && { ...found, now: now() }
    },

    list: async () => [...keys.values()].map(({ key }) => ({ key, now: now() })).toReversed(),

    async revoke(keyId) {
      const found = keys.get(keyId)
      if (found === undefined) return undefined
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
