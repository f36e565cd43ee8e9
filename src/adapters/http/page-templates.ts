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

/** The pages for clients, by path. */
export const CLIENT_PAGES = Object.entries(PAGES).map(([path, of]) => ({
  path,
  page: (branding: Branding, locale: Locale): string => pageOf(of(PAGE_WORDS[locale]), branding, locale),
}))

/** The page for an address that does not exist. */
export const notFoundPage = (branding: Branding, locale: Locale): string =>
  pageOf(PAGE_WORDS[locale].errors.notFound, branding, locale)
