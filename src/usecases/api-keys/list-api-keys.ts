import { apiKeyStatusAt, type ApiKey, type ApiKeyStatus } from '../../domain/api-key.ts'
import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'

/** Lists all keys with their status, without secrets. */
export function listApiKeys({ apiKeys }: { apiKeys: ApiKeyRepository }) {
  return async (): Promise<(ApiKey & { readonly status: ApiKeyStatus })[]> => {
    const records = await apiKeys.list()
    return records.map(({ key, now }) => ({ ...key, status: apiKeyStatusAt(key, now) }))
  }
}
