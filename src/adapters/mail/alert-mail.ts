import { createTransport } from 'nodemailer'
import { AlertError, type AlertChannel } from '../../ports/alert-channel.ts'

/** Timeouts of each step of a delivery, in milliseconds, as for emails to clients. */
const TIMEOUTS = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 }

/** Emails alerts to operators, as plain text. */
export function alertMail({ url, from }: { url: string; from: string }, to: readonly string[]): AlertChannel {
  const transport = createTransport({ ...TIMEOUTS, url, disableFileAccess: true, disableUrlAccess: true })
  const domain = from.slice(from.lastIndexOf('@') + 1)
  return {
    async send({ id, platformName, text: { title, lines, next } }) {
      try {
        await transport.sendMail({
          from: { name: `${platformName} onboarding`, address: from },
          to: [...to],
          subject: `${platformName}: ${title}`,
          text: [...lines.map((line) => (line.endsWith(':') ? line : `- ${line}`)), '', next, ''].join('\n'),
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          xMailer: false,
        })
      } catch (error) {
        throw new AlertError(error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
      }
    },
  }
}
