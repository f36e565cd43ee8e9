// Sets the clock of a process. Loaded with `node --import` and CLOCK_SHIFT_MS in the environment, it starts the process
// with a wrong clock. Node's timers, which count from the start, are not affected.

/** Moves this process's clock forward or back. Returns a function that restores it. */
export function shiftClock(ms: number): () => void {
  const RealDate = globalThis.Date
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [number | string | Date]) {
      super(...((given.length === 0 ? [RealDate.now() + ms] : given) as [number]))
    }
    static override now() {
      return RealDate.now() + ms
    }
  } as DateConstructor
  return () => {
    globalThis.Date = RealDate
  }
}

const { CLOCK_SHIFT_MS } = process.env
if (CLOCK_SHIFT_MS !== undefined) shiftClock(Number(CLOCK_SHIFT_MS))
