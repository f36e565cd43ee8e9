// The words of pages for clients, in each language. A text that is missing in one does not compile. To add a text: add it
// to `PageWords`, and to each language.
import type { Locale } from '../domain/locale.ts'
import { EMBEDDED_WORDS } from './embedded-words.ts'
import type { MostWords, PageWords } from './page-words.ts'
import { START_WORDS } from './start-words.ts'
import { TERMS_WORDS } from './terms-words.ts'
import { de } from './words-de.ts'
import { en } from './words-en.ts'
import { es } from './words-es.ts'
import { fr } from './words-fr.ts'
import { it } from './words-it.ts'
import { ptBr } from './words-pt-br.ts'

const of = (locale: Locale, words: MostWords): PageWords => ({
  ...words,
  embedded: EMBEDDED_WORDS[locale],
  start: START_WORDS[locale],
  terms: TERMS_WORDS[locale],
})

export const PAGE_WORDS: Readonly<Record<Locale, PageWords>> = {
  en: of('en', en),
  de: of('de', de),
  fr: of('fr', fr),
  es: of('es', es),
  it: of('it', it),
  'pt-BR': of('pt-BR', ptBr),
}
