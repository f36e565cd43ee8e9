import { apiKeyStatusAt, isUseToBeNoted, USE_NOTED_EVERY_MS, type ApiKey } from '../domain/api-key.ts'
import type { Scope } from '../domain/scope.ts'
import type { ApiKeyRepository } from '../ports/api-key-repository.ts'
import type { Log } from '../ports/log.ts'
import type { Secrets } from '../ports/secrets.ts'

/** Who asks for something, and what that one may ask for. */
export interface Caller {
  /** As the audit trail names it: `admin:<key id>`. */
  readonly actor: string
  readonly scopes: readonly Scope[]
}

interface Dependencies {
  readonly apiKeys: ApiKeyRepository
  readonly secrets: Secrets
  readonly log: Log
}

/**
 * Says whose credential it is, or `undefined` when it is nobody's. The database is asked each time, so that a key which
 * is revoked or expires is refused from then on, and not at all about what cannot be a key.
 */
export function authenticate({ apiKeys, secrets, log }: Dependencies) {
  return async (credential: string): Promise<Caller | undefined> => {
    const claimed = secrets.readApiKey(credential)
    if (claimed === undefined) return undefined
    const { id: keyId, hash } = claimed

    const found = await apiKeys.find(keyId)
    if (found === undefined) return refused(keyId, 'unknown')
    if (!secrets.isSameHash(hash, found.secretHash)) return refused(keyId, 'wrong_secret')
    const status = apiKeyStatusAt(found.key, found.now)
    if (status !== 'live') return refused(keyId, status)

    if (isUseToBeNoted(found.key, found.now)) await noteUse(found.key)
    return { actor: `admin:${keyId}`, scopes: found.key.scopes }
  }

  function refused(keyId: string, why: string): undefined {
    log.warn({ keyId, why }, 'an API key was refused')
  }

  /** Good to know, and no reason to turn somebody away. */
  async function noteUse({ id: keyId }: ApiKey): Promise<void> {
    try {
      await apiKeys.noteUse(keyId, USE_NOTED_EVERY_MS)
    } catch (error) {
      log.warn({ err: error, keyId }, 'the use of an API key could not be noted')
    }
  }
}
