import type { Secrets } from '../../ports/secrets.ts'

/** The hash of a browser's random id, in hex, as the domain stores it. */
export const browserHash = (secrets: Secrets, browser: string | undefined): string | undefined =>
  browser === undefined ? undefined : Buffer.from(secrets.hashBrowser(browser)).toString('hex')
