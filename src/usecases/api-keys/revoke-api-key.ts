import type { ApiKey } from '../../domain/api-key.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'
import type { Log } from '../../ports/log.ts'

export type RevokeApiKeyResult =
  | { readonly outcome: 'revoked'; readonly key: ApiKey }
  | { readonly outcome: 'unknown_key' }

/** Revokes a key: the next request with it is refused. Revoking a revoked key gives the same result. */
export function revokeApiKey({ apiKeys, log }: { apiKeys: ApiKeyRepository; log: Log }) {
  return async (keyId: string, actor: Actor): Promise<RevokeApiKeyResult> => {
    const revoked = await apiKeys.revoke(keyId, actor)
    if (revoked === undefined) return { outcome: 'unknown_key' }
    log.warn({ keyId, actor: actor.name, requestId: actor.requestId }, 'an API key was revoked')
    return { outcome: 'revoked', key: revoked.key }
  }
}
