const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' })
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' })

/** The English name of a country. */
export const countryName = (country: string): string => REGIONS.of(country) ?? country

/** The English name of a language. */
export const languageName = (locale: string): string => LANGUAGES.of(locale) ?? locale
