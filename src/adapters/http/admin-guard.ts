import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import { ProblemError } from '../../api/problem.ts'
import { chosenPlatform } from '../../domain/platform-choice.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Platforms } from '../../ports/platforms.ts'
import { sha256 } from '../../shared/sha256.ts'
import type { Caller } from '../../usecases/api-keys/authenticate.ts'
import type { Authenticate } from './authenticator.ts'
import type { Limits } from './limits.ts'
import { requireScope } from './request-context.ts'
import { places } from './turns.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that an API key needs for this route. Every admin route has one. */
    scope?: Scope
    /** Whether the route is about no platform in particular, but about all of them. */
    isOfAllPlatforms?: boolean
  }
}

/** Requests of staff that may wait for a place. */
const MOST_WAITING = 200

/**
 * Requires an API key with the scope of the route, before anything else of the request is read, on all routes that are
 * registered on `admin` from now on. A route without a scope fails when the app is built. Invalid credentials are counted
 * by address, and requests with a valid one by the key and the platform. At most `atOnce` run at the same time, in equal
 * parts for each platform, so that staff leave database connections to clients, and to the staff of other platforms.
 */
export function guardAdminRoutes(
  admin: FastifyInstance,
  {
    authenticate,
    limits,
    platforms,
    atOnce,
  }: {
    authenticate: Authenticate
    limits: Pick<Limits, 'lookUp' | 'unknown' | 'useOfKey'>
    platforms: Platforms<{ readonly id: string }>
    atOnce: number
  },
): void {
  const parts = Math.max(1, platforms.all().length)
  const place = places({ most: Math.max(1, Math.floor(atOnce / parts)), waiting: MOST_WAITING, retryAfterSeconds: 1 })
  admin.addHook('onRoute', (route) => void scopeOf(route))
  admin.addHook('onRequest', async (request, reply) => {
    const [, credential] = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (credential === undefined) throw await limits.unknown('UNAUTHENTICATED', request)
    const exists = limits.lookUp(hashOf(credential), request)
    const caller = await authenticate(credential)
    if (caller === undefined) throw await limits.unknown('UNAUTHENTICATED', request)
    exists()
    const platform = platformOf(request, caller, platforms)
    request.caller = { ...caller, platform }
    requireScope(request, scopeOf(request.routeOptions))
    // Of a key of all platforms, the requests about one platform must not keep out those about another.
    await limits.useOfKey(`${platform} ${caller.name}`)
    await place(platform, reply.raw)
  })
}

/** The platform that a request is about. Throws the problem if it is about none that the caller can reach. */
function platformOf(
  { headers, routeOptions }: FastifyRequest,
  { platform: ofKey }: Caller,
  platforms: Platforms<{ readonly id: string }>,
): string {
  const known = platforms.all().map(({ id }) => id)
  const named = [headers['platform']].flat()[0]
  if (routeOptions.config.isOfAllPlatforms === true) {
    const [first = ''] = known
    if (ofKey === undefined || known.length === 1) return first
    throw new ProblemError('FORBIDDEN', {
      detail: 'This request is about all platforms: use an API key of all of them.',
    })
  }
  const chosen = chosenPlatform({ ofKey, named, known })
  if (chosen === 'required') throw new ProblemError('PLATFORM_REQUIRED')
  if (chosen === 'unknown') throw new ProblemError('PLATFORM_NOT_FOUND')
  return chosen.platform
}

function scopeOf({ url = '', config }: { url?: string | undefined; config?: FastifyContextConfig }): Scope {
  if (config?.scope === undefined) throw new Error(`the admin route ${url} names no scope`)
  return config.scope
}

const hashOf = (credential: string) => Buffer.from(sha256(credential)).toString('base64url')
