import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import type { Scope } from '../../domain/scope.ts'
import type { RateLimit } from '../../ports/rate-limit.ts'
import type { Authenticate } from './authenticator.ts'
import { ProblemError } from '../../api/problem.ts'
import { rateLimited } from '../../api/refusals.ts'
import { requireScope } from './request-context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that an API key needs for this route. Every admin route has one. */
    scope?: Scope
  }
}

/**
 * Requires an API key with the scope of the route, before anything else of the request is read, on all routes that are
 * registered on `admin` from now on. A route without a scope fails when the app is built. `failures` counts invalid
 * credentials by address; requests with a valid one are not limited by it.
 */
export function guardAdminRoutes(
  admin: FastifyInstance,
  { authenticate, failures }: { authenticate: Authenticate; failures: RateLimit },
): void {
  admin.addHook('onRoute', (route) => void scopeOf(route))
  admin.addHook('onRequest', async (request) => {
    const [, credential] = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? []
    const caller = credential === undefined ? undefined : await authenticate(credential)
    if (caller === undefined) {
      const waitSeconds = await failures.count(request.ip)
      throw waitSeconds === undefined ? new ProblemError('UNAUTHENTICATED') : rateLimited(waitSeconds)
    }
    request.caller = caller
    requireScope(request, scopeOf(request.routeOptions))
  })
}

function scopeOf({ url = '', config }: { url?: string | undefined; config?: FastifyContextConfig }): Scope {
  if (config?.scope === undefined) throw new Error(`the admin route ${url} names no scope`)
  return config.scope
}
