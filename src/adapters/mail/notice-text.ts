import type { Notice } from '../../ports/mailer.ts'
import type { NoticeKind } from '../../ports/notice-repository.ts'
import { html } from '../html.ts'
import type { MailText } from './link-mail-text.ts'

interface Words {
  readonly subject: string
  readonly happened: string
  readonly unexpected: string
}

const WORDS: Record<NoticeKind, (platform: string) => Words> = {
  second_browser: (platform) => ({
    subject: `Your ${platform} link was opened in another browser`,
    happened: `The link that ${platform} sent you was just opened in a second browser. If that was you, for example on your phone, there is nothing to do.`,
    unexpected: `If it was not you, somebody else may have your link. Tell ${platform} now: it can revoke the link and send you another one.`,
  }),
  completed: (platform) => ({
    subject: `Stripe has the details that ${platform} needs to pay you`,
    happened: `The details that Stripe needs to pay you for ${platform} have been submitted. If that was you, there is nothing to do.`,
    unexpected: `If it was not you, somebody else may have entered details in your name. Tell ${platform} now, before it pays.`,
  }),
}

/** The words of a notice, as plain text and as HTML. There is no link in it that could be copied by a fraud. */
export function noticeText({ to, platformName, kind }: Notice): MailText {
  const { subject, happened, unexpected } = WORDS[kind](platformName)
  return {
    subject,
    text: [`Hello ${to.name},`, happened, unexpected, ''].join('\n\n'),
    html: html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>${subject}</title>
        </head>
        <body style="font: 16px/1.5 sans-serif; max-width: 34em">
          <p>Hello ${to.name},</p>
          <p>${happened}</p>
          <p>${unexpected}</p>
        </body>
      </html>`.html,
  }
}
