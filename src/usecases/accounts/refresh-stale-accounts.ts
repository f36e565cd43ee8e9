import { isChange } from '../../domain/event-delivery.ts'
import { isRetryable } from '../../domain/provider-failure.ts'
import { restingAccounts, restingInARun, STALE_AFTER_MS, staleAccounts } from '../../domain/stale-account.ts'
import type { Actor } from '../../ports/actor.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { Log } from '../../ports/log.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { allPages } from '../all-pages.ts'
import { inGroups } from '../in-groups.ts'
import type { refreshAccount } from './refresh-account.ts'
import type { settleIntent } from './settle-intent.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly settle: ReturnType<typeof settleIntent>
  readonly signs: DeliverySigns
  readonly log: Log
  /** Creates the deadline of one account. */
  readonly deadline: () => AbortSignal
}

interface Counts {
  refreshed: number
  settled: number
  failed: number
}

interface Stale {
  readonly accountId: string
}

/** `unreachable`: a later run may succeed without any change. */
type Outcome = 'refreshed' | 'gone' | 'failed' | 'unreachable'

/** Number of concurrent fetches. The provider's adapter paces its calls. */
const LANES = 8

/**
 * Fetches accounts although no event asked for it, and settles intents with an unknown outcome, so a lost webhook only
 * delays. Accounts for which an event is expected come first (`staleAccounts` in the domain). Then it fetches a part of
 * all others, so that each is fetched at least once a day (`restingAccounts`). A refreshed account is no longer stale, so
 * the next run continues where an interrupted one stopped. `ageMs`: the minimum age of a stale snapshot, in milliseconds; `lanes`: the number of concurrent fetches.
 */
export function refreshStaleAccounts(dependencies: Dependencies) {
  const { queries, settle, log } = dependencies
  const refreshAll = refreshing(dependencies)
  /** Resting accounts that failed since the last run that reached the end of the list. The others come before them. */
  const postponed = new Set<string>()

  return async (actor: Actor, { ageMs = STALE_AFTER_MS, lanes = LANES } = {}): Promise<Counts> => {
    const counts: Counts = { refreshed: 0, settled: 0, failed: 0 }
    for await (const client of allPages((after) => queries.unsettledIntents(actor.platform, ageMs, after))) {
      const outcome = await unlessBroken(client, { actor, log }, async () => (await settle(client, actor)).outcome)
      if (outcome === 'obtained') counts.settled += 1
      if (outcome === 'provider_failed' || outcome === 'failed') counts.failed += 1
    }
    const stale = allPages((after) => queries.staleAccounts(actor.platform, staleAccounts(ageMs), after))
    for await (const group of inGroups(untilRepeated(stale), lanes)) await refreshAll(group, actor, counts)
    await refreshResting(actor, counts, lanes)
    return counts
  }

  async function refreshResting(actor: Actor, counts: Counts, lanes: number): Promise<void> {
    const accounts = (await queries.references(actor.platform)).reduce(
      (total, reference) => total + reference.accounts,
      0,
    )
    let left = restingInARun(accounts)
    for await (const group of inGroups(restingNow(actor), lanes)) {
      const share = group.slice(0, left)
      const outcomes = await refreshAll(share, actor, counts)
      for (const [index, { accountId }] of share.entries()) {
        if (outcomes[index] === 'failed' || outcomes[index] === 'unreachable') postponed.add(accountId)
      }
      left -= share.length
      // The provider is down: the next run tries the others.
      if (left === 0 || outcomes.every((outcome) => outcome === 'unreachable')) return
    }
    postponed.clear()
  }

  /** Without those that failed before, which would otherwise come first in each run. */
  async function* restingNow({ platform }: Actor): AsyncGenerator<Stale> {
    for await (const account of allPages((after) => queries.staleAccounts(platform, restingAccounts(), after))) {
      if (!postponed.has(account.accountId)) yield account
    }
  }
}

/**
 * Up to the first account that comes again. A run that takes longer than accounts need to become stale would never end,
 * and those at rest would never have their turn. The oldest come first, so all others have been fetched by then.
 */
async function* untilRepeated(accounts: AsyncIterable<Stale>): AsyncGenerator<Stale> {
  const seen = new Set<string>()
  for await (const account of accounts) {
    if (seen.has(account.accountId)) return
    seen.add(account.accountId)
    yield account
  }
}

/** Refreshes accounts at the same time, and counts the outcomes. */
function refreshing({ tokens, refresh, signs, log, deadline }: Dependencies) {
  async function refreshed({ accountId }: Stale, actor: Actor): Promise<Outcome> {
    const loaded = await tokens.load({ accountId, platform: actor.platform })
    if (loaded === undefined) return 'gone'
    const answer = await refresh({ accountId, loaded, now: loaded.now }, actor, deadline())
    if (answer.outcome === 'refreshed') {
      const before = loaded.state.account?.snapshot
      if (before !== undefined && isChange(before, answer.snapshot)) await signs.count(actor.platform, 'unannounced')
      return 'refreshed'
    }
    return isRetryable(answer.failure) ? 'unreachable' : 'failed'
  }

  return async (accounts: readonly Stale[], actor: Actor, counts: Counts): Promise<readonly Outcome[]> => {
    const outcomes = await Promise.all(
      accounts.map((account) => unlessBroken(account, { actor, log }, () => refreshed(account, actor))),
    )
    for (const outcome of outcomes) {
      if (outcome === 'refreshed') counts.refreshed += 1
      else if (outcome !== 'gone') counts.failed += 1
    }
    return outcomes
  }
}

/** The oldest come first, so an item that cannot be processed must not keep every run from those behind it. */
async function unlessBroken<T>(
  item: object,
  { actor, log }: { readonly actor: Actor; readonly log: Log },
  process: () => Promise<T>,
): Promise<T | 'failed'> {
  try {
    return await process()
  } catch (error) {
    log.error({ ...item, requestId: actor.requestId, err: error }, 'a stale account could not be refreshed')
    return 'failed'
  }
}
