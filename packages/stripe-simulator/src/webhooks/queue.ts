import type { Behaviour } from './behaviour.ts'
import { createIdle } from './idle.ts'
import type { Job } from './job.ts'
import { createReadyJobs } from './ready-jobs.ts'
import type { DeliveryRecord } from './schemas.ts'
import { createWaitingJobs } from './waiting-jobs.ts'

interface QueueOptions {
  readonly behaviour: Behaviour
  /** Sends once, never throws; returns in how many milliseconds to try again, if at all. */
  readonly work: (job: Job, signal: AbortSignal) => Promise<number | undefined>
  readonly closing: AbortSignal
}

// A receiver under test is not a fleet.
const mostAtOnce = 8

/**
 * What waits to be sent. The events of one account go to an endpoint one after another, in order, unless disorder was
 * asked for; a retry waits aside and lets later ones pass, and duplicates go out at the same time as the first.
 */
export function createQueue({ behaviour, work, closing }: QueueOptions) {
  let started = false
  const sender = createSender(work)
  const ready = createReadyJobs(behaviour)
  const waiting = createWaitingJobs((job) => makeReady([job]))
  closing.addEventListener('abort', () => waiting.clear())

  const open = (): number => ready.count() + waiting.count() + sender.count()
  const idle = createIdle({ open, behaviour, closing })
  const mayStart = (): boolean => started && !closing.aborted && !behaviour.get().paused && sender.count() < mostAtOnce
  const take = () => (mayStart() ? ready.take() : undefined)

  function pump(): void {
    for (let next = take(); next !== undefined; next = take()) void run(next)
    idle.check()
  }

  async function run({ job, leave }: { job: Job; leave: () => void }): Promise<void> {
    const retryInMs = await sender.send(job)
    leave()
    if (retryInMs !== undefined) waiting.add(job, retryInMs)
    pump()
  }

  function makeReady(jobs: readonly Job[]): void {
    for (const job of jobs) ready.add(job)
    pump()
  }

  return {
    /** Nothing is sent before. */
    start(): void {
      started = true
      pump()
    },

    add(job: Job, ms: number): void {
      if (ms > 0) waiting.add(job, ms)
      else ready.add(job)
      pump()
    },

    /** Sends what waits for its time now. */
    hurry: (delivery: DeliveryRecord) => makeReady(waiting.take(delivery)),

    /** Looks again at what may be sent, after the behaviour has changed. */
    pump,

    /** Waits until all is sent or given up; throws if that takes longer than `timeoutMs`, or when paused. */
    flush: (timeoutMs: number) => idle.wait(timeoutMs),

    /** Forgets what waits and breaks off what is being sent. */
    reset(): void {
      waiting.clear()
      ready.clear()
      sender.cancel()
      pump()
    },
  }
}

function createSender(work: QueueOptions['work']) {
  let inFlight = 0
  let cancelled = new AbortController()
  return {
    count: (): number => inFlight,

    /** Returns in how many milliseconds to try again, if at all; never after `cancel`. */
    async send(job: Job): Promise<number | undefined> {
      const { signal } = cancelled
      inFlight += 1
      const retryInMs = await work(job, signal)
      inFlight -= 1
      return signal.aborted ? undefined : retryInMs
    },

    /** Breaks off all that is being sent. */
    cancel(): void {
      cancelled.abort()
      cancelled = new AbortController()
    },
  }
}
