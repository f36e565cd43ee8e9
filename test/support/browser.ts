import { existsSync } from 'node:fs'
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The path of Chromium on this machine (override: `CHROMIUM_PATH`), or `undefined`. */
export function chromiumPath(): string | undefined {
  return process.env['CHROMIUM_PATH'] ?? PLACES.find((place) => existsSync(place))
}

/** Without these flags the browser checks for updates and the like, which tests must not. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A headless Chromium. `newPage` gives each test a separate context. Script errors fail the test. */
export async function browser(t: {
  teardown(handler: () => Promise<void>): unknown
  fail(message: string): unknown
}): Promise<{ newPage: (options?: BrowserContextOptions) => Promise<Page> }> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('no Chromium on this machine: install it, or set CHROMIUM_PATH')
  const launched = await chromium.launch({ executablePath, args: QUIET })
  t.teardown(() => launched.close())
  return {
    newPage: async (options) => {
      const context = await launched.newContext(options)
      const page = await context.newPage()
      page.on('pageerror', (error) => t.fail(`the page's script failed: ${error.message}`))
      return page
    },
  }
}

/**
 * Waits for the page at Stripe. A link of v2 leads to one that opens it by itself, so its address alone does not say that
 * the client is there.
 */
export async function pageAtStripe(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Complete', exact: true }).waitFor()
  await page.waitForLoadState()
}
