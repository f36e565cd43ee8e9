// URLs in the configuration, each checked for what it is used for. A fault does not repeat the URL, which may contain a
// secret.
import { isLoopback } from './url-parts.ts'

/** Schemes of the origins of apps, which browsers send as they are. */
const APP_ORIGIN = /^(capacitor|ionic|tauri):\/\/[a-z0-9.-]+$/

/**
 * The URL of this service. Its pages and redirects begin at the root of the host, so it has no path of its own.
 */
export const baseUrlFault = (text: string): string | undefined =>
  originFault(text) ?? (text.endsWith('//') ? 'it must not end with several slashes' : undefined)

/** Of Stripe's API, to whose origin the paths of the API are added. */
export const apiBaseFault = (text: string): string | undefined => originFault(text)

/** The origins of the front end. Links lead to the first one; all of them may call the API. */
export function originsFault(text: string): string | undefined {
  for (const [at, part] of text.split(',').entries()) {
    const origin = part.trim()
    if (at > 0 && APP_ORIGIN.test(origin)) continue
    const fault = originFault(origin)
    if (fault === undefined) continue
    const hint = APP_ORIGIN.test(origin) ? ': links lead to the first origin, so put that of an app behind it' : ''
    return `origin ${at + 1} of the list is not usable: ${fault}${hint}`
  }
  return undefined
}

/** The link that clients get: `{token}` is replaced by the secret. */
export function linkTemplateFault(text: string): string | undefined {
  const [before = '', after, ...more] = text.split('{token}')
  if (after === undefined || more.length > 0)
    return 'it must contain {token} once: https://app.example.com/#token={token}'
  const fault = webUrlFault(`${before}token${after}`)
  if (fault !== undefined) return fault
  return /^https?:\/\/[^/?#]+[/?#]/i.test(before) ? undefined : '{token} must be behind the host'
}

/** The origin of a URL that has no fault, in the spelling of browsers: small letters, no default port, no slash. */
export const originOf = (text: string): string => (APP_ORIGIN.test(text) ? text : new URL(text).origin)

function originFault(text: string): string | undefined {
  const fault = webUrlFault(text)
  if (fault !== undefined) return fault
  const { pathname } = new URL(text)
  if (/^\/+$/.test(pathname) && !/[?#]/.test(text)) return undefined
  if (/[?#]/.test(text)) return 'it must not have a query or a fragment: https://app.example.com'
  return 'it must not have a path: use a host name of its own, e.g. https://onboarding.example.com'
}

/** Of a webhook that an operator names. It is called as it is, so only the way to it has to be safe. */
export function webhookUrlFault(text: string): string | undefined {
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text))
    return 'it must begin with https:// (or http:// on this machine)'
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return 'it must not contain a user name or a password'
  if (protocol === 'https:' || isLoopback(hostname)) return undefined
  return 'it must begin with https://, because its path is a secret'
}

function webUrlFault(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return 'it must begin with https:// (or http:// for tests)'
  if (!URL.canParse(text) || /[\s\\]/.test(text)) return 'it is not a URL: https://app.example.com'
  const { hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return 'it must not contain a user name or a password'
  // `*` is a valid character for URL, but browsers compare origins as they are.
  if (!/^[a-z0-9._-]+$|^\[[0-9a-f:.]+\]$/.test(hostname)) return 'its host must be a single name: list several origins'
  return undefined
}
