import { PAGE_POLICY, PERMISSIONS } from './security.ts'

/** Where Stripe's script and the frames of its form come from. */
const STRIPE = ['https://connect-js.stripe.com', 'https://js.stripe.com']

/**
 * What Stripe documents for pages with its form (docs.stripe.com/connect/get-started-connect-embedded-components): the hash
 * is that of a style which its script adds. What the script itself requests goes to Stripe as well.
 */
const POLICY = {
  ...PAGE_POLICY,
  'script-src': ["'self'", ...STRIPE],
  'frame-src': STRIPE,
  'style-src': ["'self'", "'sha256-0hAheEzaMe6uXIKV4EehS9pu1am1lj/KnnzrOYqckXk='"],
  'connect-src': ["'self'", 'https://*.stripe.com'],
  'img-src': ["'self'", 'data:', 'https://*.stripe.com'],
}

/**
 * The headers of the page with Stripe's form, in place of those of other pages. Clients sign in to Stripe in a popup, which
 * the usual opener policy, `same-origin`, would cut off; the banks in it want to know the origin; and documents may be
 * photographed. `logo`: an image of the page.
 */
export const embeddingHeaders = (logo: string | undefined) => ({
  'content-security-policy': Object.entries(POLICY)
    .map(([directive, sources]) =>
      [directive, ...sources, ...(directive === 'img-src' ? originOf(logo) : [])].join(' '),
    )
    .join('; '),
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'referrer-policy': 'strict-origin',
  'permissions-policy': PERMISSIONS.replace('camera=()', `camera=(${STRIPE.map((origin) => `"${origin}"`).join(' ')})`),
})

const originOf = (url: string | undefined): readonly string[] => (url === undefined ? [] : [new URL(url).origin])
