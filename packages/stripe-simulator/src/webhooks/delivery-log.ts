import type { Delivery, DeliveryFilter, DeliveryRecord } from './schemas.ts'

// Enough for the longest random test; the oldest finished deliveries are dropped first.
const kept = 10_000
// Number of finished deliveries that are saved in the state file.
const savedEnded = 200

export const isOpen = ({ shown: { state } }: DeliveryRecord): boolean =>
  state === 'queued' || state === 'sending' || state === 'retrying'

/** All deliveries, oldest first. */
export function createDeliveryLog({ saved }: { saved: readonly DeliveryRecord[] }) {
  let records: DeliveryRecord[] = [...saved]
  return {
    add(record: DeliveryRecord): void {
      records.push(record)
      if (records.length > kept) records = records.filter((other, at) => at > kept / 10 || isOpen(other))
    },

    ofEvent: (eventId: string) => records.filter(({ shown }) => shown.eventId === eventId),
    open: () => records.filter(isOpen),

    list({ account, state, limit }: DeliveryFilter = {}): Delivery[] {
      const wanted = records
        .map(({ shown }) => shown)
        .filter((shown) => (account ?? shown.account) === shown.account && (state ?? shown.state) === shown.state)
      return (limit === undefined ? wanted : wanted.slice(-limit)).map((shown) => ({ ...shown }))
    },

    reset(): void {
      records = []
    },

    snapshot(): DeliveryRecord[] {
      const ended = new Set(records.filter((record) => !isOpen(record)).slice(-savedEnded))
      return records.filter((record) => isOpen(record) || ended.has(record))
    },
  }
}
