import { setTimeout as sleep } from 'node:timers/promises'

export interface Pacer {
  /** Waits for a turn. Rejects if the signal fires first. */
  turn(signal: AbortSignal): Promise<void>
}

/** Number of calls that may go out immediately after an idle period. */
const BURST = 5

/**
 * One pacer for each endpoint that we call. In live mode Stripe allows 25 calls a second for each endpoint, so each has
 * its own `perSecond`. A sandbox allows 25 over all endpoints, so they share one (docs.stripe.com/rate-limits).
 * Instances are not coordinated: their rates add up.
 */
export function pacers({ perSecond, livemode }: { perSecond: number; livemode: boolean }) {
  const shared = pacer({ perSecond, burst: BURST })
  const own = () => (livemode ? pacer({ perSecond, burst: BURST }) : shared)
  return { createAccount: own(), listAccounts: own(), createLink: own(), retrieveAccount: own() }
}

/** The endpoints that we call, each with its turns. */
export type Endpoints = ReturnType<typeof pacers>

/** Admits at most `perSecond` calls, in the order of arrival, after a burst of at most `burst`. */
function pacer({ perSecond, burst }: { perSecond: number; burst: number }): Pacer {
  const intervalMs = 1000 / perSecond
  // The virtual time up to which turns are allotted (generic cell rate algorithm, as in ATM).
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
