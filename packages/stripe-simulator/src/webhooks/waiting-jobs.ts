import type { Job } from './job.ts'
import type { DeliveryRecord } from './schemas.ts'

/** The jobs that wait for their time; `wake` is called with each when it is due. */
export function createWaitingJobs(wake: (job: Job) => void) {
  const timers = new Map<Job, NodeJS.Timeout>()
  return {
    count: (): number => timers.size,

    add(job: Job, ms: number): void {
      const timer = setTimeout(() => {
        timers.delete(job)
        wake(job)
      }, ms)
      timers.set(job, timer.unref())
    },

    /** Removes the jobs of this delivery, and returns them. */
    take(delivery: DeliveryRecord): Job[] {
      const taken = [...timers.keys()].filter((job) => job.delivery === delivery)
      for (const job of taken) {
        clearTimeout(timers.get(job))
        timers.delete(job)
      }
      return taken
    },

    clear(): void {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
