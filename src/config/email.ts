import { Type, type Static } from '@sinclair/typebox'
import { LOCALES, type Locale } from '../domain/locale.ts'
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
  EMAIL_TEMPLATES: Type.Optional(
    Type.String({ minLength: 1, description: 'the path of a folder with templates of emails' }),
  ),
  LOCALE: Type.Unsafe<Locale>({
    ...Type.Union(LOCALES.map((locale) => Type.Literal(locale))),
    default: 'en',
    description: `the language of clients whose own is not known: ${LOCALES.join(', ')}`,
  }),
})

export interface EmailConfig {
  /** The SMTP server and the sender's address; `undefined` if no emails are sent. */
  readonly mail: { readonly url: string; readonly from: string } | undefined
  /** The folder with templates that replace those of this project. */
  readonly emailTemplates: string | undefined
  /** The language of clients whose own is not known or not near to any. */
  readonly locale: Locale
}

export const emailConfig = ({
  SMTP_URL: url,
  MAIL_FROM: sender,
  LOCALE: locale,
  EMAIL_TEMPLATES: emailTemplates,
}: Static<typeof EmailVariables>): EmailConfig => ({
  mail: url === undefined || sender === undefined ? undefined : { url: smtpUrlOf(url), from: sender },
  locale,
  emailTemplates,
})

/** A server needs a sender. */
export const emailFaults = ({ SMTP_URL: url, MAIL_FROM: sender }: Readonly<Record<string, string>>): string[] =>
  url !== undefined && sender === undefined ? [`MAIL_FROM is missing: ${from}. SMTP_URL requires it`] : []
