// Emails from templates, by LiquidJS: it escapes what it puts into HTML, runs no code of a template, and can say which
// values a template uses.
import { readFileSync } from 'node:fs'
import { Liquid, type Template } from 'liquidjs'
import type { LinkMail, Notice } from '../ports/mailer.ts'
import type { EmailContent } from './content.ts'
import { linkContent } from './link-content.ts'
import { noticeContent } from './notice-content.ts'

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
}

type Part = 'html' | 'text'

// A template includes no files.
const OPTIONS = { strictVariables: true, strictFilters: true, lenientIf: true, ownPropertyOnly: true, templates: {} }

const ENGINES: Readonly<Record<Part, Liquid>> = {
  html: new Liquid({ ...OPTIONS, outputEscape: 'escape' }),
  text: new Liquid(OPTIONS),
}

/** Reads a template. Throws an error that names the line if it is none. */
const parsed = (part: Part, source: string): Template[] => ENGINES[part].parse(source)

/** The result of a template. */
const rendered = (part: Part, template: Template[], content: EmailContent): string =>
  String(ENGINES[part].renderSync(template, content))

const builtIn = (part: Part, file: string): Template[] =>
  parsed(part, readFileSync(new URL(`templates/${file}`, import.meta.url), 'utf8'))

const BUILT_IN: Readonly<Record<Part, Template[]>> = {
  html: builtIn('html', 'email.html'),
  text: builtIn('text', 'email.txt'),
}

const emailOf = (content: EmailContent): EmailText => ({
  subject: content.subject,
  text: rendered('text', BUILT_IN.text, content),
  html: rendered('html', BUILT_IN.html, content),
})

/** The emails as this project writes them. */
export const builtInEmails: EmailRenderer = {
  link: (mail) => emailOf(linkContent(mail)),
  notice: (notice) => emailOf(noticeContent(notice)),
}
