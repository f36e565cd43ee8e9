import type { Ask } from '../domain/ask.ts'
import type { LinkKind } from '../domain/onboarding-event.ts'
import type { Purpose } from '../domain/onboarding-token.ts'
import type { LinkMail } from '../ports/mailer.ts'
import { html } from '../shared/html.ts'
import { button, emailText, greeting, inWords, type EmailText, type Paragraph } from './email-text.ts'

type Words = (mail: LinkMail) => { readonly subject: string; readonly reason: string }

const OF_PURPOSE: Record<Purpose, Words> = {
  onboarding: ({ platformName }) => ({
    subject: `Get set up to be paid by ${platformName}`,
    reason: `${platformName} pays you through Stripe. Before it can, Stripe needs some details from you.`,
  }),
  update: ({ platformName }) => ({
    subject: `${platformName}: Stripe needs a few more details from you`,
    reason: `${platformName} pays you through Stripe. To continue, Stripe needs a few more details from you.`,
  }),
}

const WORDS: Record<LinkKind, Words> = {
  link: (mail) => OF_PURPOSE[mail.purpose](mail),
  action_required: (mail) => ({
    subject:
      mail.submittedAt === undefined
        ? `${mail.platformName}: Stripe needs something from you`
        : `${mail.platformName}: your details were submitted, and Stripe needs something more`,
    reason: `${submitted(mail)}${mail.platformName} pays you through Stripe. ${consequence(mail)}`,
  }),
  deadline: (mail) => ({
    subject: `${mail.platformName}: the deadline for your details is near`,
    reason: `${mail.platformName} pays you through Stripe. ${consequence(mail)}`,
  }),
  reminder: (mail) => {
    const { subject, reason } = OF_PURPOSE[mail.purpose](mail)
    return { subject: `Reminder: ${subject}`, reason: `You have not finished yet. ${reason}` }
  },
}

/** What the client has just done, if that left more to do. */
const submitted = ({ submittedAt }: LinkMail): string =>
  submittedAt === undefined ? '' : `Your details were submitted to Stripe on ${inWords(submittedAt)}. `

/** What happens without the client's details, and when. */
function consequence({ deadline, isPayable }: LinkMail): string {
  if (!isPayable) return 'Payments to you are on hold until Stripe has the details below.'
  return deadline === undefined
    ? 'To keep paying you, Stripe needs the details below.'
    : `To keep paying you, Stripe needs the details below by ${inWords(deadline)}.`
}

const EFFORT: Record<Purpose, string> = {
  onboarding:
    'Have your bank details and an identity document ready, and for a company its registration details. It takes about ten minutes. You can stop at any time and continue later with the same link.',
  update: 'It takes a few minutes. You can stop at any time and continue later with the same link.',
}

/** What to do if this cannot be: without a submission the email is harmless, and with one it may be fraud. */
const unexpected = ({ submittedAt, platformName }: LinkMail): string =>
  submittedAt === undefined
    ? 'If you did not expect this email, you can ignore it.'
    : `If you did not submit details, someone else may have entered details in your name. Contact ${platformName} immediately, before it pays.`

/** The text of an email with a link. */
export function linkEmail(mail: LinkMail): EmailText {
  const { to, platformName, kind, purpose, link, expiresAt } = mail
  const { subject, reason } = WORDS[kind](mail)
  return emailText({ platformName, subject }, [
    greeting(to.name),
    `${reason} ${EFFORT[purpose]}`,
    ...(kind === 'link' || mail.asks.length === 0 ? [] : [listOfAsks(mail.asks)]),
    {
      text: `Your link:\n${link}`,
      html: [
        // It leads to the platform's page, which says what comes next. To call it Stripe's would look like phishing.
        button(link, 'Open your link'),
        html`<p>If the link does not open, copy this address into your browser:<br />${link}</p>`,
      ],
    },
    `The link works until ${inWords(expiresAt)}. It is only for you: please do not share it.`,
    unexpected(mail),
  ])
}

/** What is needed, why what was sent did not do, and by when. */
function listOfAsks(asks: readonly Ask[]): Paragraph {
  const lines = asks.map(({ what, by, error }) => {
    const until = by === undefined ? '' : ` (by ${inWords(by)})`
    return `${what}${until}${error === undefined ? '' : `: ${error}`}`
  })
  return {
    text: ['What Stripe needs:', ...lines.map((line) => `- ${line}`)].join('\n'),
    html: [
      html`<p>What Stripe needs:</p>`,
      html`<ul>
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`,
    ],
  }
}
