import { readFileSync } from 'node:fs'
import type { EmbeddedErrorType } from '@stripe/connect-js'
import type { Page } from 'playwright-core'

const body = readFileSync(new URL('stripe-form.js', import.meta.url), 'utf8')
const signIn = `<!doctype html><script>opener.postMessage('signed in', '*')</script>`

/** What Stripe's script reports when the form cannot be used, and whether a second try can help. */
export const LOAD_ERRORS: Readonly<Record<EmbeddedErrorType, boolean>> = {
  api_connection_error: true,
  authentication_error: true,
  account_session_create_error: true,
  invalid_request_error: false,
  rate_limit_error: true,
  render_error: true,
  api_error: true,
}

/** From now on the page, and popups that it opens, get stand-ins for what comes from Stripe. */
export const withStripesForm = (page: Page): Promise<unknown> =>
  page
    .context()
    .route('https://connect-js.stripe.com/**', (route) =>
      route.request().url().endsWith('/sign-in')
        ? route.fulfill({ contentType: 'text/html', body: signIn })
        : route.fulfill({ contentType: 'text/javascript', body }),
    )
