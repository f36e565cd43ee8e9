import { latestToken } from '../../domain/onboarding.ts'
import { endOf, type Old, type OldKind } from '../../domain/retention.ts'
import type { PageRequest } from '../../ports/onboarding-queries.ts'
import type { Retention } from '../../ports/retention.ts'
import { pageOf } from '../../shared/page.ts'
import type { MemoryStore, StoredOnboarding } from './store.ts'

/** What is old, in memory. */
export function memoryRetention(store: MemoryStore): Retention {
  const isPast = (at: Date | undefined, ageMs: number) =>
    at !== undefined && store.now().getTime() - at.getTime() >= ageMs

  return {
    async old(platform, kind, ageMs, { limit, after }) {
      const all = [...oldIn(store, platform, kind)].filter(({ at }) => isPast(at, ageMs)).toSorted(byAge)
      const rest = all.filter((each) => after === undefined || isAfter(each, after))
      const { items, ...page } = pageOf(rest, limit, ({ at, id }) => `${at.getTime() * 1000}_${id}`)
      return { items, ...page, now: store.now() }
    },

    async delete(platform, kind, ids) {
      const isFree = (old: Old) => old.kind !== 'outgoing_event' || !old.isWaiting
      const there = new Set([...oldIn(store, platform, kind)].filter(isFree).map(({ id }) => id))
      const gone = ids.filter((id) => there.has(id))
      for (const id of gone) {
        if (kind === 'provider_event') store.providerEvents.delete(`${platform} ${id}`)
        else if (kind === 'link_attempt') store.attempts.delete(id)
        else if (kind === 'idempotency_key') store.repeatable.delete(id)
        else store.deliveries.splice(0, Infinity, ...store.deliveries.filter(({ told }) => told.event.id !== id))
      }
      return gone.length
    },

    withOldTokens: async (platform, ageMs, page) =>
      clientsWhere(store, page, ({ state }) => {
        const earlier = state.tokens.filter(({ id }) => id !== latestToken(state).id)
        return (
          state.platform === platform &&
          earlier.some((token) => token.status === 'revoked' && isPast(token.revokedAt, ageMs))
        )
      }),

    erasedWithValues: async (platform, ageMs, page) =>
      clientsWhere(
        store,
        page,
        ({ state }) =>
          state.platform === platform &&
          isPast(state.erasedAt, ageMs) &&
          valuesOf(store, state.client.id, platform).length > 0,
      ),

    async forgetValues(platform, clientIds) {
      const erased = clientIds.filter((id) => store.onboardings.get(id)?.state.erasedAt !== undefined)
      const events = erased.flatMap((id) => valuesOf(store, id, platform))
      for (const event of events) {
        const { facts: _values, ...rest } = event
        store.audit[store.audit.indexOf(event)] = rest
      }
      return events.length
    },
  }
}

const byAge = (one: Old, other: Old) => one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1)

function isAfter({ at, id }: Old, cursor: string): boolean {
  const [micros, ...rest] = cursor.split('_')
  const ms = Number(micros) / 1000
  return at.getTime() > ms || (at.getTime() === ms && id > rest.join('_'))
}

function clientsWhere(
  { onboardings }: MemoryStore,
  { limit, after }: PageRequest,
  matches: (each: StoredOnboarding) => boolean,
) {
  const ids = [...onboardings.values()]
    .filter(matches)
    .map(({ state }) => state.client.id)
    .filter((id) => after === undefined || id > after)
    .toSorted((one, other) => (one < other ? -1 : 1))
  const clients = ids.map((clientId) => ({ clientId }))
  return pageOf(clients, limit, ({ clientId }) => clientId)
}

const valuesOf = ({ audit }: MemoryStore, clientId: string, platform: string) =>
  audit.filter((event) => event.clientId === clientId && event.platform === platform && event.facts !== undefined)

function* oldIn(store: MemoryStore, platform: string, kind: OldKind): Generator<Old> {
  if (kind === 'provider_event') {
    for (const { id, receivedAt: at, outcome, platform: its } of store.providerEvents.values()) {
      if (its === platform) yield { kind, id, at, isSettled: outcome !== undefined }
    }
  } else if (kind === 'idempotency_key') {
    for (const [id, { at }] of store.repeatable) if (id.startsWith(`${platform} `)) yield { kind, id, at }
  } else if (kind === 'outgoing_event') {
    yield* eventsIn(store, platform)
  } else {
    const all = [...store.onboardings.values()].map(({ state }) => state)
    for (const [id, { tokenId, handedOutAt: at }] of store.attempts) {
      const holder = all.find(({ tokens }) => tokens.some((token) => token.id === tokenId))
      const token = holder?.tokens.find((each) => each.id === tokenId)
      if (token === undefined) yield { kind, id, at }
      else if (holder?.platform === platform) yield { kind, id, at, tokenEndsAt: endOf(token) }
    }
  }
}

function* eventsIn({ deliveries }: MemoryStore, platform: string): Generator<Old> {
  for (const [event, all] of Map.groupBy(deliveries, ({ told }) => told.event)) {
    if (event.platform !== platform) continue
    const attempts = all.flatMap(({ delivery: { attemptedAt } }) => attemptedAt?.getTime() ?? [])
    const isWaiting = all.some(({ delivery }) => delivery.status === 'waiting')
    const attemptedAt = attempts.length > 0 ? { attemptedAt: new Date(Math.max(...attempts)) } : {}
    yield { kind: 'outgoing_event', id: event.id, at: event.at, isWaiting, ...attemptedAt }
  }
}
