import type { Actor } from '../../ports/actor.ts'
import type { EventInbox } from '../../ports/event-inbox.ts'

/** Queues failed provider events of a platform again, all of them or the one with this id. Returns how many. */
export function replayEvents({ inbox }: { inbox: EventInbox }) {
  return async (eventId: string | undefined, { platform }: Actor): Promise<number> => {
    let replayed = 0
    for (;;) {
      const some = await inbox.replay(platform, eventId)
      replayed += some
      if (some === 0 || eventId !== undefined) return replayed
    }
  }
}
