import { REMEMBERED_MS } from './idempotency.ts'
import { hasUnknownOutcome } from './account-intent.ts'
import { reminderSeries } from './follow-up.ts'
import type { OnboardingToken } from './onboarding-token.ts'
import type { Decision, Onboarding } from './onboarding.ts'

const DAY_MS = 24 * 3_600_000

/** How long things are kept that no rule needs any more, in milliseconds. */
export interface RetentionRules {
  /** After they arrived. */
  readonly providerEvents: number
  /** After their token ended. */
  readonly linkAttempts: number
  /** After the request. */
  readonly idempotencyKeys: number
  /** After they ended. */
  readonly tokens: number
  /** After the last delivery of the event ended. */
  readonly outgoingEvents: number
  /** After the client was erased. */
  readonly auditValues: number
}

/**
 * The least of each. A provider may send an event again for 30 days, and its id is what a repetition is recognised by; a
 * job that was given up is kept for as long, and names a token. What an endpoint missed until it was switched off for its
 * failures can be sent again for some days.
 */
export const LEAST_RETENTION: RetentionRules = {
  providerEvents: 30 * DAY_MS,
  linkAttempts: DAY_MS,
  idempotencyKeys: REMEMBERED_MS,
  tokens: 31 * DAY_MS,
  outgoingEvents: 7 * DAY_MS,
  auditValues: 2 * DAY_MS,
}

export const USUAL_RETENTION: RetentionRules = {
  providerEvents: 30 * DAY_MS,
  linkAttempts: 30 * DAY_MS,
  idempotencyKeys: REMEMBERED_MS,
  tokens: 90 * DAY_MS,
  outgoingEvents: 30 * DAY_MS,
  auditValues: 30 * DAY_MS,
}

/** Something that is deleted when it is old enough. */
export type Old =
  | { readonly kind: 'provider_event'; readonly id: string; readonly at: Date; readonly isSettled: boolean }
  | {
      readonly kind: 'link_attempt'
      readonly id: string
      readonly at: Date
      /** When its token ended or ends; absent if the token is deleted. */
      readonly tokenEndsAt?: Date
    }
  | { readonly kind: 'idempotency_key'; readonly id: string; readonly at: Date }
  | {
      readonly kind: 'outgoing_event'
      readonly id: string
      readonly at: Date
      /** Whether it is still to be sent to an endpoint, also to one that is off. */
      readonly isWaiting: boolean
      /** When it was last sent; absent if no endpoint has got it. */
      readonly attemptedAt?: Date
    }

export type OldKind = Old['kind']

export const OLD_KINDS = [
  'provider_event',
  'link_attempt',
  'idempotency_key',
  'outgoing_event',
] as const satisfies readonly OldKind[]

/** The least age of what may be deleted. */
export function leastAgeOf(kind: OldKind, rules: RetentionRules): number {
  switch (kind) {
    case 'provider_event':
      return rules.providerEvents
    case 'link_attempt':
      return rules.linkAttempts
    case 'idempotency_key':
      return rules.idempotencyKeys
    case 'outgoing_event':
      return rules.outgoingEvents
  }
}

/**
 * Whether no rule needs it any more. An event that was never processed is kept twice as long: until then its job may be
 * replayed. The states of a link attempt lead its client back for as long as its token lives, and afterwards to a page
 * that says what happened. An outgoing event goes with its deliveries, and none that waits goes.
 */
export function mayBeDeleted(old: Old, now: Date, rules: RetentionRules): boolean {
  const isPast = (at: Date, ms: number) => now.getTime() - at.getTime() >= ms
  switch (old.kind) {
    case 'provider_event':
      return isPast(old.at, rules.providerEvents * (old.isSettled ? 1 : 2))
    case 'link_attempt':
      return isPast(old.tokenEndsAt ?? old.at, rules.linkAttempts)
    case 'idempotency_key':
      return isPast(old.at, rules.idempotencyKeys)
    case 'outgoing_event':
      return !old.isWaiting && isPast(old.attemptedAt ?? old.at, rules.outgoingEvents)
  }
}

/** When a token ended, or ends if nothing else happens to it. */
export function endOf(token: OnboardingToken): Date {
  if (token.status === 'completed') return token.completedAt
  return token.status === 'revoked' ? token.revokedAt : token.expiresAt
}

/**
 * Forgets the tokens that ended long ago, with their links. These stay, because rules need them:
 * - the last token of the client, and those that its reminders are counted by;
 * - a completed one: it says that the client has been through;
 * - all of a client whose account has an unknown outcome.
 *
 * Tokens end one after the other, so one that is kept for its age keeps no earlier one from a rule about later ones.
 */
export function decideForgetting(
  { tokens, intent }: Onboarding,
  now: Date,
  rules: RetentionRules,
): Decision<{ readonly forgotten: number }> {
  const isUnknown = hasUnknownOutcome(intent)
  const needed = new Set(reminderSeries(tokens))
  const tokenIds = isUnknown
    ? []
    : tokens.flatMap((token) => {
        if (token.status !== 'revoked' || needed.has(token) || token === tokens.at(-1)) return []
        return now.getTime() - token.revokedAt.getTime() >= rules.tokens ? [token.id] : []
      })
  return {
    events: tokenIds.length === 0 ? [] : [{ type: 'tokens_forgotten', tokenIds }],
    result: { forgotten: tokenIds.length },
  }
}
