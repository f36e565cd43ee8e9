import type { Behaviour } from './behaviour.ts'
import type { Job } from './job.ts'

/** The jobs that can be sent now. Each lane (an account's events to one endpoint) sends one job at a time, in order. */
export function createReadyJobs(behaviour: Behaviour) {
  let jobs: Job[] = []
  let lanes = new Set<string>()

  function takeNext(): Job | undefined {
    const at = behaviour.get().reorder
      ? behaviour.pick(jobs.length)
      : jobs.findIndex((job) => job.copy || !lanes.has(laneOf(job)))
    return jobs.splice(at === -1 ? jobs.length : at, 1)[0]
  }

  return {
    count: (): number => jobs.length,

    add(job: Job): void {
      jobs.push(job)
    },

    /** Removes the next job, which occupies its lane until `leave` is called. */
    take(): { job: Job; leave: () => void } | undefined {
      const job = takeNext()
      if (job === undefined) return undefined
      if (job.copy) return { job, leave: () => {} }
      // `clear` replaces the lanes, and this job must not free a new one.
      const held = lanes
      held.add(laneOf(job))
      return { job, leave: () => held.delete(laneOf(job)) }
    },

    clear(): void {
      jobs = []
      lanes = new Set()
    },
  }
}

const laneOf = ({ delivery: { shown } }: Job): string => `${shown.account} ${shown.endpoint}`
