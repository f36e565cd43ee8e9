import { readinessOf, type Readiness } from '../domain/account.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import { allPages } from './all-pages.ts'
import type { askAboutAccount } from './ask-about-account.ts'
import type { lookAtAccount } from './look-at-account.ts'
import { QUIET_MS } from './look-at-quiet-accounts.ts'
import type { settleIntent } from './settle-intent.ts'

/** What was found out about one client. */
export type Reconciled =
  | { readonly outcome: 'unchanged'; readonly clientId: string; readonly accountId: string }
  | {
      readonly outcome: 'changed'
      readonly clientId: string
      readonly accountId: string
      /** The readiness that was stored, and the one of now. */
      readonly from: Readiness
      readonly to: Readiness
    }
  /** The provider could not say how this account is, or, without an account, what has become of the intent. */
  | {
      readonly outcome: 'provider_failed'
      readonly clientId: string
      readonly accountId?: string
      readonly failure: ProviderFailure
    }
  /** An intent without outcome, which a dry run leaves alone. */
  | { readonly outcome: 'intent_unsettled'; readonly clientId: string }
  | { readonly outcome: 'intent_settled'; readonly clientId: string; readonly accountId: string }

interface Dependencies {
  readonly accounts: AccountRepository
  readonly ask: ReturnType<typeof askAboutAccount>
  readonly look: ReturnType<typeof lookAtAccount>
  readonly settle: ReturnType<typeof settleIntent>
  /** For one account. */
  readonly deadline: () => AbortSignal
}

/** Asked at once: the provider's answers take a while, and its adapter keeps to the pace that it allows. */
const LANES = 8

/**
 * Compares all that is stored with what the provider says now, and corrects it; a dry run only says. Every account is
 * asked about, `total` of them. Run it after an outage, a restored backup or a change of keys.
 */
export function reconcile({ accounts, ask, look, settle, deadline }: Dependencies) {
  async function compare(accountId: string, act: Act, dryRun: boolean): Promise<Reconciled | undefined> {
    const stored = await accounts.find({ accountId })
    if (stored === undefined) return undefined
    const { clientId, now } = stored
    const answer = await (dryRun ? ask : look)({ accountId, now, stored }, act, deadline())
    if (answer.outcome === 'provider_failed') return { ...answer, clientId, accountId }
    const [from, to] = [readinessOf(stored.snapshot).readiness, readinessOf(answer.snapshot).readiness]
    return from === to
      ? { outcome: 'unchanged', clientId, accountId }
      : { outcome: 'changed', clientId, accountId, from, to }
  }

  async function* results(act: Act, dryRun: boolean): AsyncGenerator<Reconciled> {
    for await (const client of allPages((after) => accounts.listUnsettled(QUIET_MS, after))) {
      const clientId = client.id
      if (dryRun) {
        yield { outcome: 'intent_unsettled', clientId }
        continue
      }
      const settled = await settle(client, act)
      if (settled.outcome === 'settled') yield { outcome: 'intent_settled', clientId, accountId: settled.accountId }
      if (settled.outcome === 'provider_failed') yield { ...settled, clientId }
    }

    for await (const lane of inGroups(allPages((after) => accounts.listAttached(after)))) {
      const compared = await Promise.all(lane.map(({ accountId }) => compare(accountId, act, dryRun)))
      yield* compared.filter((result) => result !== undefined)
    }
  }

  return async (
    { dryRun }: { dryRun: boolean },
    act: Act,
  ): Promise<{ total: number; results: AsyncGenerator<Reconciled> }> => ({
    total: await accounts.countAttached(),
    results: results(act, dryRun),
  })
}

async function* inGroups<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let group: T[] = []
  for await (const item of items) {
    group.push(item)
    if (group.length < LANES) continue
    yield group
    group = []
  }
  yield group
}
