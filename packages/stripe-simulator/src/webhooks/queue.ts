import { setTimeout as pause } from 'node:timers/promises'
import type { Behaviour } from './behaviour.ts'
import type { DeliveryRecord } from './schemas.ts'

export interface Job {
  readonly delivery: DeliveryRecord
  /** A duplicate: sent besides the first, and only once. */
  readonly copy: boolean
}

// A receiver under test is not a fleet.
const mostAtOnce = 8

/**
 * What waits to be sent. The events of one account go to an endpoint one after another, in order, unless disorder was
 * asked for; a retry waits aside and lets later ones pass, and duplicates go out at the same time as the first.
 */
export function createQueue({
  behaviour,
  work,
  closing,
}: {
  behaviour: Behaviour
  /** Sends once, never throws; answers in how many milliseconds to try again, if at all. */
  work: (job: Job, signal: AbortSignal) => Promise<number | undefined>
  closing: AbortSignal
}) {
  let started = false
  let ready: Job[] = []
  let waiting = new Map<Job, NodeJS.Timeout>()
  let lanes = new Set<string>()
  let inFlight = 0
  let cancelled = new AbortController()
  const whenIdle = new Set<() => void>()

  const open = (): number => ready.length + waiting.size + inFlight

  const mayStart = (): boolean => started && !closing.aborted && !behaviour.get().paused && inFlight < mostAtOnce

  function pump(): void {
    for (let job = next(); job !== undefined; job = next()) void run(job)
    if (open() > 0) return
    for (const tell of whenIdle) tell()
    whenIdle.clear()
  }

  function next(): Job | undefined {
    if (!mayStart()) return undefined
    const at = behaviour.get().reorder
      ? behaviour.pick(ready.length)
      : ready.findIndex((job) => job.copy || !lanes.has(laneOf(job)))
    return ready.splice(at === -1 ? ready.length : at, 1)[0]
  }

  async function run(job: Job): Promise<void> {
    const { signal } = cancelled
    const held = lanes
    const lane = job.copy ? undefined : laneOf(job)
    inFlight += 1
    if (lane !== undefined) held.add(lane)
    const retryInMs = await work(job, signal)
    inFlight -= 1
    if (lane !== undefined) held.delete(lane)
    if (retryInMs !== undefined && !signal.aborted) wait(job, retryInMs)
    pump()
  }

  function wait(job: Job, ms: number): void {
    const wake = () => {
      waiting.delete(job)
      ready.push(job)
      pump()
    }
    waiting.set(job, setTimeout(wake, ms).unref())
  }

  function stopTimers(): void {
    for (const timer of waiting.values()) clearTimeout(timer)
    waiting = new Map()
  }
  closing.addEventListener('abort', stopTimers)

  return {
    /** Nothing is sent before. */
    start(): void {
      started = true
      pump()
    },

    add(job: Job, ms: number): void {
      if (ms > 0) wait(job, ms)
      else ready.push(job)
      pump()
    },

    /** Sends what waits for its time now. */
    hurry(delivery: DeliveryRecord): void {
      for (const [job, timer] of waiting) {
        if (job.delivery !== delivery) continue
        clearTimeout(timer)
        waiting.delete(job)
        ready.push(job)
      }
      pump()
    },

    /** Looks again at what may be sent, after the behaviour has changed. */
    pump,

    /** Waits until all is sent or given up; throws if that takes longer than `timeoutMs`. */
    async flush(timeoutMs: number): Promise<void> {
      if (open() === 0) return
      if (behaviour.get().paused) throw new RangeError(`webhooks are paused, with ${open()} deliveries waiting`)
      const idle = new Promise<void>((resolve) => whenIdle.add(resolve))
      const late = new AbortController()
      await Promise.race([idle, pause(timeoutMs, undefined, { signal: AbortSignal.any([late.signal, closing]) })])
      late.abort()
      if (open() > 0) throw new RangeError(`${open()} deliveries are still open after ${timeoutMs} ms`)
    },

    /** Forgets what waits and breaks off what is being sent. */
    reset(): void {
      stopTimers()
      ready = []
      lanes = new Set()
      cancelled.abort()
      cancelled = new AbortController()
      pump()
    },
  }
}

const laneOf = ({ delivery: { shown } }: Job): string => `${shown.account} ${shown.url}`
