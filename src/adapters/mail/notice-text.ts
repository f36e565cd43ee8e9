import type { Notice } from '../../ports/mailer.ts'
import type { NoticeKind } from '../../ports/notice-repository.ts'
import { inWords, mailText, type MailText } from './mail-text.ts'

interface Words {
  readonly subject: string
  readonly happened: string
  readonly unexpected: string
}

const WORDS: Record<NoticeKind, (platform: string, at: string) => Words> = {
  second_browser: (platform, at) => ({
    subject: `Your ${platform} link was opened in another browser`,
    happened: `The link that ${platform} sent you was opened in a second browser on ${at}. If that was you, for example on your phone, there is nothing to do.`,
    unexpected: `If it was not you, somebody else may have your link. Tell ${platform} now: it can revoke the link and send you another one.`,
  }),
  completed: (platform, at) => ({
    subject: `Stripe has the details that ${platform} needs to pay you`,
    happened: `The details that Stripe needs to pay you for ${platform} were submitted on ${at}. If that was you, there is nothing to do.`,
    unexpected: `If it was not you, somebody else may have entered details in your name. Tell ${platform} now, before it pays.`,
  }),
}

/** The words of a notice. There is no link in it that could be copied by a fraud. */
export function noticeText({ to, platformName, kind, at }: Notice): MailText {
  const { subject, happened, unexpected } = WORDS[kind](platformName, inWords(at))
  return mailText(subject, [`Hello ${to.name},`, happened, unexpected])
}
