import { jobsReplayed } from '../../domain/service-audit.ts'
import type { DeadJobs } from '../../ports/dead-jobs.ts'
import { pageOf } from '../../shared/page.ts'
import { recordAudit } from './audit-trail.ts'
import type { MemoryStore } from './store.ts'

/** The jobs that were given up, in memory. There is no queue: a replay takes them off the list. */
export function memoryDeadJobs(store: MemoryStore): DeadJobs {
  return {
    async list(platform, { kind, reason, eventId }, { limit, after }) {
      const cursorOf = ({ givenUpAt, id }: { givenUpAt: Date; id: string }) => `${givenUpAt.getTime() * 1000}_${id}`
      const all = store.deadJobs
        .filter(
          (job) =>
            job.platform === platform &&
            (kind === undefined || job.kind === kind) &&
            (reason === undefined || job.reason === reason) &&
            (eventId === undefined || job.subject['eventId'] === eventId),
        )
        .toSorted((one, other) => other.givenUpAt.getTime() - one.givenUpAt.getTime() || (other.id < one.id ? -1 : 1))
      const rest = all.slice(all.findIndex((job) => cursorOf(job) === after) + 1)
      const { items, ...page } = pageOf(rest, limit, cursorOf)
      return { items: items.map(({ platform: _platform, ...job }) => job), ...page }
    },

    async replay(ids, actor) {
      const taken = store.deadJobs.filter(({ id, platform }) => ids.includes(id) && platform === actor.platform)
      for (const job of taken) store.deadJobs.splice(store.deadJobs.indexOf(job), 1)
      for (const [kind, jobs] of Map.groupBy(taken, (job) => job.kind)) {
        recordAudit(store, jobsReplayed({ kind, jobs: jobs.map(({ id }) => id) }), { actor, at: store.now() })
      }
      return taken.length
    },
  }
}
