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
  function update(eventId: string, change: Pick<Entry, 'outcome' | 'lastError'>): void {
    const entry = entries.get(eventId)
    if (entry !== undefined && entry.outcome === undefined) entries.set(eventId, { ...entry, ...change })
  }

  return {
    async receive({ id, type, accountId }, { ignored }) {
      if (entries.has(id)) return 'known'
      entries.set(id, {
        type,
        receivedAt: now(),
        ...(accountId !== undefined && { accountId }),
        ...(ignored && { outcome: 'ignored' }),
      })
      return 'new'
    },

    async find(eventId) {
      const entry = entries.get(eventId)
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

    settle: async (eventId, outcome) => update(eventId, { outcome }),
    noteFailure: async (eventId, lastError) => update(eventId, { lastError }),

    // There is no queue in memory: tests call `processEvent` again.
    replay: async () => 0,
  }
}
