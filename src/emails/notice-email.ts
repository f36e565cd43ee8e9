import type { Notice } from '../ports/mailer.ts'
import type { NoticeKind } from '../domain/onboarding-event.ts'
import { emailText, greeting, inWords, type EmailText } from './email-text.ts'

interface Words {
  readonly subject: string
  readonly happened: string
  readonly unexpected: string
}

const WORDS: Record<NoticeKind, (platform: string, at: string) => Words> = {
  second_browser: (platform, at) => ({
    subject: `Your ${platform} link was opened in another browser`,
    happened: `The link that ${platform} sent you was opened in a second browser on ${at}. If that was you, for example on your phone, you do not need to do anything.`,
    unexpected: `If it was not you, someone else may have your link. Contact ${platform} immediately: it can revoke the link and send you a new one.`,
  }),
  done: (platform) => ({
    subject: `You can now be paid by ${platform}`,
    happened: `Stripe has everything that it needs: ${platform} can now pay you. You do not need to do anything else.`,
    unexpected: `If you did not enter your details at Stripe, someone else may have entered details in your name. Contact ${platform} immediately, before it pays.`,
  }),
  completed: (platform, at) => ({
    subject: `Your details for ${platform} were submitted to Stripe`,
    happened: `Details that Stripe needs to pay you for ${platform} were submitted on ${at}. If that was you, you can open your link again at any time to see whether Stripe needs anything else.`,
    unexpected: `If it was not you, someone else may have entered details in your name. Contact ${platform} immediately, before it pays.`,
  }),
}

/** The text of a notice. It contains no link, so that phishing cannot imitate one. */
export function noticeEmail({ to, platformName, kind, at }: Notice): EmailText {
  const { subject, happened, unexpected } = WORDS[kind](platformName, inWords(at))
  return emailText({ platformName, subject }, [greeting(to.name), happened, unexpected])
}
