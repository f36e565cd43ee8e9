import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import { allows, type Scope } from '../../domain/scope.ts'
import type { RateLimit } from '../rate-limit.ts'
import type { Authenticate } from './authenticator.ts'
import { ProblemError, rateLimited } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What an API key must be good for to use this route: every admin route says it. */
    scope?: Scope
  }
}

/**
 * Lets only holders of a key with the scope of the route pass, before anything of the request is looked at: on all
 * routes that are registered on `admin` from now on. One that names no scope is refused when the app is built.
 * `failures` counts bad credentials by address; holders of a good one are not affected by them.
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
    request.actor = caller.actor
    const scope = scopeOf(request.routeOptions)
    if (!allows(caller.scopes, scope)) {
      throw new ProblemError('FORBIDDEN', { detail: `This takes an API key with the scope "${scope}".` })
    }
  })
}

function scopeOf({ url = '', config }: { url?: string | undefined; config?: FastifyContextConfig }): Scope {
  if (config?.scope === undefined) throw new Error(`the admin route ${url} names no scope`)
  return config.scope
}
