import type { Purpose } from '../domain/onboarding-token.ts'
import type { NoticeKind } from './notice-repository.ts'

/** A link on its way to the client that it is for. */
export interface LinkMail {
  /** Names the mail: the same in each try to send it, so that a mail that came twice can be recognised. */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly platformName: string
  readonly purpose: Purpose
  /** Holds the link secret. */
  readonly link: string
  readonly expiresAt: Date
}

/** Tells a client what has happened with its link. */
export interface Notice {
  /** Names the email: the same in each try to send it. */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly platformName: string
  readonly kind: NoticeKind
  /** When it happened. */
  readonly at: Date
}

/** Sends mails to clients. */
export interface Mailer {
  /** Resolves when the mail is accepted; throws a {@link MailError} when it is not, or when nobody knows. */
  sendLink(mail: LinkMail): Promise<void>

  /** As `sendLink`, for a notice. */
  sendNotice(notice: Notice): Promise<void>
}

/** A mail could not be sent, or it is not known whether it was. `code` is safe to log, `cause` is for the debugger. */
export class MailError extends Error {
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(`the mail was not accepted (${code})`, options)
    this.name = 'MailError'
    this.code = code
  }
}
