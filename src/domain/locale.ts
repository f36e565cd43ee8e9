/** The languages that emails and pages are written in. */
export const LOCALES = ['en', 'de', 'fr', 'es', 'it', 'pt-BR'] as const

export type Locale = (typeof LOCALES)[number]

/** Speakers of these languages read a neighbour's: as Unicode's CLDR matches languages. */
const NEIGHBOURS: ReadonlyMap<string, Locale> = new Map([
  ...['gsw', 'lb'].map((tag) => [tag, 'de'] as const),
  ...['br', 'co', 'oc', 'wo'].map((tag) => [tag, 'fr'] as const),
  ...['ca', 'eu', 'gl', 'qu'].map((tag) => [tag, 'es'] as const),
])

/** A language tag in its canonical form (`pt-br`, `pt_BR`: `pt-BR`); `undefined` if the text is none. */
export function readLocale(entered: string): string | undefined {
  const tag = entered.replaceAll('_', '-')
  if (!/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(tag)) return undefined
  try {
    return new Intl.Locale(tag).toString()
  } catch {
    return undefined
  }
}

/**
 * The language that is nearest to one of those that a client reads, the best first: its own in another region, or a
 * neighbour's. `fallback`: if none is near to any.
 */
export function nearestLocale(wanted: readonly (string | undefined)[], fallback: Locale): Locale {
  for (const tag of wanted) {
    const language = tag?.split('-')[0] ?? ''
    const near = LOCALES.find((locale) => locale.split('-')[0] === language) ?? NEIGHBOURS.get(language)
    if (near !== undefined) return near
  }
  return fallback
}
