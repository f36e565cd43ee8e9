import type { LinkMail, Mailer } from '../../ports/mailer.ts'
import { linkMailText, type MailText } from '../mail/link-mail-text.ts'

export interface MemoryMail extends LinkMail, MailText {
  readonly sentAt: Date
}

/** Older mails than this many are forgotten. */
const KEPT = 100

/** Keeps mails in this process, for tests and for the demo's inbox, instead of sending them. */
export function memoryMailer(): Mailer & { mails: () => readonly MemoryMail[] } {
  const mails: MemoryMail[] = []
  return {
    async sendLink(mail) {
      mails.push({ ...mail, ...linkMailText(mail), sentAt: new Date() })
      mails.splice(0, mails.length - KEPT)
    },

    /** Oldest first. */
    mails: () => [...mails],
  }
}
