/**
 * Most browsers remembered for one token. The holder of a link can fake any number of browsers, so the client gets at
 * most three notices about one link.
 */
const MOST_BROWSERS = 4

/**
 * Whether the client gets a notice that this browser has opened its link. `before`: the browsers already remembered.
 * Browsers are hex hashes.
 */
export function isBrowserReported(before: readonly string[] = [], browser?: string): boolean {
  return before.length > 0 && rememberedBrowsers(before, browser) !== before
}

/** The browsers to remember after an opening. `browser` is absent if it could not be identified. */
export function rememberedBrowsers(
  before: readonly string[] | undefined,
  browser: string | undefined,
): readonly string[] | undefined {
  if (browser === undefined || before?.includes(browser)) return before
  return before !== undefined && before.length >= MOST_BROWSERS ? before : [...(before ?? []), browser]
}
