import type { Ask } from '../domain/ask.ts'
import type { Locale } from '../domain/locale.ts'
import type { LinkKind } from '../domain/onboarding-event.ts'
import type { LinkMail } from '../ports/mailer.ts'
import { contentOf, type EmailContent } from './content.ts'
import type { EmailWords } from './email-words.ts'
import { filled, inWords, WORDS } from './words.ts'

interface Told {
  readonly subject: string
  /** Why the client is written to, in sentences. */
  readonly reasons: readonly string[]
}

type Tell = (words: EmailWords, mail: LinkMail) => Told

const TOLD: Readonly<Record<LinkKind, Tell>> = {
  link: ({ subject, reason, paysThrough }, { purpose }) => ({
    subject: subject[purpose],
    reasons: [paysThrough, reason[purpose]],
  }),
  action_required: (words, mail) => {
    const [isSubmitted, reasons] = [mail.submittedAt !== undefined, [words.paysThrough, consequence(words, mail)]]
    return isSubmitted
      ? { subject: words.subject.submitted, reasons: [words.submitted, ...reasons] }
      : { subject: words.subject.action_required, reasons }
  },
  deadline: (words, mail) => ({
    subject: words.subject.deadline,
    reasons: [words.paysThrough, consequence(words, mail)],
  }),
  reminder: (words, mail) => {
    const { subject, reasons } = TOLD.link(words, mail)
    return {
      subject: words.subject.reminder.replace('{subject}', () => subject),
      reasons: [words.reason.notFinished, ...reasons],
    }
  },
}

/** What happens without the client's details, and when. */
export function consequence(
  { reason }: EmailWords,
  { deadline, isPayable }: { readonly deadline?: Date | undefined; readonly isPayable: boolean },
): string {
  if (!isPayable) return reason.onHold
  return deadline === undefined ? reason.toKeep : reason.toKeepBy
}

/** What an email with a link says. */
export function linkContent(mail: LinkMail): EmailContent {
  const { platformName, kind, purpose, locale, link, expiresAt, asks, deadline, submittedAt, stopLink } = mail
  const words = WORDS[locale]
  const { subject, reasons } = TOLD[kind](words, mail)
  const values = {
    platform: platformName,
    ...(deadline && { date: inWords(deadline, locale) }),
    ...(submittedAt && { submitted: inWords(submittedAt, locale) }),
  }
  const unexpected = submittedAt === undefined ? words.unexpected : words.notSubmitted
  const content = contentOf(mail, {
    subject: filled(subject, values),
    paragraphs: [filled([...reasons, words.effort[purpose]].join(' '), values)],
    notes: [filled(words.until, { date: inWords(expiresAt, locale) }), filled(unexpected, values)],
  })
  const items = kind === 'link' ? [] : asks.map((ask) => askInWords(ask, locale))
  const stop = stopLink === undefined ? null : { text: words.stop, link: stopLink }
  return { ...content, link, stop, asks: items.length === 0 ? null : { title: words.asks, items } }
}

/** What is needed, why what was sent did not do, and by when. */
export function askInWords({ what, by, error }: Ask, locale: Locale): string {
  const { askBy, askError } = WORDS[locale]
  const needed = by === undefined ? what : filled(askBy, { what, date: inWords(by, locale) })
  return error === undefined ? needed : filled(askError, { what: needed, error })
}
