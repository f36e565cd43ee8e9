import type { Purpose } from '../domain/onboarding-token.ts'
import type { NoticeKind } from '../domain/onboarding-event.ts'

/** An email with a link for the client. */
export interface LinkMail {
  /** Identifies the email. Every attempt to send it has the same id, so that duplicates can be recognised. */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly platformName: string
  readonly purpose: Purpose
  /** Contains the link secret. */
  readonly link: string
  readonly expiresAt: Date
}

/** An email that tells a client what happened with its link. */
export interface Notice {
  /** Identifies the email. Every attempt to send it has the same id. */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly platformName: string
  readonly kind: NoticeKind
  /** When the event happened. */
  readonly at: Date
}

/** Sends emails to clients. */
export interface Mailer {
  /** Resolves when the email is accepted. Throws a {@link MailError} if it is not, or if the outcome is unknown. */
  sendLink(mail: LinkMail): Promise<void>

  /** Like `sendLink`, for a notice. */
  sendNotice(notice: Notice): Promise<void>

  /** Tries whether emails would be accepted, without sending one. Throws a {@link MailError} if not. */
  check(): Promise<void>
}

/** The email was not sent, or the outcome is unknown. `code` is safe to log; `cause` is for debugging only. */
export class MailError extends Error {
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(`the email was not accepted (${code})`, options)
    this.name = 'MailError'
    this.code = code
  }
}
