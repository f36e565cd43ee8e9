import type { Template } from 'liquidjs'
import type { CodeMail, LinkMail, Notice } from '../ports/mailer.ts'
import { codeContent } from './code-content.ts'
import type { EmailContent } from './content.ts'
import { linkContent } from './link-content.ts'
import { noticeContent } from './notice-content.ts'
import { builtInTemplate, rendered, type Part } from './template.ts'

/** An email to a client, plain and as HTML. */
export interface EmailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Makes the email of what is to be sent. */
export interface EmailRenderer {
  readonly link: (mail: LinkMail) => EmailText
  readonly notice: (notice: Notice) => EmailText
  readonly code: (mail: CodeMail) => EmailText
  /** Makes the email of any content. */
  readonly of: (content: EmailContent) => EmailText
}

/** Templates by the names of their files: see {@link namesFor}. */
export type Templates = ReadonlyMap<string, Template[]>

/** The files that a template of an email may be in, the most specific first: `reminder.de.html`, …, `email.html`. */
export const namesFor = ({ kind, locale }: Pick<EmailContent, 'kind' | 'locale'>, part: Part): readonly string[] => [
  `${kind}.${locale}.${part}`,
  `${kind}.${part}`,
  `email.${locale}.${part}`,
  `email.${part}`,
]

/** An email of its content. Templates that are not given are those of this project. */
function emailOf(content: EmailContent, templates: Templates): EmailText {
  const own = (part: Part): Template[] | undefined =>
    namesFor(content, part)
      .map((name) => templates.get(name))
      .find((template) => template !== undefined)
  const subject = own('subject')
  const titled = subject === undefined ? content : { ...content, subject: rendered('subject', subject, content) }
  return {
    subject: titled.subject,
    text: rendered('txt', own('txt') ?? builtInTemplate('txt'), titled),
    html: rendered('html', own('html') ?? builtInTemplate('html'), titled),
  }
}

/** The emails by these templates. */
export const emailRenderer = (templates: Templates): EmailRenderer => ({
  link: (mail) => emailOf(linkContent(mail), templates),
  notice: (notice) => emailOf(noticeContent(notice), templates),
  code: (mail) => emailOf(codeContent(mail), templates),
  of: (content) => emailOf(content, templates),
})

/** The emails as this project writes them. */
export const builtInEmails: EmailRenderer = emailRenderer(new Map())
