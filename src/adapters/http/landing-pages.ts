import { isReturnAllowed, returnUrlWith } from '../../domain/return-url.ts'
import type { Platforms } from '../../ports/platforms.ts'
import type { Opening } from '../../usecases/opening.ts'
import { settingsOf, type PlatformSettings } from './platform-settings.ts'

/** What the page shows when the onboarding is not done. */
export type LandingStatus =
  | 'incomplete'
  | 'again'
  | 'unavailable'
  | 'unknown'
  | 'expired'
  | 'revoked'
  | 'invalid'
  | 'busy'

export type LandingPage = LandingStatus | 'done' | 'completed'

/** The page of the platform that the invitation named, or the one of the service. */
export function landingUrl(
  platforms: Platforms<PlatformSettings>,
  { platform, client }: Opening,
  landing: LandingPage,
): string {
  const settings = settingsOf(platforms, platform)
  const { returnUrl } = client
  // The page that asks for another try needs the link itself, which only our page may have.
  const isOurs = returnUrl === undefined || landing === 'again' || landing === 'invalid'
  return isOurs || !isReturnAllowed(client, settings.returnOrigins)
    ? pageUrl(platforms, settings, landing, client.locale)
    : returnUrlWith(returnUrl, landing)
}

/**
 * The page that shows how it went, in the client's language if it is known. On a host that several platforms share, the
 * URL says whose page it is.
 */
export function pageUrl(
  platforms: Platforms<PlatformSettings>,
  platform: PlatformSettings | undefined,
  landing: LandingPage,
  language?: string,
): string {
  const isDone = landing === 'done' || landing === 'completed'
  const { id = '', landingOrigin = '' } = platform ?? {}
  const url = new URL(isDone ? '/onboarding-success' : '/onboarding-incomplete', landingOrigin)
  if (!isDone) url.searchParams.set('status', landing)
  if (platforms.all().filter((each) => each.landingOrigin === landingOrigin).length > 1)
    url.searchParams.set('platform', id)
  if (language !== undefined) url.searchParams.set('locale', language)
  return url.href
}
