import { setImmediate as settled } from 'node:timers/promises'
import type { Clock } from '../../src/adapters/stripe/clock.ts'

/** A clock that stands still except in `advance`, which runs what is due in the order of time. */
export function fakeClock() {
  let now = 0
  const timers = new Map<object, { readonly at: number; readonly run: () => void }>()
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const timer = {}
      timers.set(timer, { at: now + ms, run })
      return () => void timers.delete(timer)
    },
  }
  const next = () => [...timers].toSorted(([, one], [, other]) => one.at - other.at)[0]
  return {
    clock,
    async advance(ms: number): Promise<void> {
      const end = now + ms
      await settled()
      for (let due = next(); due !== undefined && due[1].at <= end; due = next()) {
        const [timer, { at, run }] = due
        timers.delete(timer)
        now = Math.max(now, at)
        run()
        await settled()
      }
      now = end
    },
  }
}
