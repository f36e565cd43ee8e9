import { orderOfList } from '../../domain/client-order.ts'
import { searchKeyOf } from '../../domain/client.ts'
import { searchKey } from '../../domain/text.ts'
import { statusAt } from '../../domain/onboarding-token.ts'
import { latestToken, standingOf, type Onboarding } from '../../domain/onboarding.ts'
import type { ClientFilter, ClientRecord, OnboardingQueries, Page } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'

type PageOfClients = Parameters<OnboardingQueries['listClients']>[2]

/** A page of those clients that match the filter. */
export function pageOfClients(
  states: readonly Onboarding[],
  filter: ClientFilter,
  { limit, after, order }: PageOfClients,
  at: Date,
): Page<ClientRecord> {
  const { keyOf, isDescending } = orderOf(filter, order)
  const sign = isDescending ? -1 : 1
  const compare = (one: string, other: string) => (one === other ? 0 : one < other ? -sign : sign)
  const cursor = after && padded(after)
  const listed = states
    .filter((state) => isListed(state, filter, at) && (order !== 'deadline' || deadlineOf(state) !== undefined))
    .map((state) => ({ state, key: keyOf(state) }))
    .toSorted((one, other) => compare(one.key, other.key))
    .filter(({ key }) => cursor === undefined || compare(key, cursor) > 0)
  const { items, ...page } = pageOf(listed, limit, ({ key }) => key.replace(/^0+(?=\d+_)/, ''))
  return { items: items.map(({ state }) => recordOf(state, at)), ...page }
}

function isListed(state: Onboarding, filter: ClientFilter, at: Date): boolean {
  const { status, readiness, nextAction, stuckForMs, externalId, ids, text } = filter
  const { client, since } = state
  const standing = standingOf(state)
  return (
    (status === undefined || statusAt(latestToken(state), at) === status) &&
    (readiness === undefined || readiness.includes(standing.readiness)) &&
    (nextAction === undefined || nextAction.includes(standing.nextAction)) &&
    (stuckForMs === undefined || at.getTime() - since.getTime() >= stuckForMs) &&
    (ids === undefined || ids.includes(client.id)) &&
    (externalId === undefined || client.externalId === externalId) &&
    (text === undefined || searchKeyOf(client).includes(searchKey(text)))
  )
}

function recordOf(state: Onboarding, now: Date): ClientRecord {
  const { client, account, since, lastOpenedAt, emailRefusedAt } = state
  return {
    client,
    token: latestToken(state),
    ...(account && { account: account.snapshot }),
    since,
    ...(lastOpenedAt && { lastOpenedAt }),
    ...(emailRefusedAt && { emailRefusedAt }),
    now,
  }
}

type KeyOf = (state: Onboarding) => string

function orderOf(
  filter: ClientFilter,
  asked: PageOfClients['order'],
): { readonly keyOf: KeyOf; readonly isDescending: boolean } {
  switch (orderOfList(filter, asked)) {
    case '-createdAt':
      return { keyOf: byAge, isDescending: true }
    case 'since':
      return { keyOf: bySince, isDescending: false }
    case 'deadline':
      return { keyOf: byDeadline, isDescending: false }
    case 'expiry':
      return { keyOf: byExpiry, isDescending: true }
  }
}

const deadlineOf = (state: Onboarding) => standingOf(state).deadline

/** Keys whose order as texts is that of the list. */
const padded = (key: string): string => key.replace(/^\d+(?=_)/, (ms) => ms.padStart(15, '0'))
const byAge: KeyOf = ({ client }) => client.id
const at = (instant: Date | undefined, { client }: Onboarding) => padded(`${instant?.getTime() ?? 0}_${client.id}`)
const byExpiry: KeyOf = (state) => at(latestToken(state).expiresAt, state)
const bySince: KeyOf = (state) => at(state.since, state)
const byDeadline: KeyOf = (state) => at(deadlineOf(state), state)
