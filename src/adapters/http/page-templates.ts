import type { Locale } from '../../domain/locale.ts'
import type { PageWords } from '../../pages/page-words.ts'
import { PAGE_WORDS } from '../../pages/words.ts'
import { pageOf, type Page } from './page-template.ts'
import type { Branding } from './platform-settings.ts'

/** For a host that several platforms share: the script of the page learns the name from the link. */
export const NEUTRAL: Branding = { locale: 'en' }

const PAGES: Readonly<Record<string, (words: PageWords) => Page>> = {
  '/onboard': ({ plain }) => ({ ...plain.checking, isForClients: true, needsScript: true }),
  '/onboarding-success': ({ landing }) => ({ ...landing.done, isForClients: true }),
  '/onboarding-incomplete': ({ landing: { incomplete, openAgain } }) => ({
    title: incomplete.title,
    text: `${incomplete.text} ${openAgain}`,
    isForClients: true,
  }),
  '/': ({ plain }) => plain.root,
}

/** The page with Stripe's form. */
export const embeddedPage = (branding: Branding, locale: Locale): string => {
  const { plain } = PAGE_WORDS[locale]
  return pageOf({ ...plain.checking, isForClients: true, isEmbedding: true, needsScript: true }, branding, locale)
}

/** The pages for clients, by path. */
export const CLIENT_PAGES = Object.entries(PAGES).map(([path, of]) => ({
  path,
  page: (branding: Branding, locale: Locale): string => pageOf(of(PAGE_WORDS[locale]), branding, locale),
}))

/** The page for a request that failed with this status. */
export function errorPage(status: number, branding: Branding, locale: Locale): string {
  const error = errorOf(status)
  // With the others the link may well be good.
  const offersStart = error === 'notFound' || error === 'malformed'
  return pageOf({ ...PAGE_WORDS[locale].errors[error], offersStart }, branding, locale)
}

function errorOf(status: number): keyof PageWords['errors'] {
  if (status === 404) return 'notFound'
  if (status === 429) return 'tooMany'
  if (status === 503) return 'unavailable'
  return status >= 500 ? 'failed' : 'malformed'
}
