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

/** What a request says of its caller. */
export interface Claim {
  readonly credential: string | undefined
  /** The platform that it names. */
  readonly platform: string | undefined
}

/** Where requests of the API say who sends them, and which platform they are about. */
const claimInHeaders = ({ headers }: FastifyRequest): Claim => {
  const [, credential] = /^Bearer (.*)$/i.exec(headers.authorization ?? '') ?? []
  return { credential, platform: [headers['platform']].flat()[0] }
}

export type StaffPlaces = ReturnType<typeof staffPlaces>

/**
 * The places of staff: at most `atOnce` requests run at the same time, in equal parts for each platform, so that staff
 * leave database connections to clients, and to the staff of other platforms.
 */
export function staffPlaces(platforms: Platforms<unknown>, atOnce: number) {
  const parts = Math.max(1, platforms.all().length)
  return places({ most: Math.max(1, Math.floor(atOnce / parts)), waiting: MOST_WAITING, retryAfterSeconds: 1 })
}

interface CallerOptions {
  readonly authenticate: Authenticate
  readonly limits: Pick<Limits, 'lookUp' | 'unknown'>
}

/** Finds the caller that a credential belongs to. Invalid credentials are counted by address, and throw the problem. */
export function callers({ authenticate, limits }: CallerOptions) {
  return async (credential: string | undefined, request: FastifyRequest): Promise<Caller> => {
    if (credential === undefined || !/^[\x21-\x7e]+$/.test(credential))
      throw await limits.unknown('UNAUTHENTICATED', request)
    const exists = limits.lookUp(hashOf(credential), request)
    const caller = await authenticate(credential)
    if (caller === undefined) throw await limits.unknown('UNAUTHENTICATED', request)
    exists()
    return caller
  }
}

interface GuardOptions extends CallerOptions {
  readonly limits: Pick<Limits, 'lookUp' | 'unknown' | 'useOfKey'>
  readonly platforms: Platforms<{ readonly id: string }>
  readonly place: StaffPlaces
  /** Where requests say who sends them; default: in the headers. */
  readonly claimIn?: (request: FastifyRequest) => Claim
}

/**
 * Requires an API key with the scope of the route, before anything else of the request is read, on all routes that are
 * registered on `admin` from now on. A route without a scope fails when the app is built. Invalid credentials are counted
 * by address, and requests with a valid one by the key and the platform. Each request takes one of the places of staff.
 */
export function guardAdminRoutes(admin: FastifyInstance, options: GuardOptions): void {
  const { limits, platforms, place, claimIn = claimInHeaders } = options
  const callerOf = callers(options)
  admin.addHook('onRoute', (route) => void scopeOf(route))
  admin.addHook('onRequest', async (request, reply) => {
    const { credential, platform: named } = claimIn(request)
    const caller = await callerOf(credential, request)
    const platform = platformOf(request, { named, ofKey: caller.platform, platforms })
    request.caller = { ...caller, platform, isOfAllPlatforms: caller.platform === undefined }
    requireScope(request, scopeOf(request.routeOptions))
    // Of a key of all platforms, the requests about one platform must not keep out those about another.
    await limits.useOfKey(`${platform} ${caller.name}`)
    await place(platform, reply.raw)
  })
}

/** The platform that a request is about. Throws the problem if it is about none that the caller can reach. */
function platformOf(
  { routeOptions }: FastifyRequest,
  {
    named,
    ofKey,
    platforms,
  }: {
    readonly named: string | undefined
    readonly ofKey: string | undefined
    readonly platforms: Platforms<{ readonly id: string }>
  },
): string {
  const known = platforms.all().map(({ id }) => id)
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
