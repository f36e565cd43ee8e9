import type { Ask } from '../domain/ask.ts'
import type { Locale } from '../domain/locale.ts'
import type { LinkKind, NoticeKind } from '../domain/onboarding-event.ts'
import type { Purpose } from '../domain/onboarding-token.ts'

/** What emails show of their platform, beside its name. */
export interface Branding {
  /** The https URL of an image. */
  readonly logo?: string | undefined
  /** Of buttons, as `#rrggbb`. */
  readonly color?: string | undefined
  /** Where clients get help. */
  readonly supportEmail?: string | undefined
}

interface Mail {
  /** Identifies the email. Every attempt to send it has the same id, so that duplicates can be recognised. */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly platformName: string
  readonly branding?: Branding | undefined
  /** The language of the email. */
  readonly locale: Locale
}

/** An email with a link for the client. */
export interface LinkMail extends Mail {
  readonly kind: LinkKind
  readonly purpose: Purpose
  /** Contains the link secret. */
  readonly link: string
  readonly expiresAt: Date
  /** What the provider needs from the client now, in the language of the email. */
  readonly asks: readonly Ask[]
  /** Until when the client has to act. */
  readonly deadline?: Date | undefined
  /** Whether the client can be paid meanwhile. */
  readonly isPayable: boolean
  /** When the client submitted the details that leave this to do; absent if the email has another reason. */
  readonly submittedAt?: Date | undefined
  /** The URL at which the client can stop reminders; absent in all emails but reminders. Contains a stop secret. */
  readonly stopLink?: string | undefined
}

/** An email that tells a client what happened. */
export interface Notice extends Mail {
  readonly kind: NoticeKind
  /** When the event happened. */
  readonly at: Date
}

/** An email with the code that the holder of a link types. */
export interface CodeMail extends Mail {
  readonly code: string
}

/** Sends emails to clients. */
export interface Mailer {
  /** Resolves when the email is accepted. Throws a {@link MailError} if it is not, or if the outcome is unknown. */
  sendLink(mail: LinkMail): Promise<void>

  /** Like `sendLink`, for a notice. */
  sendNotice(notice: Notice): Promise<void>

  /** Like `sendLink`, for a code. */
  sendCode(mail: CodeMail): Promise<void>

  /** Tries whether emails would be accepted, without sending one. Throws a {@link MailError} if not. */
  check(): Promise<void>
}

/**
 * The email was not sent, or the outcome is unknown. `code` is safe to log; `cause` is for debugging only.
 * `refusesRecipient`: the server will never accept this address, so another attempt is useless.
 */
export class MailError extends Error {
  readonly code: string
  readonly refusesRecipient: boolean

  constructor(
    code: string,
    { refusesRecipient = false, ...options }: ErrorOptions & { refusesRecipient?: boolean } = {},
  ) {
    super(`the email was not accepted (${code})`, options)
    this.name = 'MailError'
    this.code = code
    this.refusesRecipient = refusesRecipient
  }
}
