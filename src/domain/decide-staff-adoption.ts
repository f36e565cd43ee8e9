import { hasUnknownOutcome } from './account-intent.ts'
import type { AccountTerms } from './account-terms.ts'
import { readinessOf, type AccountSnapshot } from './account.ts'
import type { NewClient, Reminders } from './client.ts'
import { decideAccountRefreshed } from './decide-account.ts'
import { remindersSet } from './decide-reminders.ts'
import { issuing, type NewToken } from './decide-token.ts'
import type { OnboardingEvent } from './onboarding-event.ts'
import { isEvidenceFor, openingRefusal } from './onboarding-token.ts'
import { openToken, type Decision, type Onboarding } from './onboarding.ts'

/**
 * - `adopted`: the account is stored as the client's. It already was if nothing changed but the facts.
 * - `other_account`: the client has another account, which only a reset detaches.
 * - `intent_unresolved`: an account may have been created for the client a moment ago. To adopt another one now could
 *   leave the client with two.
 */
export type StaffAdoption = 'adopted' | 'unknown_client' | 'other_account' | 'intent_unresolved'

/**
 * An account as the provider reports it now, and the terms that it is read on. `createdFor`: the generation of this
 * client's intent that it was created under.
 */
export interface ExistingAccount {
  readonly snapshot: AccountSnapshot
  readonly terms: AccountTerms
  readonly createdFor?: { readonly generation: number } | undefined
}

/**
 * Stores an account that staff name as the client's own, and completes the client's open token if the account is
 * evidence for it. If the provider needs more of the client, and no link of it opens, `token` is issued. Nothing is
 * created, and the client is not told of the adoption: it has done nothing. A repetition refreshes the account.
 */
export function decideStaffAdoption(
  state: Onboarding,
  now: Date,
  existing: ExistingAccount,
  token?: NewToken,
): Decision<StaffAdoption> {
  const { snapshot, terms, createdFor } = existing
  const { account, intent } = state
  if (state.erasedAt !== undefined) return { events: [], result: 'unknown_client' }
  if (account !== undefined) {
    if (account.snapshot.accountId !== snapshot.accountId) return { events: [], result: 'other_account' }
    return { events: decideAccountRefreshed(state, { snapshot }).events, result: 'adopted' }
  }
  const generation = intent?.generation ?? 1
  if (hasUnknownOutcome(intent) && createdFor?.generation !== generation) {
    return { events: [], result: 'intent_unresolved' }
  }
  return {
    events: [
      { type: 'account_stored', snapshot, generation, terms, adopted: true },
      ...tokensAfter(state, now, snapshot, token),
    ],
    result: 'adopted',
  }
}

/** What becomes of the tokens of a client that gets this account. */
function tokensAfter(
  state: Onboarding,
  now: Date,
  snapshot: AccountSnapshot,
  token: NewToken | undefined,
): readonly OnboardingEvent[] {
  const open = openToken(state)
  const isCompleting = open !== undefined && isEvidenceFor(open, snapshot)
  const completed = isCompleting ? [{ type: 'token_completed', tokenId: open.id } as const] : []
  // The client continues with the link that it has.
  const hasLink = open !== undefined && !isCompleting && openingRefusal(open, now) === undefined
  if (token === undefined || hasLink || !isClientAsked(snapshot)) return completed
  const isReplaced = open !== undefined && !isCompleting
  return [
    ...completed,
    ...(isReplaced ? [{ type: 'token_revoked', tokenId: open.id, reason: 'replaced' } as const] : []),
    ...issuing(token, UPDATE),
  ]
}

/**
 * Enters a client together with the account that it has. `token` is issued if the provider needs more of the client.
 * Where the provider already has what it asks for first, `recordId` is the token that records it: completed, and without
 * a link, because there is nothing to open.
 */
export function decideEntry(
  platform: string,
  client: NewClient,
  { snapshot, terms }: ExistingAccount,
  {
    token,
    recordId,
    reminders,
  }: { readonly token: NewToken; readonly recordId: string; readonly reminders?: Reminders | undefined },
): readonly OnboardingEvent[] {
  const isAsked = isClientAsked(snapshot)
  const record = { tokenId: recordId, lifetimeMs: token.lifetimeMs }
  return [
    { type: 'client_invited', platform, client },
    { type: 'account_stored', snapshot, generation: 1, terms, adopted: true },
    ...(snapshot.submitted || !isAsked ? issuing(record, { purpose: 'onboarding', issuedBy: 'staff' }) : []),
    ...(snapshot.submitted ? [{ type: 'token_completed', tokenId: recordId } as const] : []),
    ...(isAsked ? issuing(token, UPDATE) : []),
    ...remindersSet({}, reminders),
  ]
}

const UPDATE = { purpose: 'update', issuedBy: 'staff' } as const

/** Whether a link would be of use: the client has something to provide. */
export const isClientAsked = (snapshot: AccountSnapshot): boolean => readinessOf(snapshot).nextAction === 'client'
