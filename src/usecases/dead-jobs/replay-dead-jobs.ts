import type { Actor } from '../../ports/actor.ts'
import type { DeadJobFilter, DeadJobs } from '../../ports/dead-jobs.ts'

/** Jobs of one transaction: its locks are held for moments only. */
const AT_ONCE = 500

/**
 * Queues jobs again that were given up: the one with this id, or all that match. Returns how many. It goes back in time
 * from the last one, so a job that is given up once more meanwhile is not taken a second time.
 */
export function replayDeadJobs({ deadJobs }: { readonly deadJobs: DeadJobs }) {
  return async (which: { readonly id: string } | DeadJobFilter, actor: Actor): Promise<number> => {
    if ('id' in which) return deadJobs.replay([which.id], actor)
    let replayed = 0
    let after: string | undefined
    do {
      const { items, next } = await deadJobs.list(actor.platform, which, { limit: AT_ONCE, after })
      const ids = items.map(({ id }) => id)
      if (ids.length > 0) replayed += await deadJobs.replay(ids, actor)
      after = next
    } while (after !== undefined)
    return replayed
  }
}
