import { ConfigError } from './config/config-error.ts'
import { builtInEmails, emailRenderer, type EmailRenderer } from './emails/render.ts'
import { templatesIn } from './emails/template-folder.ts'

const read = new Map<string, EmailRenderer>()

/** The emails by the templates in a folder, which is read once. Throws a `ConfigError` that names everything wrong. */
export function emailsOf(folder: string | undefined): EmailRenderer {
  if (folder === undefined) return builtInEmails
  const before = read.get(folder)
  if (before !== undefined) return before
  const found = templatesIn(folder)
  if ('faults' in found) throw new ConfigError(found.faults.map((fault) => `EMAIL_TEMPLATES: ${fault}`))
  const emails = emailRenderer(found.templates)
  read.set(folder, emails)
  return emails
}
