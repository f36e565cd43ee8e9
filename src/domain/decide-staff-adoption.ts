import { hasUnknownOutcome } from './account-intent.ts'
import type { AccountTerms } from './account-terms.ts'
import type { AccountSnapshot } from './account.ts'
import { decideAccountRefreshed } from './decide-account.ts'
import { isEvidenceFor } from './onboarding-token.ts'
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
 * evidence for it. Nothing is created, and the client is sent no email: it has done nothing. A repetition refreshes the
 * account.
 */
export function decideStaffAdoption(state: Onboarding, existing: ExistingAccount): Decision<StaffAdoption> {
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
  const open = openToken(state)
  const isCompleting = open !== undefined && isEvidenceFor(open, snapshot)
  return {
    events: [
      { type: 'account_stored', snapshot, generation, terms, adopted: true },
      ...(isCompleting ? [{ type: 'token_completed', tokenId: open.id } as const] : []),
    ],
    result: 'adopted',
  }
}
