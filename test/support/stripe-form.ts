import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const body = readFileSync(new URL('stripe-form.js', import.meta.url), 'utf8')

/** From now on the page gets a stand-in for Stripe's script. */
export const withStripesForm = (page: Page): Promise<unknown> =>
  page.route('https://connect-js.stripe.com/**', (route) => route.fulfill({ contentType: 'text/javascript', body }))
