import { createTransport } from 'nodemailer'
import { MailError, type LinkMail, type Mailer, type Notice } from '../../ports/mailer.ts'
import { linkMailText } from './link-mail-text.ts'
import type { MailText } from './mail-text.ts'
import { noticeText } from './notice-text.ts'

/**
 * No step of a delivery waits for ever, in milliseconds. Servers that look for spam may take long over the last one, and
 * who gives up too early sends a mail twice.
 */
const TIMEOUTS = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 }

/** Mails by SMTP, from this address, under the platform's name. Connects for each mail and not before. */
export function smtpMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = createTransport({ ...TIMEOUTS, url, disableFileAccess: true, disableUrlAccess: true })
  const domain = from.slice(from.lastIndexOf('@') + 1)

  async function send({ id, to, platformName }: LinkMail | Notice, text: MailText): Promise<void> {
    try {
      await transport.sendMail({
        ...text,
        from: { name: platformName, address: from },
        // As an object: nothing that a name contains makes it another address.
        to,
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        xMailer: false,
      })
    } catch (error) {
      // What the server says may repeat the address.
      throw new MailError(codeOf(error), { cause: error })
    }
  }

  return {
    sendLink: (mail) => send(mail, linkMailText(mail)),
    sendNotice: (notice) => send(notice, noticeText(notice)),
  }
}

/** Such as `ECONNECTION` or `EENVELOPE 550`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return 'responseCode' in error && typeof error.responseCode === 'number' ? `${code} ${error.responseCode}` : code
}
