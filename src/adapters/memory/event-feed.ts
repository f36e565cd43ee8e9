import type { EventFeed, FeedCursor } from '../../ports/event-feed.ts'
import type { ProviderEvent } from '../../ports/event-verifier.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'

/** A provider's list of events in memory, newest first. `add` adds what happens there. */
export function memoryEventFeed(): EventFeed & { readonly add: (...events: readonly ProviderEvent[]) => void } {
  const events: ProviderEvent[] = []
  return {
    add: (...added) => void events.unshift(...added),

    async *since(instant, signal) {
      for (const event of [...events]) {
        if (signal.aborted) {
          throw new PaymentProviderError({ operation: 'find_account', outcome: 'unknown', code: 'deadline_passed' })
        }
        if (event.createdAt >= instant) yield event
      }
    },
  }
}

/** The cursor in memory. `now` is the database's clock. */
export function memoryFeedCursor({ now }: { now: () => Date }): FeedCursor {
  const stored = new Map<string, Date>()
  return {
    async load(platform) {
      const fetchedUntil = stored.get(platform)
      return { now: now(), ...(fetchedUntil !== undefined && { fetchedUntil }) }
    },
    async advance(platform, fetchedUntil) {
      const before = stored.get(platform)
      if (before === undefined || fetchedUntil > before) stored.set(platform, fetchedUntil)
    },
  }
}
