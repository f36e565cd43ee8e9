import type { ApiKey } from '../domain/api-key.ts'
import type { Act } from '../ports/act.ts'
import type { ApiKeyRepository } from '../ports/api-key-repository.ts'
import type { Log } from '../ports/log.ts'

export type RevokeApiKeyResult =
  | { readonly outcome: 'revoked'; readonly key: ApiKey }
  | { readonly outcome: 'unknown_key' }

/** Withdraws a key: the next request with it is refused. Of one that is revoked already it says so again. */
export function revokeApiKey({ apiKeys, log }: { apiKeys: ApiKeyRepository; log: Log }) {
  return async (keyId: string, act: Act): Promise<RevokeApiKeyResult> => {
    const revoked = await apiKeys.revoke(keyId)
    if (revoked === undefined) return { outcome: 'unknown_key' }
    log.warn({ keyId, ...act }, 'an API key was revoked')
    return { outcome: 'revoked', key: revoked.key }
  }
}
