import type { Ask } from '../domain/ask.ts'
import type { Locale } from '../domain/locale.ts'

/** Puts what the provider asks for into another language. Asks are stored in English, for staff. */
export type AskWords = (ask: Ask, locale: Locale) => Ask
