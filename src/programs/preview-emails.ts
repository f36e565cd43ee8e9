import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { EmailPreview } from '../adapters/cli/programs.ts'
import { stripeAskWords } from '../adapters/stripe/ask-words.ts'
import { readPreviewConfig } from '../config/preview.ts'
import { LOCALES } from '../domain/locale.ts'
import { EMAIL_KINDS } from '../domain/onboarding-event.ts'
import { AWKWARD_NAMES, sampleOf } from '../emails/samples.ts'
import { emailsOf } from '../emails-of.ts'
import { html } from '../shared/html.ts'

/** Writes emails with sample data into a folder. Returns the page that lists them. */
export async function previewEmails({ kind, locale, out }: EmailPreview): Promise<{ index: string; emails: number }> {
  const { platformName, branding, emailTemplates } = readPreviewConfig(process.env)
  const emails = emailsOf(emailTemplates)
  const folder = resolve(out)
  await mkdir(folder, { recursive: true })
  const written: { readonly file: string; readonly subject: string }[] = []
  for (const each of kind === undefined ? EMAIL_KINDS : [kind]) {
    for (const language of locale === undefined ? LOCALES : [locale]) {
      for (const [n, name] of AWKWARD_NAMES.entries()) {
        const sample = { kind: each, locale: language, name, platformName, branding, askWords: stripeAskWords }
        const email = emails.of(sampleOf(sample))
        const file = `${each}.${language}.${n + 1}`
        await writeFile(join(folder, `${file}.html`), email.html)
        await writeFile(join(folder, `${file}.txt`), `Subject: ${email.subject}\n\n${email.text}`)
        written.push({ file, subject: email.subject })
      }
    }
  }
  const index = join(folder, 'index.html')
  const rows = written.map(
    ({ file, subject }) =>
      html`<li><a href="${file}.html">${file}</a> (<a href="${file}.txt">text</a>): ${subject}</li>`,
  )
  await writeFile(
    index,
    html`<!doctype html><meta charset="utf-8" /><title>Emails</title>
      <ul>
        ${rows}
      </ul>`.html,
  )
  return { index, emails: written.length }
}
