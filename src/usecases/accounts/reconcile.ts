import { readinessOf, type Readiness } from '../../domain/account.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import { STALE_AFTER_MS } from '../../domain/stale-account.ts'
import type { Actor } from '../../ports/actor.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { allPages } from '../all-pages.ts'
import { inGroups } from '../in-groups.ts'
import type { fetchAccount } from './fetch-account.ts'
import type { refreshAccount } from './refresh-account.ts'
import type { settleIntent } from './settle-intent.ts'

/** The result for one client. */
export type Reconciled =
  | { readonly outcome: 'unchanged'; readonly clientId: string; readonly accountId: string }
  | {
      readonly outcome: 'changed'
      readonly clientId: string
      readonly accountId: string
      /** The stored readiness. */
      readonly from: Readiness
      readonly to: Readiness
    }
  /** The provider call failed: for an account, or, without `accountId`, for an intent with an unknown outcome. */
  | {
      readonly outcome: 'provider_failed'
      readonly clientId: string
      readonly accountId?: string
      readonly failure: ProviderFailure
    }
  /** An intent with an unknown outcome, which a dry run does not settle. */
  | { readonly outcome: 'intent_unsettled'; readonly clientId: string }
  | { readonly outcome: 'intent_settled'; readonly clientId: string; readonly accountId: string }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly fetch: ReturnType<typeof fetchAccount>
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly settle: ReturnType<typeof settleIntent>
  /** Creates the deadline of one account. */
  readonly deadline: () => AbortSignal
}

/** Number of concurrent fetches. The provider's adapter paces its calls. */
const LANES = 8

/**
 * Compares all stored accounts with the provider and corrects them; a dry run only reports. `total`: the number of
 * accounts, each of which is fetched. Run it after an outage, after restoring a backup or after changing keys.
 */
export function reconcile({ tokens, queries, fetch, refresh, settle, deadline }: Dependencies) {
  async function compare(accountId: string, actor: Actor, dryRun: boolean): Promise<Reconciled | undefined> {
    const loaded = await tokens.load({ accountId, platform: actor.platform })
    const stored = loaded?.state.account
    if (loaded === undefined || stored === undefined) return undefined
    const { now } = loaded
    const clientId = loaded.state.client.id
    const answer = dryRun
      ? await fetch({ accountId, now, stored }, actor, deadline())
      : await refresh({ accountId, now, loaded }, actor, deadline())
    if (answer.outcome === 'provider_failed') return { ...answer, clientId, accountId }
    const [from, to] = [readinessOf(stored.snapshot).readiness, readinessOf(answer.snapshot).readiness]
    return from === to
      ? { outcome: 'unchanged', clientId, accountId }
      : { outcome: 'changed', clientId, accountId, from, to }
  }

  async function* results(actor: Actor, dryRun: boolean): AsyncGenerator<Reconciled> {
    for await (const client of allPages((after) => queries.unsettledIntents(actor.platform, STALE_AFTER_MS, after))) {
      const { clientId } = client
      if (dryRun) {
        yield { outcome: 'intent_unsettled', clientId }
        continue
      }
      const settled = await settle(client, actor)
      if (settled.outcome === 'obtained') yield { outcome: 'intent_settled', clientId, accountId: settled.accountId }
      if (settled.outcome === 'provider_failed') yield { ...settled, clientId }
    }

    for await (const lane of inGroups(
      allPages((after) => queries.listAccounts(actor.platform, after)),
      LANES,
    )) {
      const compared = await Promise.all(lane.map(({ accountId }) => compare(accountId, actor, dryRun)))
      yield* compared.filter((result) => result !== undefined)
    }
  }

  return async (
    { dryRun }: { dryRun: boolean },
    actor: Actor,
  ): Promise<{ total: number; results: AsyncGenerator<Reconciled> }> => ({
    total: (await queries.references(actor.platform)).reduce((total, { accounts }) => total + accounts, 0),
    results: results(actor, dryRun),
  })
}
