export interface Clock {
  /** Milliseconds since the epoch, by the simulator's clock. Never goes back, except by `reset`. */
  now(): number
  /** The same as Stripe writes it: whole seconds. */
  seconds(): number
  advance(ms: number): void
  advancedMs(): number
  reset(): void
}

/** The simulator's time: real time plus what it was advanced by, so that a day can pass within a test. */
export function createClock(realNow: () => number): Clock {
  let advanced = 0
  let latest = 0
  // Accounts are kept in the order of their creation and searched by time, so a real clock that is set back must not
  // show.
  const now = () => (latest = Math.max(latest, realNow() + advanced))
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    advance(ms) {
      advanced += ms
    },
    advancedMs: () => advanced,
    reset() {
      advanced = 0
      latest = 0
    },
  }
}
