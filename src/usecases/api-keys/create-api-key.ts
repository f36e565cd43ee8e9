import { faultOfApiKey, LONGEST_LIFETIME_DAYS, type ApiKey } from '../../domain/api-key.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'
import type { Log } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'

export type CreateApiKeyResult =
  | {
      readonly outcome: 'created'
      readonly key: ApiKey
      /** The key itself. It is returned only here and stored nowhere. */
      readonly secret: string
    }
  /** The request is not valid; `fault` names the wrong part. */
  | { readonly outcome: 'refused'; readonly fault: 'name' | 'scopes' | 'lifetime' }

interface NewKeyRequest {
  /** The platform that the key acts for; absent: all of them. */
  readonly platform?: string | undefined
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly lifetimeDays?: number | undefined
}

interface Dependencies {
  readonly apiKeys: ApiKeyRepository
  readonly secrets: Secrets
  readonly log: Log
}

/**
 * Creates a key of the admin API. To rotate a key, create another one of the same name, deploy it, and revoke the old
 * one.
 */
export function createApiKey({ apiKeys, secrets, log }: Dependencies) {
  return async (
    { platform, name, scopes, lifetimeDays = LONGEST_LIFETIME_DAYS }: NewKeyRequest,
    actor: Actor,
  ): Promise<CreateApiKeyResult> => {
    const wanted = { platform, name, scopes: [...new Set(scopes)], lifetimeDays }
    const fault = faultOfApiKey(wanted)
    if (fault !== undefined) return { outcome: 'refused', fault }

    const { id, secret, hash } = secrets.mintApiKey()
    const { key } = await apiKeys.create({ ...wanted, id, secretHash: hash }, actor)
    // Logged as a warning so that it also appears where only warnings are stored.
    log.warn(
      {
        keyId: id,
        platform: platform ?? 'all',
        scopes: key.scopes,
        expiresAt: key.expiresAt,
        actor: actor.name,
        requestId: actor.requestId,
      },
      'an API key was created',
    )
    return { outcome: 'created', key, secret }
  }
}
