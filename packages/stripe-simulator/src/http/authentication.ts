import { invalidRequest, type StripeFailure } from './errors.ts'

/** Refuses keys that Stripe would refuse, and live keys. All other keys share one state. */
export function authenticate(authorization: string | undefined): void {
  const key = keyOf(authorization)
  if (key === undefined) {
    throw unauthenticated(
      'You did not provide an API key. Provide it in the Authorization header, using Bearer auth ' +
        "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    )
  }
  if (/^(sk|rk)_live_/.test(key)) {
    throw unauthenticated('This is the Stripe simulator: it takes test keys (sk_test_…, rk_test_…) and no live ones.')
  }
  if (!/^(sk|rk)_test_\w+$/.test(key)) throw unauthenticated(`Invalid API Key provided: ${masked(key)}`)
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
