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

/**
 * The page that a form is on, by the address that it is sent to: that of the page, or one below. Pages are one level below a
 * part of the console, or the part itself. There is none for forms to sign in and out.
 */
export const pageOfForm = (url: string): string | undefined =>
  returnPath(url.replace(/\?.*/s, '').split('/').slice(0, 5).join('/'))
