import { hasUnknownOutcome } from '../../domain/account-intent.ts'
import { statusAt } from '../../domain/onboarding-token.ts'
import { latestToken, standingOf, type Onboarding } from '../../domain/onboarding.ts'
import type { ClientFilter, OnboardingQueries } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'
import { copyOf, type MemoryStore } from './store.ts'

/** Rows of one page, as in Postgres. */
const PAGE = 100

/** Reads across onboardings, in memory. */
export function memoryOnboardingQueries({ onboardings, now }: MemoryStore): OnboardingQueries {
  const all = () => [...onboardings.values()].map(({ state }) => copyOf(state))

  return {
    async listClients(platform, filter, { limit, after }) {
      const at = now()
      const listed = all()
        .filter((state) => state.platform === platform && state.erasedAt === undefined)
        .filter((state) => isListed(state, filter, at))
        .toSorted((one, other) => (one.client.id < other.client.id ? 1 : -1))
        .filter(({ client }) => after === undefined || client.id < after)
        .map((state) => ({
          client: state.client,
          token: latestToken(state),
          ...(state.account && { account: state.account.snapshot }),
          now: at,
        }))
      return pageOf(listed, limit, ({ client }) => client.id)
    },

    async staleAccounts({ ageMs, statuses, readiness }, after = '') {
      const before = now().getTime() - ageMs
      const stale = all()
        .filter(({ account }) => account !== undefined && account.snapshot.fetchedAt.getTime() < before)
        .filter((state) => {
          const standing = standingOf(state)
          return statuses.some((status) => status === standing.status) || readiness.includes(standing.readiness)
        })
        .flatMap(({ account }) => (account === undefined ? [] : [account.snapshot]))
        .map(({ accountId, fetchedAt }) => ({ accountId, cursor: `${fetchedAt.toISOString()} ${accountId}` }))
        .toSorted((one, other) => (one.cursor < other.cursor ? -1 : 1))
        .filter(({ cursor }) => cursor > after)
      const { items, next } = pageOf(stale, PAGE, ({ cursor }) => cursor)
      return { items: items.map(({ accountId }) => ({ accountId })), ...(next !== undefined && { next }) }
    },

    async unsettledIntents(ageMs, after = '') {
      const before = now().getTime() - ageMs
      const unsettled = all()
        .filter(({ intent }) => hasUnknownOutcome(intent) && intent.openedAt.getTime() < before)
        .map(({ client, platform }) => ({ clientId: client.id, platform }))
        .toSorted((one, other) => (one.clientId < other.clientId ? -1 : 1))
        .filter(({ clientId }) => clientId > after)
      return pageOf(unsettled, PAGE, ({ clientId }) => clientId)
    },

    async listAccounts(after = '') {
      const ids = all().flatMap(({ account }) => account?.snapshot.accountId ?? [])
      const rest = ids.toSorted().filter((id) => id > after)
      return pageOf(
        rest.map((accountId) => ({ accountId })),
        PAGE,
        ({ accountId }) => accountId,
      )
    },

    countAccounts: async () => all().filter(({ account }) => account !== undefined).length,
  }
}

function isListed(state: Onboarding, { status, readiness, text }: ClientFilter, at: Date): boolean {
  const { client } = state
  const haystack = `${client.name} ${client.email} ${client.externalId ?? ''}`.toLowerCase()
  return (
    (status === undefined || statusAt(latestToken(state), at) === status) &&
    (readiness === undefined || standingOf(state).readiness === readiness) &&
    (text === undefined || haystack.includes(text.toLowerCase()))
  )
}
