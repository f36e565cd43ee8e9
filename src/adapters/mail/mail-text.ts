import { html, type Html } from '../html.ts'

/** The words of an email to a client, as plain text and as HTML. */
export interface MailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A paragraph that reads differently where it can be clicked, or the same in both. */
type Paragraph = string | { readonly text: string; readonly html: readonly Html[] }

/** Lays an email out, paragraph by paragraph. */
export function mailText(subject: string, paragraphs: readonly Paragraph[]): MailText {
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

/** An instant as a client reads it: in UTC, because nobody knows where the client is. */
export const inWords = (instant: Date): string =>
  `${instant.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`
