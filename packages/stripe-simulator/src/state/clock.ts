export interface ClockSnapshot {
  readonly advancedMs: number
  /** The latest time that the clock returned. */
  readonly latest: number
}

export interface Clock {
  /** Milliseconds since the epoch, by the simulator's clock. Never goes back, except by `reset`. */
  now(): number
  /** The same in Stripe's format: whole seconds. */
  seconds(): number
  advance(ms: number): void
  advancedMs(): number
  reset(): void
  snapshot(): ClockSnapshot
}

const atStart: ClockSnapshot = { advancedMs: 0, latest: 0 }

/** The simulator's clock: real time plus its advance, so that a day can pass within a test. */
export function createClock(
  realNow: () => number,
  { saved = atStart, changed }: { saved?: ClockSnapshot | undefined; changed: () => void },
): Clock {
  let { advancedMs: advanced, latest } = saved
  // Accounts are stored in the order of creation and searched by time, so a real clock that is set back must have no
  // effect.
  const now = () => (latest = Math.max(latest, realNow() + advanced))
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    advance(ms) {
      advanced += ms
      changed()
    },
    advancedMs: () => advanced,
    reset() {
      advanced = 0
      latest = 0
      changed()
    },
    snapshot: () => ({ advancedMs: advanced, latest: now() }),
  }
}
