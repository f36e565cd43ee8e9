// The words of emails to clients, in each language. A text that is missing in one does not compile.
import type { Locale } from '../domain/locale.ts'
import type { EmailWords } from './email-words.ts'
import { de } from './words-de.ts'
import { en } from './words-en.ts'
import { es } from './words-es.ts'
import { fr } from './words-fr.ts'
import { it } from './words-it.ts'
import { ptBr } from './words-pt-br.ts'

export const WORDS: Readonly<Record<Locale, EmailWords>> = { en, de, fr, es, it, 'pt-BR': ptBr }

/** A text with its values. Values from right to left are isolated, so that they leave the order of the text as it is. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => isolated(values[name] ?? placeholder))

/** A text that has letters from right to left, between the marks that isolate it. */
const isolated = (text: string): string =>
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text)
    ? `\u2068${text}\u2069`
    : text

/** An instant for a client, in UTC, because the client's time zone is not known. */
export const inWords = (instant: Date, locale: Locale): string =>
  `${instant.toLocaleString(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`
