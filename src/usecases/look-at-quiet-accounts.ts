import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import { allPages } from './all-pages.ts'
import type { lookAtAccount } from './look-at-account.ts'
import type { settleIntent } from './settle-intent.ts'

interface Dependencies {
  readonly accounts: AccountRepository
  readonly look: ReturnType<typeof lookAtAccount>
  readonly settle: ReturnType<typeof settleIntent>
  /** For one account. */
  readonly deadline: () => AbortSignal
}

/** Whoever is under way, or whatever event is, has had time enough after that. */
export const QUIET_MS = 15 * 60_000

/**
 * Asks the provider about everybody of whom it should have said something: clients on their way, accounts under review,
 * and intents whose outcome nobody has found out. So a lost webhook delays and never loses. What was looked at is quiet
 * no more, so a run that was cut off is continued by the next one. It begins with what an earlier version has left, which
 * may be at work beside this one.
 */
export function lookAtQuietAccounts({ accounts, look, settle, deadline }: Dependencies) {
  return async (
    act: Act,
    { quietMs = QUIET_MS } = {},
  ): Promise<{ looked: number; settled: number; failed: number }> => {
    const counts = { looked: 0, settled: 0, failed: 0 }
    await accounts.deriveReadiness()

    for await (const client of allPages((after) => accounts.listUnsettled(quietMs, after))) {
      const { outcome } = await settle(client, act)
      if (outcome === 'settled') counts.settled += 1
      if (outcome === 'provider_failed') counts.failed += 1
    }

    for await (const { accountId } of allPages((after) => accounts.listQuiet(quietMs, after))) {
      const stored = await accounts.find({ accountId })
      if (stored === undefined) continue
      const looked = await look({ accountId, now: stored.now, stored }, act, deadline())
      counts[looked.outcome === 'looked' ? 'looked' : 'failed'] += 1
    }
    return counts
  }
}
