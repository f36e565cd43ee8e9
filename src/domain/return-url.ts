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
export type ReturnStatus = Exclude<Landing, 'done'> | 'completed' | 'expired' | 'revoked' | 'busy'

/** The page of the platform, with the status. */
export function returnUrlWith(text: string, status: ReturnStatus | 'done'): string {
  const url = new URL(text)
  url.searchParams.set('status', status === 'done' ? 'completed' : status)
  return url.href
}
