import type { Landing } from './landing.ts'

/** Whether a client may be sent to its return URL: only to pages of the platform, by their origins. */
export function isReturnAllowed(
  { returnUrl: text }: { readonly returnUrl?: string | undefined },
  origins: readonly string[],
): boolean {
  if (text === undefined) return true
  if (!URL.canParse(text)) return false
  const { origin, protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === '' && origins.includes(origin)
}

/** How a visit to the provider ended, for the page of the platform that the client returns to. */
export type ReturnStatus = LandingStatus | 'expired' | 'revoked' | 'busy'

/** What the platform is told of a landing. */
export type LandingStatus = Exclude<Landing, 'done'> | 'completed'

/** The status that stands for what has happened. */
export function returnStatusOf(status: Landing): LandingStatus
export function returnStatusOf(status: ReturnStatus | 'done'): ReturnStatus
export function returnStatusOf(status: ReturnStatus | 'done'): ReturnStatus {
  return status === 'done' ? 'completed' : status
}

/** The page of the platform, with the status. */
export function returnUrlWith(text: string, landing: ReturnStatus | 'done'): string {
  const url = new URL(text)
  url.searchParams.set('status', returnStatusOf(landing))
  return url.href
}
