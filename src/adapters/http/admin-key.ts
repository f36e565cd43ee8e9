import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { RateLimit } from '../rate-limit.ts'
import { ProblemError, rateLimited } from './problem.ts'

/** Says who holds a credential, or `undefined` when nobody does. */
export type Authenticate = (credential: string) => string | undefined

const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** The admin key of the environment, with all rights. Compared by hash, so that time tells nothing, length included. */
export function environmentKey(adminApiKey: string): Authenticate {
  const expected = sha256(adminApiKey)
  return (credential) => (timingSafeEqual(sha256(credential), expected) ? 'admin:environment' : undefined)
}

/** A hook that lets only holders of a credential pass, before anything of the request is looked at. `failures` counts bad
 * credentials by address; holders of a good one are not affected by them. */
export function requireAdmin(authenticate: Authenticate, failures: RateLimit) {
  return async (request: FastifyRequest): Promise<void> => {
    const [, credential] = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? []
    const actor = credential === undefined ? undefined : authenticate(credential)
    if (actor === undefined) {
      const waitSeconds = await failures.count(request.ip)
      throw waitSeconds === undefined ? new ProblemError('UNAUTHENTICATED') : rateLimited(waitSeconds)
    }
    request.actor = actor
  }
}
