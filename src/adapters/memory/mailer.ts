import type { LinkMail, Mailer, Notice } from '../../ports/mailer.ts'
import { linkEmail } from '../../emails/link-email.ts'
import type { EmailText } from '../../emails/email-text.ts'
import { noticeEmail } from '../../emails/notice-email.ts'

export type MemoryMail = (LinkMail | (Notice & { readonly link?: undefined })) & EmailText & { readonly sentAt: Date }

/** Number of emails that are stored; older ones are dropped. */
const KEPT = 100

/** Stores emails in memory instead of sending them, for tests and for the demo's inbox. */
export function memoryMailer(): Mailer & { mails: () => readonly MemoryMail[] } {
  const mails: MemoryMail[] = []
  function keep(mail: MemoryMail): void {
    mails.push(mail)
    mails.splice(0, mails.length - KEPT)
  }
  return {
    sendLink: async (mail) => keep({ ...mail, ...linkEmail(mail), sentAt: new Date() }),
    sendNotice: async (notice) => keep({ ...notice, ...noticeEmail(notice), sentAt: new Date() }),
    check: async () => {},

    /** Oldest first. */
    mails: () => [...mails],
  }
}
