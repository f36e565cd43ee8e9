/** The time of this process, in milliseconds. Tests replace it. */
export interface Clock {
  readonly now: () => number
  /** Runs the callback in `ms` milliseconds, unless it is cancelled by the function that this returns. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** A clock that no change of the system's time affects. */
export const processClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
