import { setTimeout as sleep } from 'node:timers/promises'

export interface Pacer {
  /** Waits for a turn, and rejects when the signal fires before it comes. */
  turn(signal: AbortSignal): Promise<void>
}

/** How many calls may go out at once when there were none for a while. */
const BURST = 5

/**
 * A pacer for each of the endpoints that we call. In live mode Stripe allows 25 calls a second to each endpoint, so each
 * has `perSecond` of its own; a sandbox allows 25 over all of them, so there they share one
 * (docs.stripe.com/rate-limits). Instances do not know of each other: their rates add up.
 */
export function pacers({ perSecond, livemode }: { perSecond: number; livemode: boolean }) {
  const shared = pacer({ perSecond, burst: BURST })
  const own = () => (livemode ? pacer({ perSecond, burst: BURST }) : shared)
  return { createAccount: own(), listAccounts: own(), createLink: own(), retrieveAccount: own() }
}

/** Lets calls through at no more than `perSecond`, in the order in which they came, after a burst of at most `burst`. */
function pacer({ perSecond, burst }: { perSecond: number; burst: number }): Pacer {
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
