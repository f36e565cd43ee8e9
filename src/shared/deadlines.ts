import { setMaxListeners } from 'node:events'

/** The part of a deadline by which it may come early. */
const COARSENESS = 1 / 200

/**
 * Gives signals that abort after `ms` milliseconds, or up to half a percent earlier: calls that start together share one.
 * A signal of its own for each call would leave a timer behind that fires long after the call has ended.
 */
export function coarseDeadlines(ms: number): () => AbortSignal {
  let signal: AbortSignal | undefined
  let sharedUntil = 0
  return () => {
    const now = performance.now()
    if (signal === undefined || now >= sharedUntil) {
      signal = AbortSignal.timeout(ms)
      sharedUntil = now + ms * COARSENESS
      // Each call adds a listener while it waits.
      setMaxListeners(0, signal)
    }
    return signal
  }
}
