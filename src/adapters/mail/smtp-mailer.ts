import { createTransport } from 'nodemailer'
import { greetingName } from '../../domain/greeting.ts'
import { MailError, type CodeMail, type LinkMail, type Mailer, type Notice } from '../../ports/mailer.ts'
import { builtInEmails, type EmailRenderer, type EmailText } from '../../emails/render.ts'

/**
 * Timeouts of each step of a delivery, in milliseconds. Spam checks may delay the last step, and a timeout that is too
 * short would send the email twice.
 */
const TIMEOUTS = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 }

/** Sends emails by SMTP from this address, under the platform's name. Opens a connection for each email. */
export function smtpMailer(
  { url, from }: { url: string; from: string },
  emails: EmailRenderer = builtInEmails,
): Mailer {
  const transport = createTransport({ ...TIMEOUTS, url, disableFileAccess: true, disableUrlAccess: true })
  const domain = from.slice(from.lastIndexOf('@') + 1)

  async function send({ id, to, platformName, ...mail }: LinkMail | Notice | CodeMail, text: EmailText): Promise<void> {
    const { stopLink } = { stopLink: undefined, ...mail }
    try {
      await transport.sendMail({
        ...text,
        from: { name: platformName, address: from },
        // An object, so that the content of the name cannot change the address.
        to: { name: greetingName(to.name) ?? '', address: to.address },
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribe(stopLink) },
        xMailer: false,
      })
    } catch (error) {
      // The server's error message may contain the address.
      throw new MailError(codeOf(error), { cause: error, refusesRecipient: isRecipientRefused(error) })
    }
  }

  return {
    sendLink: (mail) => send(mail, emails.link(mail)),
    sendNotice: (notice) => send(notice, emails.notice(notice)),
    sendCode: (mail) => send(mail, emails.code(mail)),

    async check() {
      try {
        await transport.verify()
      } catch (error) {
        throw new MailError(codeOf(error), { cause: error })
      }
    },
  }
}

/** By which mail programs show a button that stops reminders (RFC 2369), and stop them without a page (RFC 8058). */
const unsubscribe = (stopLink: string | undefined): Readonly<Record<string, string>> =>
  stopLink === undefined
    ? {}
    : { 'List-Unsubscribe': `<${stopLink}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }

/**
 * Whether the server refused the recipient, for good. Not a refusal for reasons of policy (5.7): that is about us, and
 * passes when an operator has done something about it.
 */
function isRecipientRefused(error: unknown): boolean {
  if (!(error instanceof Error) || !('command' in error) || error.command !== 'RCPT TO') return false
  const [code, response] = ['responseCode' in error && error.responseCode, 'response' in error && error.response]
  return typeof code === 'number' && code >= 500 && !/^5\d\d[ -]5\.7\./.test(String(response))
}

/** A code such as `ECONNECTION` or `EENVELOPE 550`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return 'responseCode' in error && typeof error.responseCode === 'number' ? `${code} ${error.responseCode}` : code
}
