import t from 'tap'
import { LOCALES } from '../../src/domain/locale.ts'
import { filled, WORDS } from '../../src/emails/words.ts'

/** All texts, by their place. */
const textsOf = (words: object, place = ''): [string, string][] =>
  Object.entries(words).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${place}${name}`, value]] : textsOf(value, `${place}${name}.`),
  )

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).toSorted()

t.test('every text has the same placeholders in all languages', async (t) => {
  const english = textsOf(WORDS.en)
  for (const locale of LOCALES) {
    const texts = new Map(textsOf(WORDS[locale]))
    for (const [place, text] of english)
      t.strictSame(placeholders(texts.get(place) ?? ''), placeholders(text), `${locale} ${place}`)
  }
})

t.test('no text is empty, and none is English in another language', async (t) => {
  const english = new Map(textsOf(WORDS.en))
  for (const locale of LOCALES.filter((each) => each !== 'en')) {
    for (const [place, text] of textsOf(WORDS[locale])) {
      t.ok(text.trim() !== '', `${locale} ${place}`)
      const hasWords = /\p{L}{3}/u.test(text.replaceAll(/\{\w+\}/g, ''))
      if (hasWords) t.not(text, english.get(place), `${locale} ${place}`)
    }
  }
})

t.test('a value from right to left is isolated, and one that looks like a placeholder is not filled', async (t) => {
  t.equal(filled('{platform} pays', { platform: 'אדה' }), '\u2068אדה\u2069 pays')
  t.equal(filled('{platform} pays', { platform: '{date}', date: 'x' }), '{date} pays')
})
