import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import type { ApiKeyRepository } from '../../src/ports/api-key-repository.ts'
import { authenticate } from '../../src/usecases/api-keys/authenticate.ts'
import { createApiKey } from '../../src/usecases/api-keys/create-api-key.ts'
import { listApiKeys } from '../../src/usecases/api-keys/list-api-keys.ts'
import { revokeApiKey } from '../../src/usecases/api-keys/revoke-api-key.ts'

/** The use cases of API keys in memory, with a clock that only the test moves. */
export function apiKeyWorld(wrap: (apiKeys: ApiKeyRepository) => ApiKeyRepository = (apiKeys) => apiKeys) {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date(instant)
  const secrets = cryptoSecrets()
  /** The methods of the repository that were called. */
  const asked: string[] = []
  const logged: { level: string; facts: object; message: string }[] = []
  const log = {
    info: () => {},
    warn: (facts: object, message: string) => void logged.push({ level: 'warn', facts, message }),
    error: (facts: object, message: string) => void logged.push({ level: 'error', facts, message }),
  }
  const apiKeys = new Proxy(wrap(memoryRepositories({ now }).apiKeys), {
    get(target, name) {
      asked.push(String(name))
      return Reflect.get(target, name)
    },
  })
  const needs = { apiKeys, secrets, log }
  const create = createApiKey(needs)
  const actor = { platform: DEFAULT_PLATFORM, name: 'admin:cli', requestId: 'request-1' }

  return {
    now,
    secrets,
    asked,
    logged,
    advance(ms: number): void {
      instant += ms
    },
    create: (request: Parameters<typeof create>[0]) => create(request, actor),
    async created(scopes: readonly Scope[] = ['read'], lifetimeDays?: number) {
      const result = await create({ platform: DEFAULT_PLATFORM, name: 'crm', scopes, lifetimeDays }, actor)
      if (result.outcome !== 'created') throw new Error(result.fault)
      return result
    },
    list: listApiKeys(needs),
    revoke: (keyId: string) => revokeApiKey(needs)(keyId, actor),
    authenticate: authenticate(needs),
  }
}
