// The texts of emails to clients, one file for each kind, for every adapter that sends or stores them.
import { greetingName } from '../domain/greeting.ts'
import { html, type Html } from '../shared/html.ts'

/** The text of an email to a client, plain and as HTML. */
export interface EmailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A paragraph: the same text in both versions, or one for each. */
export type Paragraph = string | { readonly text: string; readonly html: readonly Html[] }

/** Builds both versions of an email from its paragraphs. The platform that the client knows is named at the top. */
export function emailText(
  { platformName, subject }: { readonly platformName: string; readonly subject: string },
  paragraphs: readonly Paragraph[],
): EmailText {
  const marked = paragraphs.flatMap((each) => (typeof each === 'string' ? html`<p>${each}</p>` : each.html))
  return {
    subject,
    text: [...paragraphs.map((each) => (typeof each === 'string' ? each : each.text)), ''].join('\n\n'),
    html: html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${subject}</title>
        </head>
        <body
          style="font: 16px/1.5 sans-serif; max-width: 34em; margin: 0 auto; padding: 16px; overflow-wrap: anywhere"
        >
          <h1 style="font-size: 20px; line-height: 1.3">${platformName}</h1>
          ${marked}
        </body>
      </html>`.html,
  }
}

/** The first line. The name is isolated, because it may be written from right to left. */
export function greeting(entered: string): Paragraph {
  const name = greetingName(entered)
  return name === undefined ? 'Hello,' : { text: `Hello ${name},`, html: [html`<p>Hello <bdi>${name}</bdi>,</p>`] }
}

/** A link that looks like a button. */
export const button = (link: string, words: string): Html =>
  html`<p>
    <a
      href="${link}"
      style="display: inline-block; padding: 12px 20px; border-radius: 6px; background: #0b57d0; color: #ffffff; text-decoration: none"
      >${words}</a
    >
  </p>`

/** An instant for a client, in UTC, because the client's time zone is not known. */
export const inWords = (instant: Date): string =>
  `${instant.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`
