import { timingSafeEqual } from 'node:crypto'
import { sha256 } from '../../shared/sha256.ts'
import type { Caller } from '../../usecases/api-keys/authenticate.ts'

/** The holder of a credential; `undefined` if it is not valid. */
export type Authenticate = (credential: string) => Promise<Caller | undefined>

/** The key of the environment has all rights, on all platforms. */
const ENVIRONMENT: Caller = { name: 'admin:environment', label: 'ADMIN_API_KEY', scopes: ['admin'] }

/**
 * Accepts the key of the environment, if there is one, without the database; passes all other credentials on. Hashes
 * are compared in constant time, so the duration reveals neither the key nor its length.
 */
export function authenticator(environmentKey: string | undefined, others: Authenticate): Authenticate {
  const expected = environmentKey === undefined ? undefined : sha256(environmentKey)
  return async (credential) =>
    expected !== undefined && timingSafeEqual(sha256(credential), expected) ? ENVIRONMENT : others(credential)
}
