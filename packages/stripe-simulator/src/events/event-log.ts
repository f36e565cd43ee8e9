import type { Cause } from '../state/world.ts'
import { owns, type Owner } from '../state/account-record.ts'
import type { Clock } from '../state/clock.ts'
import { randomId } from '../support/random-id.ts'
import type { Draft, ThinEvent } from './thin-event.ts'

// Stripe keeps events for 30 days.
const keptMs = 30 * 24 * 60 * 60 * 1000
// Enough for the longest random test; the oldest events are dropped first.
const kept = 50_000
// Number of events that are saved in the state file.
const saved = 1000

/** A part of the list, newest first. Times are in milliseconds; both ends are included. */
export interface EventQuery {
  readonly limit: number
  readonly before?: number | undefined
  readonly after?: number | undefined
  readonly createdFrom: number
  readonly createdTo: number
  readonly objectId?: string | undefined
  readonly types?: readonly string[] | undefined
}

export type EventLog = ReturnType<typeof createEventLog>

interface EventLogOptions {
  readonly clock: Clock
  /** What is younger, in milliseconds, is not in the list yet. */
  readonly listLagMs: () => number
  readonly saved?: readonly ThinEvent[] | undefined
  readonly changed: () => void
}

/** The thin events of all platforms. */
export function createEventLog({ clock, listLagMs, saved: before = [], changed }: EventLogOptions) {
  let events: ThinEvent[] = [...before]
  let next = (events.at(-1)?.index ?? -1) + 1

  function prune(): void {
    const oldest = clock.now() - keptMs
    const expired = events.findIndex(({ createdMs }) => createdMs > oldest)
    events = events.slice(Math.max(expired === -1 ? events.length : expired, events.length - kept))
  }

  return {
    add({ platform, livemode }: Owner, { account: _account, ...draft }: Draft, cause?: Cause): ThinEvent {
      const event: ThinEvent = {
        ...draft,
        index: next++,
        id: `evt_${livemode ? '' : 'test_'}65${randomId(46)}`,
        createdMs: clock.now(),
        platform,
        livemode,
        ...(cause !== undefined && { reason: reasonOf(cause) }),
      }
      events.push(event)
      if (events.length > kept * 1.1) prune()
      changed()
      return event
    },

    /** The event, at most 30 days old. `context`: the account in whose context it is fetched. */
    find(owner: Owner, id: string, context: string | undefined): ThinEvent | undefined {
      prune()
      return events.find((event) => event.id === id && owns(owner, event) && event.context === context)
    },

    /** A page of the platform's own events. */
    page(owner: Owner, query: EventQuery): { data: ThinEvent[]; hasMore: boolean } {
      prune()
      const visibleUntil = clock.now() - listLagMs()
      const found = events.filter(
        (event) => owns(owner, event) && event.createdMs <= visibleUntil && matches(event, query),
      )
      const hasMore = found.length > query.limit
      const data = query.after === undefined ? found.slice(-query.limit) : found.slice(0, query.limit)
      return { data: data.toReversed(), hasMore }
    },

    reset(): void {
      events = []
      next = 0
      changed()
    },

    snapshot: (): ThinEvent[] => events.slice(-saved),
  }
}

// Events that are fetched in the context of an account are not in the list of the platform.
const matches = (event: ThinEvent, query: EventQuery): boolean =>
  event.context === undefined &&
  event.createdMs >= query.createdFrom &&
  event.createdMs <= query.createdTo &&
  event.index < (query.before ?? Infinity) &&
  event.index > (query.after ?? -1) &&
  (query.objectId ?? event.related?.id) === event.related?.id &&
  (query.types?.includes(event.type) ?? true)

const reasonOf = ({ requestId, idempotencyKey }: Cause) => ({
  requestId,
  ...(idempotencyKey !== undefined && { idempotencyKey }),
})
