import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../../api/problem.ts'
import { nearestLocale, type Locale } from '../../domain/locale.ts'
import type { Platforms } from '../../ports/platforms.ts'
import { languagesOf } from './languages.ts'
import { actorOf } from './request-context.ts'

/** What clients see of their platform. */
export interface Branding {
  /** Absent on a host that several platforms share, until the link says which one it is. */
  readonly platformName?: string
  /** Where clients get help. */
  readonly supportEmail?: string | undefined
  /** Where a client gets its link by email, with a query. Absent where no emails are sent. */
  readonly startPath?: string | undefined
  /** The URL of an image. */
  readonly logo?: string | undefined
  /** As `#rrggbb`. */
  readonly color?: string | undefined
  /** The language of clients whose own is not known. */
  readonly locale: Locale
}

/** What the HTTP side knows of a platform. */
export interface PlatformSettings extends Branding {
  readonly id: string
  readonly platformName: string
  /** What pages load Stripe's forms with; without it there are none. */
  readonly publishableKey?: string | undefined
  /** Whether the built-in page shows Stripe's form itself. */
  readonly ui: 'hosted' | 'embedded'
  /** The platform's own terms, which clients accept before they go to Stripe. */
  readonly terms?: { readonly url: string; readonly version: string } | undefined
  /** Where browsers reach the service for this platform. */
  readonly apiBaseUrl: string
  /** The origin that people are sent to when they return from Stripe. */
  readonly landingOrigin: string
  /** The origins that may call the API from a browser. */
  readonly corsOrigins: readonly string[]
  /** The origins of the pages that clients may be sent to when they return. */
  readonly returnOrigins: readonly string[]
  /** The link that a client gets, for a link secret. */
  readonly linkFor: (linkSecret: string) => string
}

/** The settings of a platform that was found already, in the same request. */
export function settingsOf(platforms: Platforms<PlatformSettings>, id: string): PlatformSettings {
  const own = platforms.of(id)
  if (own === undefined) throw new Error(`there is no platform ${id} in the configuration`)
  return own
}

/** The link that a client of the caller's platform gets, for a link secret. */
export const linkOfCaller =
  (platforms: Platforms<PlatformSettings>, request: FastifyRequest) =>
  (linkSecret: string): string =>
    settingsOf(platforms, actorOf(request).platform).linkFor(linkSecret)

/** The platform that a browser deals with: the one at this host, unless several share it. */
export function platformAt(
  platforms: Platforms<PlatformSettings>,
  { host }: FastifyRequest,
): PlatformSettings | undefined {
  const all = platforms.all()
  const [found, ...others] = all.length === 1 ? all : all.filter(({ apiBaseUrl }) => new URL(apiBaseUrl).host === host)
  return others.length === 0 ? found : undefined
}

const Named = Type.Object({ platform: Type.String() })

/** The platform that a request without a token is about: the one that its address names, or the one of its host. */
export function platformAsked(platforms: Platforms<PlatformSettings>, request: FastifyRequest): PlatformSettings {
  const { platform: named } = Value.Check(Named, request.query) ? request.query : {}
  const found = named === undefined ? platformAt(platforms, request) : platforms.of(named)
  if (found === undefined) throw new ProblemError('PLATFORM_NOT_FOUND')
  return found
}

/** Pages that a client returns to have its language in their address. */
const InLanguage = Type.Object({ locale: Type.String() })

/** The language of a page: the one in its address, the best that the caller reads, or that of the platform. */
export function localeFor(request: FastifyRequest, { locale }: Branding): Locale {
  const { locale: asked } = Value.Check(InLanguage, request.query) ? request.query : {}
  return nearestLocale([asked, ...languagesOf(request)], locale)
}
