import type { CodeMail, LinkMail, Mailer, Notice } from '../../ports/mailer.ts'
import { builtInEmails, type EmailRenderer, type EmailText } from '../../emails/render.ts'

export type MemoryMail = (
  | LinkMail
  | ((Notice | (CodeMail & { readonly kind: 'code' })) & { readonly link?: undefined })
) &
  EmailText & { readonly sentAt: Date }

/** Number of emails that are stored; older ones are dropped. */
const KEPT = 100

/** Stores emails in memory instead of sending them, for tests and for the demo's inbox. */
export function memoryMailer(emails: EmailRenderer = builtInEmails): Mailer & { mails: () => readonly MemoryMail[] } {
  const mails: MemoryMail[] = []
  function keep(mail: MemoryMail): void {
    mails.push(mail)
    mails.splice(0, mails.length - KEPT)
  }
  return {
    sendLink: async (mail) => keep({ ...mail, ...emails.link(mail), sentAt: new Date() }),
    sendNotice: async (notice) => keep({ ...notice, ...emails.notice(notice), sentAt: new Date() }),
    sendCode: async (mail) => keep({ ...mail, kind: 'code', ...emails.code(mail), sentAt: new Date() }),
    check: async () => {},

    /** Oldest first. */
    mails: () => [...mails],
  }
}
