import { awaits, hasUnknownOutcome, isDetached, parametersFor } from './account-intent.ts'
import { countryOf, termsFor, type NewAccounts } from './account-profile.ts'
import { isSamePlatform } from './account-terms.ts'
import { readinessOf, type AccountSnapshot } from './account.ts'
import { newsOfAccount, type FollowUp } from './decide-follow-up.ts'
import type { CreatedAccount } from './decide-link.ts'
import type { OnboardingEvent } from './onboarding-event.ts'
import { isEvidenceFor, openingRefusal, type OnboardingToken } from './onboarding-token.ts'
import { evolve, openToken, tokenOf, type Decision, type Onboarding } from './onboarding.ts'

/**
 * - `asked`: the account is requested, or searched, under the intent.
 * - `refused`: the token can no longer be opened, so its opening requests nothing.
 * - `none`: there is no account, and no opening that needs one.
 * - `country_required`: the provider needs the client's country, which is not known.
 * - `profile_unknown`: the client's account profile is no longer configured.
 * - `other_platform`: the intent belongs to another platform or mode than our key, which can reveal nothing about it.
 */
export type IntentDecided = 'asked' | 'refused' | 'none' | 'country_required' | 'profile_unknown' | 'other_platform'

/** Who needs the account: an opening of the token `tokenId`, or a background job. */
export interface NeededAccount {
  readonly newAccounts: NewAccounts
  readonly tokenId?: string | undefined
}

/**
 * Records that the account of a client without one is about to be requested. The first attempt of a generation freezes
 * the parameters and the terms. Each later one is counted, which shows whose outcome is the latest.
 *
 * Only an opening starts a generation. A job finds out what became of one: by its idempotency key while the client can
 * open its link, which leads to the same account, and otherwise by searching, which creates none.
 */
export function decideIntent(state: Onboarding, now: Date, needed: NeededAccount): Decision<IntentDecided> {
  const { account, intent } = state
  const { tokenId, newAccounts } = needed
  const open = tokenId === undefined ? openToken(state) : tokenOf(state, tokenId)
  const canBeOpened = open !== undefined && openingRefusal(open, now) === undefined
  if (tokenId !== undefined && !canBeOpened) return { events: [], result: 'refused' }
  if (account !== undefined) return { events: [], result: 'asked' }
  if (hasUnknownOutcome(intent)) {
    const isOurs = isSamePlatform(intent.terms.reference, newAccounts.reference)
    if (!isOurs) return { events: [], result: 'other_platform' }
    if (intent.status === 'settling') return { events: [], result: 'asked' }
    return { events: [{ type: canBeOpened ? 'intent_tried' : 'intent_settling' }], result: 'asked' }
  }
  const mayStart = tokenId !== undefined && open !== undefined && (intent === undefined || intent.status === 'closed')
  return mayStart ? starting(state, open, newAccounts) : { events: [], result: 'none' }
}

/** Starts a generation for the opening of this token, on the terms of today. */
function starting(
  { client }: Onboarding,
  { expiresAt }: OnboardingToken,
  newAccounts: NewAccounts,
): Decision<IntentDecided> {
  const terms = termsFor(client, newAccounts)
  if (terms === undefined) return { events: [], result: 'profile_unknown' }
  const country = countryOf(client, newAccounts.profiles)
  if (country === undefined && newAccounts.needsCountry) return { events: [], result: 'country_required' }
  return {
    events: [{ type: 'intent_opened', parameters: parametersFor(client, country), terms }],
    result: 'asked',
    notAfter: expiresAt,
  }
}

/**
 * Stores the account that a background job found for a client without one. The result is the id of the stored account,
 * or `undefined` if staff have detached what was found.
 */
export function decideAdoption(state: Onboarding, found: CreatedAccount): Decision<string | undefined> {
  if (state.account !== undefined) return { events: [], result: state.account.snapshot.accountId }
  if (isDetached(state.intent, found.generation)) return { events: [], result: undefined }
  return { events: [{ type: 'account_stored', ...found, adopted: true }], result: found.snapshot.accountId }
}

export type AccountRefreshed =
  /** `completed`: the token that the snapshot completed. */
  | { readonly outcome: 'saved'; readonly completed?: string }
  /** A snapshot that was fetched later is already stored. */
  | { readonly outcome: 'stale' }
  /** The account is neither the client's nor the one that its intent waits for. */
  | { readonly outcome: 'unknown_account' }

/** An account as just fetched. `createdFor`: the generation of the intent that it was created under. */
export interface FetchedAccount {
  readonly snapshot: AccountSnapshot
  readonly createdFor?: { readonly generation: number } | undefined
}

/**
 * Stores a snapshot unless a later one is stored. Completes the client's open token if the snapshot is evidence for it,
 * and tells the client what it has to know, if there is a `followUp`.
 */
export function decideAccountRefreshed(
  state: Onboarding,
  fetched: FetchedAccount,
  followUp?: FollowUp,
): Decision<AccountRefreshed> {
  const { snapshot, createdFor } = fetched
  const { intent } = state
  if (state.account === undefined) {
    if (createdFor === undefined || !awaits(intent, createdFor.generation)) {
      return { events: [], result: { outcome: 'unknown_account' } }
    }
    const { generation, terms } = intent
    return completing(
      state,
      snapshot,
      [{ type: 'account_stored', snapshot, generation, terms, adopted: true }],
      followUp,
    )
  }
  const { snapshot: stored } = state.account
  if (stored.accountId !== snapshot.accountId) return { events: [], result: { outcome: 'unknown_account' } }
  if (stored.fetchedAt > snapshot.fetchedAt) return { events: [], result: { outcome: 'stale' } }
  const [from, to] = [readinessOf(stored).readiness, readinessOf(snapshot).readiness]
  const refreshed = { type: 'account_refreshed', snapshot } as const
  const changed = from === to ? [] : [{ type: 'readiness_changed', from, to } as const]
  return completing(state, snapshot, [refreshed, ...changed], followUp)
}

function completing(
  state: Onboarding,
  snapshot: AccountSnapshot,
  changes: readonly OnboardingEvent[],
  followUp: FollowUp | undefined,
): Decision<AccountRefreshed> {
  const open = openToken(state)
  const completed = open !== undefined && isEvidenceFor(open, snapshot) ? open.id : undefined
  const events: readonly OnboardingEvent[] =
    completed === undefined ? changes : [...changes, { type: 'token_completed', tokenId: completed }]
  const news = followUp === undefined ? [] : newsAfter(state, events, { completed, followUp })
  // One email is enough: one that says what follows from the submission says as well that there was one.
  const isTold = news.some(({ type }) => type === 'email_requested')
  const notice = completed === undefined || isTold ? [] : [completedNotice(completed)]
  return {
    events: [...events, ...notice, ...news],
    result: { outcome: 'saved', ...(completed !== undefined && { completed }) },
  }
}

const completedNotice = (tokenId: string) => ({ type: 'email_requested', tokenId, kind: 'completed' }) as const

function newsAfter(
  state: Onboarding,
  events: readonly OnboardingEvent[],
  { completed, followUp }: { readonly completed: string | undefined; readonly followUp: FollowUp },
): readonly OnboardingEvent[] {
  let after = state
  for (const event of events) after = evolve(after, event, followUp.now)
  return newsOfAccount(after, { before: state.account?.snapshot, completed }, followUp)
}
