import { stateOfEvent } from '../../domain/provider-event.ts'
import type { EventInbox, ListedEvent } from '../../ports/event-inbox.ts'
import type { Page } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'

export interface StoredEvent {
  readonly id: string
  readonly platform: string
  readonly createdAt: Date
  readonly processedAt?: Date
  readonly type: string
  readonly accountId?: string
  readonly receivedAt: Date
  readonly outcome?: 'processed' | 'ignored'
  readonly lastError?: string
}

/** The provider's events in memory. `now` is the database's clock. */
export function memoryEventInbox({
  now,
  providerEvents: entries,
}: {
  now: () => Date
  providerEvents: Map<string, StoredEvent>
}): EventInbox {
  const keyOf = (platform: string, eventId: string) => `${platform} ${eventId}`

  function update(key: string, change: (entry: StoredEvent) => StoredEvent): void {
    const entry = entries.get(key)
    if (entry !== undefined && entry.outcome === undefined) entries.set(key, change(entry))
  }

  return {
    async receive(platform, { id, type, accountId, createdAt }, { ignored }) {
      const key = keyOf(platform, id)
      if (entries.has(key)) return 'known'
      entries.set(key, {
        ...{ id, platform, type, createdAt, receivedAt: now() },
        ...(accountId !== undefined && { accountId }),
        ...(ignored && { outcome: 'ignored', processedAt: now() }),
      })
      return 'new'
    },

    async find(platform, eventId) {
      const entry = entries.get(keyOf(platform, eventId))
      if (entry === undefined) return undefined
      const { type, accountId, receivedAt, outcome } = entry
      return {
        id: eventId,
        type,
        receivedAt,
        processed: outcome !== undefined,
        ...(accountId !== undefined && { accountId }),
        now: now(),
      }
    },

    settle: async (platform, eventId, outcome) =>
      update(keyOf(platform, eventId), ({ lastError: _lastError, ...entry }) => ({
        ...entry,
        outcome,
        processedAt: now(),
      })),
    noteFailure: async (platform, eventId, lastError) =>
      update(keyOf(platform, eventId), (entry) => ({ ...entry, lastError })),

    list: async (...query) => pageFrom(entries.values(), ...query),
  }
}

function pageFrom(
  entries: Iterable<StoredEvent>,
  ...[platform, state, { limit, after }]: Parameters<EventInbox['list']>
): Page<ListedEvent> {
  const cursorOf = ({ receivedAt, id }: StoredEvent) => `${receivedAt.getTime() * 1000}_${id}`
  const all = [...entries]
    .filter((entry) => entry.platform === platform)
    .filter(({ outcome, lastError }) => state === undefined || stateOfEvent(outcome, lastError) === state)
    .toSorted((one, other) => other.receivedAt.getTime() - one.receivedAt.getTime() || (other.id < one.id ? -1 : 1))
  const rest = all.slice(all.findIndex((entry) => cursorOf(entry) === after) + 1)
  const { items, ...page } = pageOf(rest, limit, cursorOf)
  return {
    items: items.map(({ platform: _platform, outcome, lastError, ...entry }) => ({
      ...entry,
      state: stateOfEvent(outcome, lastError),
      ...(lastError !== undefined && { reason: lastError }),
    })),
    ...page,
  }
}
