import { awaits, parametersFor } from './account-intent.ts'
import { readinessOf, type AccountOrigin, type AccountSnapshot } from './account.ts'
import type { CreatedAccount } from './decide-link.ts'
import type { OnboardingEvent } from './onboarding-event.ts'
import { isEvidenceFor, openingRefusal } from './onboarding-token.ts'
import { openToken, tokenOf, type Decision, type Onboarding } from './onboarding.ts'

/**
 * `asked`: the account is requested, or searched, under the intent. `refused`: the token can no longer be opened, so its
 * opening requests nothing. `none`: there is no account, and no opening that needs one.
 */
export type IntentDecided = 'asked' | 'refused' | 'none'

/**
 * Records that the account of a client without one is about to be requested, for an opening of the token `tokenId` or for
 * a background job. The first attempt of a generation freezes the parameters. Each later one is counted, which shows whose
 * outcome is the latest.
 *
 * Only an opening starts a generation. A job finds out what became of one: by its idempotency key while the client can
 * open its link, which leads to the same account, and otherwise by searching, which creates none.
 */
export function decideIntent(
  state: Onboarding,
  now: Date,
  { tokenId, capabilities }: { readonly tokenId?: string | undefined; readonly capabilities?: readonly string[] } = {},
): Decision<IntentDecided> {
  const { account, intent } = state
  const open = tokenId === undefined ? openToken(state) : tokenOf(state, tokenId)
  const canBeOpened = open !== undefined && openingRefusal(open, now) === undefined
  if (tokenId !== undefined && !canBeOpened) return { events: [], result: 'refused' }
  if (account !== undefined) return { events: [], result: 'asked' }
  switch (intent?.status) {
    case undefined:
    case 'closed':
      if (tokenId === undefined) return { events: [], result: 'none' }
      return {
        events: [{ type: 'intent_opened', parameters: parametersFor(state.client, capabilities) }],
        result: 'asked',
        ...(open && { notAfter: open.expiresAt }),
      }
    case 'open':
      return { events: [{ type: canBeOpened ? 'intent_tried' : 'intent_settling' }], result: 'asked' }
    case 'settling':
      return { events: [], result: 'asked' }
    case 'barred':
    case 'done':
      return { events: [], result: 'none' }
  }
}

/**
 * Stores the account that a background job found for a client without one. The result is the id of the stored account.
 */
export function decideAdoption(state: Onboarding, found: CreatedAccount): Decision<string> {
  if (state.account !== undefined) return { events: [], result: state.account.snapshot.accountId }
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
  readonly origin?: AccountOrigin | undefined
  readonly createdFor?: { readonly generation: number } | undefined
}

/**
 * Stores a snapshot unless a later one is stored. Completes the client's open token if the snapshot is evidence for it.
 */
export function decideAccountRefreshed(state: Onboarding, fetched: FetchedAccount): Decision<AccountRefreshed> {
  const { snapshot, origin, createdFor } = fetched
  if (state.account === undefined) {
    const isAwaited = createdFor !== undefined && awaits(state.intent, createdFor.generation)
    if (!isAwaited) return { events: [], result: { outcome: 'unknown_account' } }
    const { generation } = createdFor
    return completing(state, snapshot, [{ type: 'account_stored', snapshot, generation, origin, adopted: true }])
  }
  const { snapshot: stored } = state.account
  if (stored.accountId !== snapshot.accountId) return { events: [], result: { outcome: 'unknown_account' } }
  if (stored.fetchedAt > snapshot.fetchedAt) return { events: [], result: { outcome: 'stale' } }
  const [from, to] = [readinessOf(stored).readiness, readinessOf(snapshot).readiness]
  return completing(state, snapshot, [
    { type: 'account_refreshed', snapshot, origin },
    ...(from === to ? [] : [{ type: 'readiness_changed', from, to } as const]),
  ])
}

function completing(
  state: Onboarding,
  snapshot: AccountSnapshot,
  events: readonly OnboardingEvent[],
): Decision<AccountRefreshed> {
  const open = openToken(state)
  if (open === undefined || !isEvidenceFor(open, snapshot)) return { events, result: { outcome: 'saved' } }
  const tokenId = open.id
  return {
    events: [...events, { type: 'token_completed', tokenId }, { type: 'email_requested', tokenId, kind: 'completed' }],
    result: { outcome: 'saved', completed: tokenId },
  }
}
