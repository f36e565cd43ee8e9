import { hasUnknownOutcome } from './account-intent.ts'
import type { AccountAct } from './account-act.ts'
import type { AccountShape } from './account-terms.ts'
import { openToken, type Decision, type Onboarding } from './onboarding.ts'
import type { ConnectedAccount } from './account.ts'

/**
 * Why staff can do nothing to the client's account: there is none; it is another one than they mean; or an account may
 * have been created a moment ago, and is not known yet.
 */
export type NotManaged = 'unknown_client' | 'no_account' | 'other_account' | 'intent_unresolved'

/** The account that staff act on, or why they cannot. `accountId`: the one that they mean; absent: whichever there is. */
export function managedAccount(
  { erasedAt, account, intent }: Onboarding,
  accountId: string | undefined,
): ConnectedAccount | NotManaged {
  if (erasedAt !== undefined) return 'unknown_client'
  if (account === undefined) return hasUnknownOutcome(intent) ? 'intent_unresolved' : 'no_account'
  return accountId === undefined || accountId === account.snapshot.accountId ? account : 'other_account'
}

/**
 * Why an account has no dashboard that a link could sign its client in to: it is of another kind, or the client has not
 * finished its onboarding, or the account is disconnected.
 */
export type NoLoginLink = Exclude<AccountShape['dashboard'], 'express'> | 'not_submitted' | 'disconnected'

export function loginLinkRefusal({ snapshot, terms }: ConnectedAccount): NoLoginLink | undefined {
  if (snapshot.hold === 'disconnected') return 'disconnected'
  const { dashboard } = terms.shape
  if (dashboard !== 'express') return dashboard
  return snapshot.submitted ? undefined : 'not_submitted'
}

/**
 * Records what was done to an account at the provider. A closed account never opens again, so the open token is revoked:
 * its links could only fail.
 */
export function decideManaged(
  state: Onboarding,
  { accountId, ...done }: AccountAct & { readonly accountId: string },
): Decision<undefined> {
  const open = openToken(state)
  const isOver = done.act === 'close' && state.account?.snapshot.accountId === accountId
  return {
    events: [
      { type: 'account_managed', accountId, ...done },
      ...(isOver && open !== undefined
        ? [{ type: 'token_revoked', tokenId: open.id, reason: 'operator' } as const]
        : []),
    ],
    result: undefined,
  }
}
