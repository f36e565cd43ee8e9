import type { Purpose } from '../../domain/onboarding-token.ts'
import type { LinkMail } from '../../ports/mailer.ts'
import { html } from '../html.ts'
import { inWords, mailText, type MailText } from './mail-text.ts'

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

/** The words of a link mail. */
export function linkMailText({ to, platformName, purpose, link, expiresAt }: LinkMail): MailText {
  return mailText(SUBJECTS[purpose](platformName), [
    `Hello ${to.name},`,
    `${REASONS[purpose](platformName)} ${EFFORT}`,
    {
      text: `Your link:\n${link}`,
      html: [
        html`<p><a href="${link}">Go on to Stripe</a></p>`,
        html`<p>If that cannot be clicked, copy this into your browser:<br />${link}</p>`,
      ],
    },
    `The link works until ${inWords(expiresAt)}. It is meant for you alone: please do not pass it on.`,
    UNEXPECTED,
  ])
}
