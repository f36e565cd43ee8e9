import type { AccountParameters } from './account-intent.ts'
import type { CountryCure } from './account-profile.ts'
import type { AccountTerms } from './account-terms.ts'
import type { AccountSnapshot, Readiness } from './account.ts'
import type { ChangedField, ClientValues, NewClient } from './client.ts'
import type { AccountAct, RejectReason } from './account-act.ts'
import type { Purpose, RevokeReason, TokenIssuer } from './onboarding-token.ts'
import type { ProviderFailure } from './provider-failure.ts'
import type { RenewalAnswer } from './renewal-answer.ts'

/** The emails that a client can get. `code`: the code that the holder of a link types. */
export type EmailKind = JobEmailKind | 'code'

/** The emails that a job sends, some time after they were requested. */
export type JobEmailKind = LinkKind | NoticeKind

/**
 * An email with a link.
 * - `link`: staff or the client requested it.
 * - `action_required`: the provider asks the client for more.
 * - `deadline`: the provider's deadline is near.
 * - `reminder`: the client has not finished.
 */
export type LinkKind = 'link' | FollowUpKind

/** The emails that follow an earlier one about the same token. */
type FollowUpKind = 'action_required' | 'deadline' | 'reminder'

/**
 * An email without a link. The first two are sent so that the client notices if someone else has used its link; `done`
 * says that it can be paid.
 */
export type NoticeKind = 'second_browser' | 'completed' | 'done'

export const EMAIL_KINDS = [
  ...(['link', 'action_required', 'deadline', 'reminder'] satisfies LinkKind[]),
  ...(['second_browser', 'completed', 'done'] satisfies NoticeKind[]),
  'code',
] as const satisfies readonly EmailKind[]

/** Whether an email contains no link. */
export const isNotice = (kind: EmailKind): kind is NoticeKind =>
  kind === 'second_browser' || kind === 'completed' || kind === 'done'

/** The stored values of an account link: not the URL itself, and only the hashes of its two states. */
export interface CreatedLink {
  readonly accountId: string
  readonly stateHash: Uint8Array
  readonly refreshHash: Uint8Array
  /** When this link's chain of refreshes ends. */
  readonly refreshUntil: Date
  readonly linkExpiresAt: Date
  /** The browser that opened the link: the hash of a random id that the browser generated, in hex. */
  readonly browser?: string | undefined
}

/** The stored values of a session in which the client works on a page of the platform: nothing leads back from it. */
export interface CreatedSession {
  readonly accountId: string
  readonly sessionExpiresAt: Date
  /** As in {@link CreatedLink}. */
  readonly browser?: string | undefined
}

/** What the holder of a link accepts. */
export interface TermsAcceptance {
  readonly version: string
  readonly address?: string
}

interface Events {
  client_invited: { readonly platform: string; readonly client: NewClient }
  /**
   * `changes`: the new values. `addressChanged`: it is another address now, so secrets that act for the client without a
   * token are forgotten.
   */
  client_changed: {
    readonly fields: readonly ChangedField[]
    readonly addressChanged?: true
    readonly changes: ClientValues
  }
  client_erased: object
  /** The client gets no reminders until they are resumed. */
  reminders_stopped: object
  reminders_resumed: object

  /** `lifetimeMs`: how long the token can be opened, in milliseconds from now. */
  token_issued: {
    readonly tokenId: string
    readonly purpose: Purpose
    readonly lifetimeMs: number
    readonly issuedBy: TokenIssuer
  }
  /** One more secret that opens the token. */
  secret_added: { readonly tokenId: string; readonly secretHash: Uint8Array }
  /** A secret that a reminder of this token contains, by which reminders are stopped and resumed. */
  stop_secret_added: { readonly tokenId: string; readonly secretHash: Uint8Array }
  link_created: CreatedLink & { readonly tokenId: string }
  session_created: CreatedSession & { readonly tokenId: string }
  provider_failed: { readonly tokenId: string; readonly failure: ProviderFailure }
  /** The platform's own terms were accepted, from this IP address. */
  terms_accepted: TermsAcceptance & { readonly tokenId: string }
  /** A code is about to be emailed. `hash`: in hex. */
  code_sent: { readonly tokenId: string; readonly hash: string }
  /** The latest code was not emailed, or perhaps not. */
  code_not_sent: { readonly tokenId: string }
  /** A wrong code was typed. */
  code_refused: { readonly tokenId: string }
  /** The code was typed, in this browser. */
  code_confirmed: { readonly tokenId: string; readonly browser?: string }
  token_completed: { readonly tokenId: string }
  /** The token can be opened for so many milliseconds from now, instead of until its earlier expiry. */
  token_extended: { readonly tokenId: string; readonly lifetimeMs: number }
  token_revoked: { readonly tokenId: string; readonly reason: RevokeReason }
  /** They ended long ago, and are deleted with their links. */
  tokens_forgotten: { readonly tokenIds: readonly string[] }

  /** The refresh secret of the link attempt that the onboarding was loaded by. */
  refresh_used: { readonly refreshHash: Uint8Array }
  /** The use of the refresh secret produced no link, so the secret can be used again. */
  refresh_restored: { readonly refreshHash: Uint8Array }

  /** The parameters and terms are frozen, and the account may be requested under this generation. */
  intent_opened: { readonly parameters: AccountParameters; readonly terms: AccountTerms }
  /** One more opening requests the account under the same generation. */
  intent_tried: object
  /** The idempotency key can no longer reveal the outcome: the provider's accounts are searched. */
  intent_settling: object
  /** There is no account of this generation. The next generation may be requested, with a `cure` on other terms. */
  intent_closed: { readonly cure?: CountryCure | undefined }
  /** No account may ever be created. */
  intent_barred: object

  /** `adopted`: the account was found at the provider, not created by the opening that stores it. */
  account_stored: {
    readonly snapshot: AccountSnapshot
    readonly generation: number
    readonly terms: AccountTerms
    readonly adopted: boolean
  }
  /** Staff reset the client: its next opening creates another account, under the next generation. */
  account_detached: { readonly accountId: string }
  /** Staff acted on the account at the provider. */
  account_managed: {
    readonly accountId: string
    readonly act: AccountAct['act']
    /** Of a rejection. */
    readonly reason?: RejectReason
  }
  account_refreshed: { readonly snapshot: AccountSnapshot }
  readiness_changed: { readonly from: Readiness; readonly to: Readiness }

  /** The holder of one of this token's links requested a new one. `answer`: `issued`, or why none was emailed. */
  new_link_requested: { readonly tokenId: string; readonly answer: RenewalAnswer }
  /** The client's address was typed where links are asked for. Its token works, so another link of it is emailed. */
  link_sent_again: { readonly tokenId: string }
  email_requested: { readonly tokenId: string; readonly kind: JobEmailKind }
  /** The account is to be created before the client opens its link. */
  warm_up_requested: { readonly tokenId: string }
  /** The client is told again to use the token; `by` staff, or else by the service itself. */
  follow_up_requested: { readonly tokenId: string; readonly kind: FollowUpKind; readonly by?: 'staff' }
  /** Nothing is due, against the plan: the emails are planned again. */
  emails_planned: object
  /** `emailId`: the same for every attempt to send the email. */
  email_sent: { readonly tokenId: string; readonly kind: JobEmailKind; readonly emailId: string }
  /** The mail server does not accept the client's address. `code`: its reply. */
  email_refused: { readonly tokenId: string; readonly kind: EmailKind; readonly code: string }
}

export type OnboardingEventType = keyof Events

/** The domain event of this type. */
export type EventOf<T extends OnboardingEventType> = Events[T] & { readonly type: T }

/** The events that ask for a background job. */
export type JobRequest = EventOf<'email_requested'> | EventOf<'follow_up_requested'> | EventOf<'warm_up_requested'>

/**
 * What happened to an onboarding. Domain events are the only way to change one: decisions return them, `evolve` applies
 * them and a save writes them. They carry no time: the save stamps them with the database's clock.
 */
export type OnboardingEvent = { [T in OnboardingEventType]: EventOf<T> }[OnboardingEventType]
