import { faultOfApiKey, LONGEST_LIFETIME_DAYS, type ApiKey } from '../domain/api-key.ts'
import type { Scope } from '../domain/scope.ts'
import type { Act } from '../ports/act.ts'
import type { ApiKeyRepository } from '../ports/api-key-repository.ts'
import type { Log } from '../ports/log.ts'
import type { Secrets } from '../ports/secrets.ts'

export type CreateApiKeyResult =
  | {
      readonly outcome: 'created'
      readonly key: ApiKey
      /** The key itself: here for the only time. */
      readonly secret: string
    }
  /** What was asked for is no key: `fault` says which part of it. */
  | { readonly outcome: 'refused'; readonly fault: 'name' | 'scopes' | 'lifetime' }

interface Dependencies {
  readonly apiKeys: ApiKeyRepository
  readonly secrets: Secrets
  readonly log: Log
}

/**
 * Makes a key of the admin API. A key is changed by making another one of the same name, giving it to whoever uses the
 * old one, and revoking that.
 */
export function createApiKey({ apiKeys, secrets, log }: Dependencies) {
  return async (
    {
      name,
      scopes,
      lifetimeDays = LONGEST_LIFETIME_DAYS,
    }: { readonly name: string; readonly scopes: readonly Scope[]; readonly lifetimeDays?: number | undefined },
    act: Act,
  ): Promise<CreateApiKeyResult> => {
    const wanted = { name, scopes: [...new Set(scopes)], lifetimeDays }
    const fault = faultOfApiKey(wanted)
    if (fault !== undefined) return { outcome: 'refused', fault }

    const { id, secret, hash } = secrets.mintApiKey()
    const { key } = await apiKeys.create({ ...wanted, id, secretHash: hash })
    // A warning, so that it is kept where only those are: nothing else tells who made a key.
    log.warn({ keyId: id, scopes: key.scopes, expiresAt: key.expiresAt, ...act }, 'an API key was created')
    return { outcome: 'created', key, secret }
  }
}
