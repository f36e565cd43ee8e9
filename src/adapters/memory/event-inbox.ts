import type { EventInbox } from '../../ports/event-inbox.ts'
import type { MemoryStore } from './store.ts'

/** The provider's events in this process. */
export function memoryEventInbox({ accounts, now, inbox, settleEvent }: MemoryStore): EventInbox {
  return {
    async receive({ id, type, accountId }, { ignored }) {
      if (inbox.has(id)) return 'known'
      inbox.set(id, {
        type,
        receivedAt: now(),
        ...(accountId !== undefined && { accountId }),
        ...(ignored && { outcome: 'ignored' }),
      })
      return 'new'
    },

    async find(eventId) {
      const entry = inbox.get(eventId)
      if (entry === undefined) return undefined
      const { type, accountId, receivedAt, outcome } = entry
      const account = [...accounts.values()].find(({ snapshot }) => snapshot.accountId === accountId)
      return {
        id: eventId,
        type,
        receivedAt,
        processed: outcome !== undefined,
        ...(accountId !== undefined && { accountId }),
        ...(account && { accountFetchedAt: account.snapshot.fetchedAt }),
        now: now(),
      }
    },

    async settle(eventId, outcome) {
      settleEvent(eventId, outcome)
    },

    async noteFailure(eventId, reason) {
      const entry = inbox.get(eventId)
      if (entry !== undefined && entry.outcome === undefined) inbox.set(eventId, { ...entry, lastError: reason })
    },

    // There is no queue in memory: who tests calls `processEvent` again.
    async replay() {
      return 0
    },
  }
}
