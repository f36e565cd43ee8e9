import type { Behaviour } from './behaviour.ts'
import { createIdle } from './idle.ts'
import type { Job } from './job.ts'
import { createReadyJobs } from './ready-jobs.ts'
import type { DeliveryRecord } from './schemas.ts'
import { createWaitingJobs } from './waiting-jobs.ts'

interface QueueOptions {
  readonly behaviour: Behaviour
  /** Sends once, never throws. Returns the delay before a retry in milliseconds, if any. */
  readonly work: (job: Job, signal: AbortSignal) => Promise<number | undefined>
  readonly closing: AbortSignal
}

// Receivers under test run only one process.
const mostAtOnce = 8

/**
 * The pending deliveries. The events of one account go to an endpoint one after another, in order, unless reordering is
 * set. Later events overtake one that waits for its retry. Duplicates are sent at the same time as the first copy.
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
    /** Nothing is sent before this call. */
    start(): void {
      started = true
      pump()
    },

    add(job: Job, ms: number): void {
      if (ms > 0) waiting.add(job, ms)
      else ready.add(job)
      pump()
    },

    /** Sends a waiting delivery now. */
    hurry: (delivery: DeliveryRecord) => makeReady(waiting.take(delivery)),

    /** Checks again what can be sent, after a change of the behaviour. */
    pump,

    /** Waits until everything is sent or has failed. Throws after `timeoutMs`, or while paused. */
    flush: (timeoutMs: number) => idle.wait(timeoutMs),

    /** Drops waiting deliveries and aborts running ones. */
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

    /** Returns the delay before a retry in milliseconds, if any; none after `cancel`. */
    async send(job: Job): Promise<number | undefined> {
      const { signal } = cancelled
      inFlight += 1
      const retryInMs = await work(job, signal)
      inFlight -= 1
      return signal.aborted ? undefined : retryInMs
    },

    /** Aborts all running deliveries. */
    cancel(): void {
      cancelled.abort()
      cancelled = new AbortController()
    },
  }
}
