import type { Locale } from '../domain/locale.ts'
import { statusAt } from '../domain/onboarding-token.ts'
import type { AskWords } from '../ports/ask-words.ts'
import type { PreviewedLink } from '../usecases/links/preview-link.ts'
import type { Terms } from './problem.ts'
import { askReply } from './replies.ts'

interface ForPreview {
  readonly platformName: string
  readonly supportEmail?: string | undefined
  readonly logo?: string | undefined
  readonly color?: string | undefined
  readonly ui: 'hosted' | 'embedded'
  /** The platform's own terms, if it has some. */
  readonly terms?: Terms | undefined
  /** The language of the client. */
  readonly locale: Locale
  readonly askWords: AskWords
}

/** The state of a link, for its holder. */
export const previewReply = (
  { token, now, holder }: PreviewedLink,
  { platformName, supportEmail, logo, color, ui, terms, locale, askWords }: ForPreview,
) => ({
  clientName: holder.clientName ?? null,
  platformName,
  supportEmail: supportEmail ?? null,
  logo: logo ?? null,
  color: color ?? null,
  ui,
  purpose: token.purpose,
  status: statusAt(token, now),
  progress: holder.progress ?? null,
  action: holder.action,
  expiresAt: token.expiresAt.toISOString(),
  locale,
  asks: holder.asks.map((ask) => askReply(askWords(ask, locale))),
  codeSentTo: holder.codeSentTo ?? null,
  terms: holder.needsTerms && terms ? { version: terms.version, url: terms.url } : null,
})
