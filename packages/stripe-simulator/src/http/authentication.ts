import { mainPlatform, sandboxPlatform } from '../state/platform.ts'
import { invalidRequest, type StripeFailure } from './errors.ts'

/** The platform that a key belongs to, and its mode. */
export interface Identity {
  readonly platform: string
  readonly livemode: boolean
  /** The key, as it may be repeated, if it can do only what it has permission for. */
  readonly restrictedKey?: string
}

/**
 * The platform of the key. Throws for keys that Stripe would refuse, and for live keys unless they are allowed. All keys
 * belong to one platform, but `sk_test_sandbox_<name>` and `sk_test_sandbox_<name>_<anything>` to the sandbox of that name.
 */
export function authenticate(authorization: string | undefined, { liveKeys }: { liveKeys: boolean }): Identity {
  const key = keyOf(authorization)
  if (key === undefined) {
    throw unauthenticated(
      'You did not provide an API key. Provide it in the Authorization header, using Bearer auth ' +
        "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    )
  }
  const [, mode, name] = /^(?:sk|rk)_(test|live)_(\w+)$/.exec(key) ?? []
  if (mode === 'live' && !liveKeys) {
    throw unauthenticated('This is the Stripe simulator: it takes test keys (sk_test_…, rk_test_…) and no live ones.')
  }
  if (mode === undefined || name === undefined) throw unauthenticated(`Invalid API Key provided: ${masked(key)}`)
  const [, sandbox] = (mode === 'test' ? /^sandbox_([A-Za-z0-9]+)(?:_|$)/.exec(name) : null) ?? []
  return {
    platform: sandbox === undefined ? mainPlatform : sandboxPlatform(sandbox),
    livemode: mode === 'live',
    ...(key.startsWith('rk_') && { restrictedKey: masked(key) }),
  }
}

function keyOf(authorization = ''): string | undefined {
  const [scheme = '', value = ''] = authorization.trim().split(/\s+/)
  if (/^bearer$/i.test(scheme)) return value || undefined
  // Basic: the key is the user name, without a password.
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString().split(':')[0] || undefined
  return undefined
}

const unauthenticated = (message: string): StripeFailure =>
  invalidRequest(message, { status: 401, headers: { 'www-authenticate': 'Bearer realm="Stripe"' } })

// A key that was sent here by mistake must not be repeated in the response.
const masked = (key: string): string => `${key.slice(0, 4)}${'*'.repeat(Math.max(0, Math.min(key.length, 24) - 8))}`
