import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import type { Scope } from '../../domain/scope.ts'
import { sha256 } from '../../shared/sha256.ts'
import type { Authenticate } from './authenticator.ts'
import type { Limits } from './limits.ts'
import { requireScope } from './request-context.ts'
import { places } from './turns.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that an API key needs for this route. Every admin route has one. */
    scope?: Scope
  }
}

/** Requests of staff that may wait for a place. */
const MOST_WAITING = 200

/**
 * Requires an API key with the scope of the route, before anything else of the request is read, on all routes that are
 * registered on `admin` from now on. A route without a scope fails when the app is built. Invalid credentials are counted
 * by address, and requests with a valid one by the key. At most `atOnce` run at the same time, so that staff leave
 * database connections to clients.
 */
export function guardAdminRoutes(
  admin: FastifyInstance,
  {
    authenticate,
    limits,
    atOnce,
  }: { authenticate: Authenticate; limits: Pick<Limits, 'lookUp' | 'unknown' | 'useOfKey'>; atOnce: number },
): void {
  const place = places({ most: atOnce, waiting: MOST_WAITING, retryAfterSeconds: 1 })
  admin.addHook('onRoute', (route) => void scopeOf(route))
  admin.addHook('onRequest', async (request, reply) => {
    const [, credential] = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (credential === undefined) throw await limits.unknown('UNAUTHENTICATED', request)
    const exists = limits.lookUp(hashOf(credential), request)
    const caller = await authenticate(credential)
    if (caller === undefined) throw await limits.unknown('UNAUTHENTICATED', request)
    exists()
    request.caller = caller
    requireScope(request, scopeOf(request.routeOptions))
    await limits.useOfKey(caller.name)
    await place('staff', reply.raw)
  })
}

function scopeOf({ url = '', config }: { url?: string | undefined; config?: FastifyContextConfig }): Scope {
  if (config?.scope === undefined) throw new Error(`the admin route ${url} names no scope`)
  return config.scope
}

const hashOf = (credential: string) => Buffer.from(sha256(credential)).toString('base64url')
