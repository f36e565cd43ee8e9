import type { CodeMail } from '../ports/mailer.ts'
import { contentOf, type EmailContent } from './content.ts'
import { filled, WORDS } from './words.ts'

/** What the email with a code says. The code is not in the subject, which mail servers log and locked phones show. */
export function codeContent(mail: CodeMail): EmailContent {
  const { platformName, locale, code } = mail
  const words = WORDS[locale]
  const values = { platform: platformName }
  return contentOf(
    { ...mail, kind: 'code' },
    {
      subject: filled(words.subject.code, values),
      paragraphs: [filled(words.code.enter, values), code, filled(words.code.works, values)],
      notes: [filled(words.code.notYou, values)],
    },
  )
}
