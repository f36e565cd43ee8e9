import { Type, type Static } from '@sinclair/typebox'
import { EMAIL_PATTERN } from './formats.ts'
import { smtpUrlOf } from './smtp-url.ts'

const from = 'the sender address of emails, e.g. onboarding@example.com'

export const EmailVariables = Type.Object({
  SMTP_URL: Type.Optional(
    Type.String({
      format: 'smtp-url',
      secret: true,
      description: 'smtp://user:password@mail.example.com:587, or smtps://…',
    }),
  ),
  MAIL_FROM: Type.Optional(Type.String({ pattern: EMAIL_PATTERN, description: from })),
})

export interface EmailConfig {
  /** The SMTP server and the sender's address; `undefined` if no emails are sent. */
  readonly mail: { readonly url: string; readonly from: string } | undefined
}

export const emailConfig = ({ SMTP_URL: url, MAIL_FROM: sender }: Static<typeof EmailVariables>): EmailConfig => ({
  mail: url === undefined || sender === undefined ? undefined : { url: smtpUrlOf(url), from: sender },
})

/** A server needs a sender. */
export const emailFaults = ({ SMTP_URL: url, MAIL_FROM: sender }: Readonly<Record<string, string>>): string[] =>
  url !== undefined && sender === undefined ? [`MAIL_FROM is missing: ${from}. SMTP_URL requires it`] : []
