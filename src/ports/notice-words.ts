import type { InAppNotice } from '../domain/in-app-notice.ts'
import type { Locale } from '../domain/locale.ts'

/** A notice in the words of the client's language. */
export interface WordedNotice {
  /** One or more sentences; empty if there is nothing to show. */
  readonly words: string
  /** What to write on the button that leads on. */
  readonly label: string
}

/** Puts a notice into words. Its asks are in the language already. */
export type NoticeWords = (
  notice: InAppNotice,
  to: { readonly platformName: string; readonly locale: Locale },
) => WordedNotice
