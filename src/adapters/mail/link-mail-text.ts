import type { Purpose } from '../../domain/onboarding-token.ts'
import type { LinkMail } from '../../ports/mailer.ts'
import { html } from '../html.ts'

export interface MailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const SUBJECTS: Record<Purpose, (platform: string) => string> = {
  onboarding: (platform) => `Get set up to be paid by ${platform}`,
  update: (platform) => `${platform}: Stripe needs a few more details from you`,
}

const REASONS: Record<Purpose, (platform: string) => string> = {
  onboarding: (platform) => `${platform} pays you through Stripe. Before it can, Stripe needs some details from you.`,
  update: (platform) =>
    `${platform} pays you through Stripe. To go on doing so, Stripe needs a few more details from you.`,
}

const EFFORT = 'It takes a few minutes. You can stop at any time and go on later with the same link.'
const UNEXPECTED = 'If you did not expect this mail, you need not do anything.'

/** The words of a link mail, as plain text and as HTML. */
export function linkMailText({ to, platformName, purpose, link, expiresAt }: LinkMail): MailText {
  const subject = SUBJECTS[purpose](platformName)
  const reason = REASONS[purpose](platformName)
  const lifetime = `The link works until ${inWords(expiresAt)}. It is meant for you alone: please do not pass it on.`
  return {
    subject,
    text: [`Hello ${to.name},`, `${reason} ${EFFORT}`, `Your link:\n${link}`, lifetime, UNEXPECTED, ''].join('\n\n'),
    html: html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>${subject}</title>
        </head>
        <body style="font: 16px/1.5 sans-serif; max-width: 34em">
          <p>Hello ${to.name},</p>
          <p>${reason} ${EFFORT}</p>
          <p><a href="${link}">Go on to Stripe</a></p>
          <p>If that cannot be clicked, copy this into your browser:<br />${link}</p>
          <p>${lifetime}</p>
          <p>${UNEXPECTED}</p>
        </body>
      </html>`.html,
  }
}

/** In UTC, because nobody knows where the client is. */
const inWords = (instant: Date): string =>
  `${instant.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`
