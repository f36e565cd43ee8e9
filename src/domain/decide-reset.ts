import { hasUnknownOutcome } from './account-intent.ts'
import { readinessOf } from './account.ts'
import { openToken, type Decision, type Onboarding } from './onboarding.ts'

/**
 * - `no_account`: there is nothing to detach.
 * - `other_account`: the client has another account than the one that staff mean.
 * - `intent_unresolved`: an account may have been created a moment ago, and must be known before it can be detached.
 */
export type AccountReset = 'reset' | 'unknown_client' | 'no_account' | 'other_account' | 'intent_unresolved'

/**
 * Detaches the client's account, for good: its next opening creates another one, under the next generation. The account
 * stays at the provider, and in the history of the client. The open token is revoked, because its links may lead to the
 * old account. `accountId`: the account that staff mean; absent: whichever the client has.
 */
export function decideReset(state: Onboarding, accountId?: string): Decision<AccountReset> {
  const { account, intent } = state
  if (state.erasedAt !== undefined) return { events: [], result: 'unknown_client' }
  if (account === undefined)
    return { events: [], result: hasUnknownOutcome(intent) ? 'intent_unresolved' : 'no_account' }
  const { snapshot } = account
  if (accountId !== undefined && accountId !== snapshot.accountId) return { events: [], result: 'other_account' }
  const open = openToken(state)
  return {
    events: [
      ...(open === undefined ? [] : [{ type: 'token_revoked', tokenId: open.id, reason: 'account_reset' } as const]),
      { type: 'account_detached', accountId: snapshot.accountId },
      { type: 'readiness_changed', from: readinessOf(snapshot).readiness, to: 'none' },
    ],
    result: 'reset',
  }
}
