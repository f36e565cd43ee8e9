/** Where a path is resolved. What begins as one of ours never leaves it. */
const ORIGIN = 'https://console.invalid'

/**
 * The page to go to after signing in, if the text is the path of one: below `/console/`, on this host, and not one of those
 * for signing in and out.
 */
export function returnPath(text: string | undefined): string | undefined {
  if (text === undefined || !text.startsWith('/console/') || !URL.canParse(text, ORIGIN)) return undefined
  const { pathname, search } = new URL(text, ORIGIN)
  const isPage = pathname.startsWith('/console/') && !/^\/console\/sign-(in|out)(\/|$)/.test(pathname)
  return isPage ? pathname + search : undefined
}
