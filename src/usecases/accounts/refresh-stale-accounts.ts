import { STALE_AFTER_MS, staleAccounts } from '../../domain/stale-account.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { allPages } from '../all-pages.ts'
import type { refreshAccount } from './refresh-account.ts'
import type { settleIntent } from './settle-intent.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly settle: ReturnType<typeof settleIntent>
  readonly log: Log
  /** Creates the deadline of one account. */
  readonly deadline: () => AbortSignal
}

/**
 * Fetches every account for which the provider should have sent an event (`staleAccounts` in the domain), and settles
 * intents with an unknown outcome. So a lost webhook only delays an onboarding. A refreshed account is no longer stale,
 * so the next run continues where an interrupted one stopped. `ageMs`: the minimum age of a stale snapshot, in
 * milliseconds.
 */
export function refreshStaleAccounts({ tokens, queries, refresh, settle, log, deadline }: Dependencies) {
  return async (
    actor: Actor,
    { ageMs = STALE_AFTER_MS } = {},
  ): Promise<{ refreshed: number; settled: number; failed: number }> => {
    const counts = { refreshed: 0, settled: 0, failed: 0 }
    for await (const client of allPages((after) => queries.unsettledIntents(ageMs, after))) {
      const outcome = await unlessBroken(client, actor, async () => (await settle(client, actor)).outcome)
      if (outcome === 'obtained') counts.settled += 1
      if (outcome === 'provider_failed') counts.failed += 1
    }

    for await (const account of allPages((after) => queries.staleAccounts(staleAccounts(ageMs), after))) {
      const outcome = await unlessBroken(account, actor, () => refreshed(account.accountId, actor))
      if (outcome === 'refreshed') counts.refreshed += 1
      if (outcome === 'provider_failed') counts.failed += 1
    }
    return counts
  }

  async function refreshed(accountId: string, actor: Actor): Promise<'refreshed' | 'provider_failed' | 'gone'> {
    const loaded = await tokens.load({ accountId })
    if (loaded === undefined) return 'gone'
    return (await refresh({ accountId, loaded, now: loaded.now }, actor, deadline())).outcome
  }

  /** The oldest come first, so an item that cannot be processed must not keep every run from those behind it. */
  async function unlessBroken<T>(
    item: object,
    actor: Actor,
    process: () => Promise<T>,
  ): Promise<T | 'provider_failed'> {
    try {
      return await process()
    } catch (error) {
      log.error({ ...item, requestId: actor.requestId, err: error }, 'a stale account could not be refreshed')
      return 'provider_failed'
    }
  }
}
