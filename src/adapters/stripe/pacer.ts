import { setTimeout as sleep } from 'node:timers/promises'

export interface Pacer {
  /** Waits for a turn, and rejects when the signal fires before it comes. */
  turn(signal: AbortSignal): Promise<void>
}

/**
 * Lets calls through at no more than `perSecond`, in the order in which they came, after a burst of at most `burst`.
 * Stripe counts each endpoint by itself, so each has a pacer of its own. Instances do not know of each other: their
 * rates add up.
 */
export function pacer({ perSecond, burst }: { perSecond: number; burst: number }): Pacer {
  const intervalMs = 1000 / perSecond
  // The instant at which all turns that were given out are paid for (the generic cell rate algorithm, as in ATM).
  let paidUntil = 0
  return {
    async turn(signal) {
      signal.throwIfAborted()
      const now = performance.now()
      paidUntil = Math.max(now, paidUntil) + intervalMs
      const waitMs = paidUntil - burst * intervalMs - now
      if (waitMs > 0) await sleep(waitMs, undefined, { signal })
    },
  }
}
