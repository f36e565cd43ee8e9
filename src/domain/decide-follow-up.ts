import type { AccountSnapshot } from './account.ts'
import { remindersOf } from './client.ts'
import { nextTokenOf } from './decide-token.ts'
import {
  dueEmail,
  hasLink,
  isDoneNow,
  isNewsForClient,
  isRemindedEnough,
  isToldRecently,
  REMEDY_LIFETIME_MS,
  type FollowUpRules,
} from './follow-up.ts'
import type { OnboardingEvent } from './onboarding-event.ts'
import type { NoToken, Purpose } from './onboarding-token.ts'
import { latestToken, openToken, standingOf, type Decision, type Onboarding } from './onboarding.ts'

/** What is needed to tell a client of a change. `tokenId`: the id of the token, if one is issued. */
export interface FollowUp {
  readonly rules: FollowUpRules
  readonly tokenId: string
  readonly now: Date
}

/** `not_due`: the moment has passed on, or will come later. */
export type FollowedUp = 'reminder' | 'deadline' | 'not_due'

/**
 * Sends the email that is due, if one is, with the token that the client has, or the next one if that has expired. What
 * is not due any more is planned again, so that the query for due emails does not find it again.
 */
export function decideFollowUp(state: Onboarding, { rules, tokenId, now }: FollowUp): Decision<FollowedUp> {
  const kind = dueEmail(state, now, rules)
  const next = nextTokenOf(state)
  if (kind === undefined || 'none' in next) return { events: [{ type: 'emails_planned' }], result: 'not_due' }
  return { events: withLink(state, { kind, tokenId, now, ...next }), result: kind }
}

/** Why staff cannot remind a client; `recently`: it was sent an email a short time ago. */
export type Reminded =
  | 'reminded'
  | 'recently'
  | 'unknown_client'
  /** The provider or staff act next. */
  | 'not_clients_turn'
  | 'often_enough'
  /** The client has stopped reminders. */
  | 'stopped'
  | NoToken

/** Reminds the client at the request of staff, with the token that it has, or the next one if that has expired. */
export function decideReminder(state: Onboarding, { tokenId, now }: Omit<FollowUp, 'rules'>): Decision<Reminded> {
  if (state.erasedAt !== undefined) return { events: [], result: 'unknown_client' }
  const next = nextTokenOf(state)
  if ('none' in next) return { events: [], result: next.none }
  if (standingOf(state).nextAction !== 'client') return { events: [], result: 'not_clients_turn' }
  if (remindersOf(state.client) === 'off') return { events: [], result: 'stopped' }
  if (isToldRecently(state, now)) return { events: [], result: 'recently' }
  if (isRemindedEnough(state)) return { events: [], result: 'often_enough' }
  return { events: withLink(state, { kind: 'reminder', tokenId, now, ...next, by: 'staff' }), result: 'reminded' }
}

function withLink(
  state: Onboarding,
  {
    kind,
    tokenId,
    now,
    purpose,
    by,
  }: {
    readonly kind: 'reminder' | 'deadline'
    readonly tokenId: string
    readonly now: Date
    readonly purpose: Purpose
    readonly by?: 'staff'
  },
): readonly OnboardingEvent[] {
  const open = openToken(state)
  const told = (id: string) => ({ type: 'follow_up_requested', tokenId: id, kind, ...(by && { by }) }) as const
  if (open !== undefined && hasLink(state, now)) return [told(open.id)]
  const { issuedAt, expiresAt } = latestToken(state)
  // A token that was extended may have been open for longer than one can be issued for.
  const likeBefore = Math.min(expiresAt.getTime() - issuedAt.getTime(), REMEDY_LIFETIME_MS)
  const lifetimeMs = purpose === 'update' ? REMEDY_LIFETIME_MS : likeBefore
  return [
    ...(open === undefined ? [] : [{ type: 'token_revoked', tokenId: open.id, reason: 'replaced' } as const]),
    { type: 'token_issued', tokenId, purpose, lifetimeMs, issuedBy: 'reminder' },
    told(tokenId),
  ]
}

/**
 * Tells the client of a change of its account: that it has to act, with a token by which it can, or that it can be paid.
 * `state` is the onboarding after the change; `completed` the token that the change has completed.
 */
export function newsOfAccount(
  state: Onboarding,
  change: { readonly before: AccountSnapshot | undefined; readonly completed: string | undefined },
  { rules, tokenId, now }: FollowUp,
): readonly OnboardingEvent[] {
  const after = state.account?.snapshot
  if (after === undefined || state.erasedAt !== undefined) return []
  if (rules.sends.done && isDoneNow(change.before, after)) {
    return [{ type: 'email_requested', tokenId: latestToken(state).id, kind: 'done' }]
  }
  const isNews = isNewsForClient(change.before, after, { hasCompleted: change.completed !== undefined })
  const next = nextTokenOf(state)
  if (!rules.sends.action_required || !isNews || 'none' in next || next.purpose !== 'update') return []
  const open = openToken(state)
  if (open !== undefined && hasLink(state, now)) {
    return [{ type: 'follow_up_requested', tokenId: open.id, kind: 'action_required' }]
  }
  return [
    ...(open === undefined ? [] : [{ type: 'token_revoked', tokenId: open.id, reason: 'replaced' } as const]),
    { type: 'token_issued', tokenId, purpose: 'update', lifetimeMs: REMEDY_LIFETIME_MS, issuedBy: 'remedy' },
    { type: 'email_requested', tokenId, kind: 'action_required' },
  ]
}
