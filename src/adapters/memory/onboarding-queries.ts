import { hasUnknownOutcome } from '../../domain/account-intent.ts'
import type { ClientGroup } from '../../domain/client-counts.ts'
import { statusAt } from '../../domain/onboarding-token.ts'
import { latestToken, standingOf, type Onboarding } from '../../domain/onboarding.ts'
import type { StaleRule } from '../../domain/stale-account.ts'
import type { OnboardingQueries, StoredReference } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'
import { pageOfClients } from './client-list.ts'
import { copyOf, type MemoryStore } from './store.ts'

/** Rows of one page, as in Postgres. */
const PAGE = 100

/** Reads across onboardings, in memory. */
export function memoryOnboardingQueries({ onboardings, now }: MemoryStore): OnboardingQueries {
  const all = (platform: string) => statesOf(onboardings, platform)

  return {
    listClients: async (platform, filter, page) => {
      return copyOf(pageOfClients(all(platform).filter(isPresent), filter, page, now()))
    },

    countClients: async (platform) =>
      all(platform)
        .filter(isPresent)
        .map((state) => groupOf(state, now())),

    async staleAccounts(platform, { ageMs, standing }, after = '') {
      const before = now().getTime() - ageMs
      const stale = all(platform)
        .filter(({ account }) => account !== undefined && account.snapshot.fetchedAt.getTime() < before)
        .filter((state) => state.erasedAt === undefined && (standing === undefined || hasStanding(state, standing)))
        .flatMap(({ account }) => (account === undefined ? [] : [account.snapshot]))
        .map(({ accountId, fetchedAt }) => ({ accountId, cursor: `${fetchedAt.toISOString()} ${accountId}` }))
        .toSorted((one, other) => (one.cursor < other.cursor ? -1 : 1))
        .filter(({ cursor }) => cursor > after)
      const { items, next } = pageOf(stale, PAGE, ({ cursor }) => cursor)
      return { items: items.map(({ accountId }) => ({ accountId })), ...(next !== undefined && { next }) }
    },

    async unsettledIntents(platform, ageMs, after = '') {
      const before = now().getTime() - ageMs
      const unsettled = all(platform)
        .filter(({ intent }) => hasUnknownOutcome(intent) && intent.openedAt.getTime() < before)
        .map(({ client }) => ({ clientId: client.id }))
        .toSorted((one, other) => (one.clientId < other.clientId ? -1 : 1))
        .filter(({ clientId }) => clientId > after)
      return pageOf(unsettled, PAGE, ({ clientId }) => clientId)
    },

    async listAccounts(platform, after = '') {
      const ids = all(platform).flatMap(({ account }) => account?.snapshot.accountId ?? [])
      const rest = ids.toSorted().filter((id) => id > after)
      return pageOf(
        rest.map((accountId) => ({ accountId })),
        PAGE,
        ({ accountId }) => accountId,
      )
    },

    async references(platform) {
      const found = new Map<string, StoredReference>()
      for (const { account, intent } of all(platform)) {
        const { reference } = (account ?? (hasUnknownOutcome(intent) ? intent : undefined))?.terms ?? {}
        if (reference === undefined) continue
        const key = JSON.stringify(reference)
        const accounts = (found.get(key)?.accounts ?? 0) + (account === undefined ? 0 : 1)
        found.set(key, { reference, accounts })
      }
      return copyOf([...found.values()])
    },
  }
}

/** The stored objects of a platform: what is returned of them is copied. */
const statesOf = (onboardings: MemoryStore['onboardings'], platform: string): Onboarding[] =>
  [...onboardings.values()].map(({ state }) => state).filter((state) => state.platform === platform)

/** Whether the client is not erased. */
const isPresent = ({ erasedAt }: Onboarding): boolean => erasedAt === undefined

/** The group of one client. */
function groupOf(state: Onboarding, at: Date): ClientGroup {
  const { readiness, nextAction } = standingOf(state)
  return { status: statusAt(latestToken(state), at), readiness, nextAction, clients: 1 }
}

function hasStanding(state: Onboarding, { statuses, readiness }: NonNullable<StaleRule['standing']>): boolean {
  const is = standingOf(state)
  return statuses.some((status) => status === is.status) || readiness.includes(is.readiness)
}
