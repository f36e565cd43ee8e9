/**
 * How many browsers of one token are remembered. Somebody who has the link may invent as many as there are openings, so
 * after these the client is told no more: three emails about one link have said it.
 */
const MOST_BROWSERS = 4

/** What follows from an opening by this browser, when these opened the same token before. Browsers are hashes, in hex. */
export function browserOpened(
  before: readonly string[],
  browser: string,
): { readonly isRemembered: boolean; readonly isTold: boolean } {
  const isNew = !before.includes(browser) && before.length < MOST_BROWSERS
  return { isRemembered: isNew, isTold: isNew && before.length > 0 }
}
