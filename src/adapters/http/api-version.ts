import type { FastifyInstance } from 'fastify'
import { API_VERSION, API_VERSIONS, type DeprecatedSince } from '../../api/api-version.ts'
import { ProblemError } from '../../api/problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set on a route that goes: since when it is deprecated, and when it is removed. */
    deprecated?: DeprecatedSince
  }
}

/**
 * Says in each reply of the API which version it is written in, and when a deprecated route goes. Refuses a request that
 * expects a version that is not served.
 */
export function registerApiVersion(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return
    reply.header('api-version', API_VERSION)
    const { deprecated } = request.routeOptions.config
    if (deprecated !== undefined) {
      reply.header('deprecation', `@${Date.parse(deprecated.since) / 1000}`)
      reply.header('sunset', new Date(deprecated.sunset).toUTCString())
    }
    const expected = request.headers['api-version']
    if (expected === undefined || API_VERSIONS.some((version) => version === expected)) return
    const message = 'must be a version that is served'
    throw new ProblemError('VALIDATION_FAILED', {
      detail: `api-version ${message}: ${API_VERSIONS.join(', ')}`,
      errors: [{ field: 'api-version', message, allowed: [...API_VERSIONS] }],
    })
  })
}
