import type { Notice } from '../ports/mailer.ts'
import { contentOf, type EmailContent } from './content.ts'
import { filled, inWords, WORDS } from './words.ts'

/** What a notice says. It contains no link, so that phishing cannot imitate one. */
export function noticeContent(notice: Notice): EmailContent {
  const { platformName, kind, locale, at } = notice
  const { subject, happened, ifNotYou } = WORDS[locale]
  const values = { platform: platformName, date: inWords(at, locale) }
  return contentOf(notice, {
    subject: filled(subject[kind], values),
    paragraphs: [filled(happened[kind], values)],
    notes: [filled(ifNotYou[kind], values)],
  })
}
