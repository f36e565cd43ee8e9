import type { LinkMail, Mailer, Notice } from '../../ports/mailer.ts'
import { linkMailText } from '../mail/link-mail-text.ts'
import type { MailText } from '../mail/mail-text.ts'
import { noticeText } from '../mail/notice-text.ts'

export type MemoryMail = (LinkMail | (Notice & { readonly link?: undefined })) & MailText & { readonly sentAt: Date }

/** Older mails than this many are forgotten. */
const KEPT = 100

/** Keeps mails in this process, for tests and for the demo's inbox, instead of sending them. */
export function memoryMailer(): Mailer & { mails: () => readonly MemoryMail[] } {
  const mails: MemoryMail[] = []
  function keep(mail: MemoryMail): void {
    mails.push(mail)
    mails.splice(0, mails.length - KEPT)
  }
  return {
    sendLink: async (mail) => keep({ ...mail, ...linkMailText(mail), sentAt: new Date() }),
    sendNotice: async (notice) => keep({ ...notice, ...noticeText(notice), sentAt: new Date() }),

    /** Oldest first. */
    mails: () => [...mails],
  }
}
