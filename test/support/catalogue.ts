import { LOCALES, type Locale } from '../../src/domain/locale.ts'

interface Test {
  test(name: string, body: (t: Test) => Promise<void>): unknown
  strictSame(found: unknown, wanted: unknown, message: string): unknown
  not(found: unknown, unwanted: unknown, message: string): unknown
  ok(found: unknown, message: string): unknown
}

/** All texts, by their place. */
const textsOf = (words: object, place = ''): [string, string][] =>
  Object.entries(words).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${place}${name}`, value]] : textsOf(value, `${place}${name}.`),
  )

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).toSorted()

/** What the types cannot say about the words in all languages. */
export function sameInAllLanguages(t: Test, catalogue: Readonly<Record<Locale, object>>): void {
  const english = textsOf(catalogue.en)

  t.test('every text has the same placeholders in all languages', async (t) => {
    for (const locale of LOCALES) {
      const texts = new Map(textsOf(catalogue[locale]))
      for (const [place, text] of english)
        t.strictSame(placeholders(texts.get(place) ?? ''), placeholders(text), `${locale} ${place}`)
    }
  })

  t.test('no text is empty, and none is English in another language', async (t) => {
    const inEnglish = new Map(english)
    for (const locale of LOCALES.filter((each) => each !== 'en')) {
      for (const [place, text] of textsOf(catalogue[locale])) {
        t.ok(text.trim() !== '', `${locale} ${place}`)
        const hasWords = /\p{L}{3}/u.test(text.replaceAll(/\{\w+\}/g, ''))
        if (hasWords) t.not(text, inEnglish.get(place), `${locale} ${place}`)
      }
    }
  })
}
