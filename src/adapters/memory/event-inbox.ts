import type { EventInbox } from '../../ports/event-inbox.ts'

interface Entry {
  readonly type: string
  readonly accountId?: string
  readonly receivedAt: Date
  readonly outcome?: 'processed' | 'ignored'
  readonly lastError?: string
}

/** The provider's events in memory. `now` is the database's clock. */
export function memoryEventInbox({ now }: { now: () => Date }, entries = new Map<string, Entry>()): EventInbox {
  const keyOf = (platform: string, eventId: string) => `${platform} ${eventId}`

  function update(key: string, change: Pick<Entry, 'outcome' | 'lastError'>): void {
    const entry = entries.get(key)
    if (entry !== undefined && entry.outcome === undefined) entries.set(key, { ...entry, ...change })
  }

  return {
    async receive(platform, { id, type, accountId }, { ignored }) {
      const key = keyOf(platform, id)
      if (entries.has(key)) return 'known'
      entries.set(key, {
        type,
        receivedAt: now(),
        ...(accountId !== undefined && { accountId }),
        ...(ignored && { outcome: 'ignored' }),
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

    settle: async (platform, eventId, outcome) => update(keyOf(platform, eventId), { outcome }),
    noteFailure: async (platform, eventId, lastError) => update(keyOf(platform, eventId), { lastError }),

    // There is no queue in memory: tests call `processEvent` again.
    replay: async () => 0,
  }
}
