import { apiKeyStatusAt, isUseToBeNoted, USE_NOTED_EVERY_MS, type ApiKey } from '../../domain/api-key.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'
import type { Log } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'

/** An authenticated caller and its permissions. */
export interface Caller {
  /** The platform that the caller belongs to; absent: all of them. */
  readonly platform?: string
  /** The actor name in the audit trail: `admin:<key id>`. */
  readonly name: string
  /** What its owner calls the key. */
  readonly label?: string
  readonly scopes: readonly Scope[]
}

interface Dependencies {
  readonly apiKeys: ApiKeyRepository
  readonly secrets: Secrets
  readonly log: Log
}

/**
 * The caller that a credential belongs to, or `undefined` if it is not valid. The key is read from the database on
 * every request, so a revocation or expiry takes effect immediately. A malformed credential is refused without a query.
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
    const { platform, scopes, name: label } = found.key
    return { ...(platform !== undefined && { platform }), name: `admin:${keyId}`, label, scopes }
  }

  function refused(keyId: string, why: string): undefined {
    log.warn({ keyId, why }, 'an API key was refused')
  }

  /** A failure is only logged: the request goes on. */
  async function noteUse({ id: keyId }: ApiKey): Promise<void> {
    try {
      await apiKeys.noteUse(keyId, USE_NOTED_EVERY_MS)
    } catch (error) {
      log.warn({ err: error, keyId }, 'the last use of an API key could not be recorded')
    }
  }
}
