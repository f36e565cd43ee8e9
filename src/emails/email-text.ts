// The texts of emails to clients, one file for each kind, for every adapter that sends or stores them.
import { html, type Html } from '../shared/html.ts'

/** The text of an email to a client, plain and as HTML. */
export interface EmailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A paragraph: the same text in both versions, or one for each. */
type Paragraph = string | { readonly text: string; readonly html: readonly Html[] }

/** Builds both versions of an email from its paragraphs. */
export function emailText(subject: string, paragraphs: readonly Paragraph[]): EmailText {
  const marked = paragraphs.flatMap((each) => (typeof each === 'string' ? html`<p>${each}</p>` : each.html))
  return {
    subject,
    text: [...paragraphs.map((each) => (typeof each === 'string' ? each : each.text)), ''].join('\n\n'),
    html: html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>${subject}</title>
        </head>
        <body style="font: 16px/1.5 sans-serif; max-width: 34em">
          ${marked}
        </body>
      </html>`.html,
  }
}

/** The first line. The name is isolated, because it may be written from right to left. */
export const greeting = (name: string): Paragraph => ({
  text: `Hello ${name},`,
  html: [html`<p>Hello <bdi>${name}</bdi>,</p>`],
})

/** An instant for a client, in UTC, because the client's time zone is not known. */
export const inWords = (instant: Date): string =>
  `${instant.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`
