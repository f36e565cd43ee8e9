import { COUNTRIES } from '../../../../domain/country.ts'
import { LOCALES, readLocale } from '../../../../domain/locale.ts'

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' })
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' })

/** The English name of a country. */
export const countryName = (country: string): string => REGIONS.of(country) ?? country

/** The English name of a language. */
export const languageName = (locale: string): string => LANGUAGES.of(locale) ?? locale

type Options = readonly (readonly [value: string, words: string])[]

const COUNTRY_OPTIONS: Options = COUNTRIES.map((code) => [code, countryName(code)] as const).toSorted(
  ([, one], [, other]) => one.localeCompare(other, 'en'),
)

/** The countries to choose from, by their names, and that of the client if it is another one. */
export function countryOptions(own: string): Options {
  const isOther = /^[A-Z]{2}$/.test(own) && !COUNTRIES.includes(own)
  return isOther ? [...COUNTRY_OPTIONS, [own, countryName(own)]] : COUNTRY_OPTIONS
}

/** The languages to choose from, and that of the client if it is another one. */
export function languageOptions(own: string): Options {
  const known = LOCALES.map((locale) => [locale, languageName(locale)] as const)
  const isOther = readLocale(own) === own && !LOCALES.some((locale) => locale === own)
  return isOther ? [...known, [own, languageName(own)]] : known
}
