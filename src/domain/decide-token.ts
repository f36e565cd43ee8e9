import { remindersOf } from './client.ts'
import type { LinkKind, OnboardingEvent } from './onboarding-event.ts'
import {
  nextToken,
  openingRefusal,
  transition,
  type NoToken,
  type Purpose,
  type RevokeReason,
} from './onboarding-token.ts'
import { openToken, tokenOf, type Decision, type Onboarding } from './onboarding.ts'
import type { RenewalAnswer } from './renewal-answer.ts'
import { renewalRefusal } from './renewal.ts'

/** A token to be issued. */
export interface NewToken {
  readonly tokenId: string
  /** How long the token can be opened, in milliseconds. */
  readonly lifetimeMs: number
  /** Absent if the token's only secret will be minted for its email. */
  readonly secretHash?: Uint8Array
  /** Whether the client is sent an email, which contains a link of its own. */
  readonly sendsEmail?: boolean
}

/** The events that issue a token. */
export function issuing(
  { tokenId, lifetimeMs, secretHash, sendsEmail }: NewToken,
  { purpose, issuedBy }: { readonly purpose: Purpose; readonly issuedBy: 'staff' | 'client' },
): readonly OnboardingEvent[] {
  return [
    { type: 'token_issued', tokenId, purpose, lifetimeMs, issuedBy },
    ...(secretHash === undefined ? [] : [{ type: 'secret_added', tokenId, secretHash } as const]),
    ...(sendsEmail ? [{ type: 'email_requested', tokenId, kind: 'link' } as const] : []),
  ]
}

export type Issued = 'issued' | 'unknown_client' | NoToken

/** Issues the client's next token and revokes its open one: a client has at most one open token. */
export function decideIssue(
  state: Onboarding,
  token: NewToken,
  issuedBy: 'staff' | 'client' = 'staff',
): Decision<Issued> {
  if (state.erasedAt !== undefined) return { events: [], result: 'unknown_client' }
  const next = nextTokenOf(state)
  if ('none' in next) return { events: [], result: next.none }
  const open = openToken(state)
  return {
    events: [
      ...(open === undefined ? [] : [{ type: 'token_revoked', tokenId: open.id, reason: 'replaced' } as const]),
      ...issuing(token, { purpose: next.purpose, issuedBy }),
    ],
    result: 'issued',
  }
}

/** The purpose of the client's next token, or why it gets none. */
export const nextTokenOf = ({ tokens, account }: Onboarding) =>
  nextToken({ onboarded: tokens.some(({ status }) => status === 'completed'), account: account?.snapshot })

/** What becomes of a request for a new link by the holder of one of this token's links. */
export function renewalAnswer(
  state: Onboarding,
  now: Date,
  { heldTokenId, sendsEmails }: { readonly heldTokenId: string; readonly sendsEmails: boolean },
): RenewalAnswer {
  if (state.erasedAt !== undefined) return 'unknown_client'
  const next = nextTokenOf(state)
  const refusal = renewalRefusal(state, heldTokenId, now) ?? ('none' in next ? next.none : undefined)
  return refusal ?? (sendsEmails ? 'issued' : 'no_email')
}

/**
 * Replaces a link that no longer works, at its holder's request. The new link goes only to the client's stored address.
 * The request is recorded even if it has no effect: it shows staff a client that is stuck. `token` is absent if no
 * emails are sent.
 */
export function decideRenewal(
  state: Onboarding,
  now: Date,
  { heldTokenId, token }: { readonly heldTokenId: string; readonly token: NewToken | undefined },
): Decision<RenewalAnswer> {
  const answer = renewalAnswer(state, now, { heldTokenId, sendsEmails: token !== undefined })
  if (answer === 'unknown_client') return { events: [], result: answer }
  const requested = { type: 'new_link_requested', tokenId: heldTokenId, answer } as const
  if (answer !== 'issued' || token === undefined) return { events: [requested], result: answer }
  const { events } = decideIssue(state, { ...token, sendsEmail: true }, 'client')
  return { events: [requested, ...events], result: 'issued' }
}

/** Adds a secret to a token of any status: a repeated request gets a new link for the token that it issued before. */
export function decideSecret(tokenId: string, secretHash: Uint8Array): Decision<'added'> {
  return { events: [{ type: 'secret_added', tokenId, secretHash }], result: 'added' }
}

/** The secrets of an email that is about to be sent. `stopHash`: of the link in a reminder that stops reminders. */
interface EmailedSecrets {
  readonly tokenId: string
  readonly kind: LinkKind
  readonly secretHash: Uint8Array
  readonly stopHash: Uint8Array
}

/**
 * Adds the secrets that an email is about to contain, if the token can be opened and the email is still wanted: reminders
 * may have been stopped since it was requested.
 */
export function decideEmailedSecret(
  state: Onboarding,
  now: Date,
  { tokenId, kind, secretHash, stopHash }: EmailedSecrets,
): Decision<'added' | 'not_open' | 'stopped'> {
  const token = tokenOf(state, tokenId)
  if (openingRefusal(token, now) !== undefined) return { events: [], result: 'not_open' }
  if (kind !== 'reminder') return { ...decideSecret(tokenId, secretHash), notAfter: token.expiresAt }
  if (remindersOf(state.client) === 'off') return { events: [], result: 'stopped' }
  const { events, result } = decideSecret(tokenId, secretHash)
  const stopSecret = { type: 'stop_secret_added', tokenId, secretHash: stopHash } as const
  return { events: [...events, stopSecret], result, notAfter: token.expiresAt }
}

/** `unchanged`: the links of the token work for at least so long already. */
export type Extended = 'extended' | 'unchanged' | 'completed' | 'revoked' | NoToken

/** An extension by less than this part of its length is none, so that a repeated request changes nothing. */
const LEAST_GAIN = 1 / 100

/**
 * Lets the links of a token be opened for `lifetimeMs` from now, also if they have expired. They never end earlier than
 * before.
 */
export function decideExtension(
  state: Onboarding,
  now: Date,
  { tokenId, lifetimeMs }: { readonly tokenId: string; readonly lifetimeMs: number },
): Decision<Extended> {
  const token = tokenOf(state, tokenId)
  const extended = transition(token, { type: 'extend', at: now, lifetimeMs })
  if (extended.outcome === 'refused')
    return { events: [], result: extended.refusal === 'completed' ? 'completed' : 'revoked' }
  const next = nextTokenOf(state)
  if ('none' in next) return { events: [], result: next.none }
  const gainMs = extended.token.expiresAt.getTime() - token.expiresAt.getTime()
  if (gainMs < lifetimeMs * LEAST_GAIN) return { events: [], result: 'unchanged' }
  return { events: [{ type: 'token_extended', tokenId, lifetimeMs }], result: 'extended' }
}

export type Revoked =
  | {
      readonly outcome: 'revoked'
      /** Until when an account link that was already handed out can be opened; absent if there is none. */
      readonly linksOutstandingUntil?: Date
    }
  | { readonly outcome: 'completed' }

/** Revokes a token. A revoked token stays as it is; a completed one cannot be revoked. */
export function decideRevocation(
  state: Onboarding,
  now: Date,
  { tokenId, reason }: { readonly tokenId: string; readonly reason: RevokeReason },
): Decision<Revoked> {
  const token = tokenOf(state, tokenId)
  const { outcome } = transition(token, { type: 'revoke', at: now, reason })
  if (outcome === 'refused') return { events: [], result: { outcome: 'completed' } }
  const { linksUntil } = token
  const isOutstanding = linksUntil !== undefined && linksUntil > now
  return {
    events: outcome === 'changed' ? [{ type: 'token_revoked', tokenId, reason }] : [],
    result: { outcome: 'revoked', ...(isOutstanding && { linksOutstandingUntil: linksUntil }) },
  }
}
