import type { Purpose } from '../domain/onboarding-token.ts'
import type { LinkMail } from '../ports/mailer.ts'
import { html } from '../shared/html.ts'
import { button, emailText, greeting, inWords, type EmailText } from './email-text.ts'

const SUBJECTS: Record<Purpose, (platform: string) => string> = {
  onboarding: (platform) => `Get set up to be paid by ${platform}`,
  update: (platform) => `${platform}: Stripe needs a few more details from you`,
}

const REASONS: Record<Purpose, (platform: string) => string> = {
  onboarding: (platform) => `${platform} pays you through Stripe. Before it can, Stripe needs some details from you.`,
  update: (platform) => `${platform} pays you through Stripe. To continue, Stripe needs a few more details from you.`,
}

const EFFORT: Record<Purpose, string> = {
  onboarding:
    'Have your bank details and an identity document ready, and for a company its registration details. It takes about ten minutes. You can stop at any time and continue later with the same link.',
  update: 'It takes a few minutes. You can stop at any time and continue later with the same link.',
}
const UNEXPECTED = 'If you did not expect this email, you can ignore it.'

/** The text of an email with a link. */
export function linkEmail({ to, platformName, purpose, link, expiresAt }: LinkMail): EmailText {
  return emailText({ platformName, subject: SUBJECTS[purpose](platformName) }, [
    greeting(to.name),
    `${REASONS[purpose](platformName)} ${EFFORT[purpose]}`,
    {
      text: `Your link:\n${link}`,
      html: [
        // It leads to the platform's page, which says what comes next. To call it Stripe's would look like phishing.
        button(link, 'Open your link'),
        html`<p>If the link does not open, copy this address into your browser:<br />${link}</p>`,
      ],
    },
    `The link works until ${inWords(expiresAt)}. It is only for you: please do not share it.`,
    UNEXPECTED,
  ])
}
