// What a process believes the time to be. As `node --import` of this file, with CLOCK_SHIFT_MS in the environment, the
// process starts with a wrong clock; the timers of node, which count from the start, stay as they are.

/** Puts this process's clock forward, or back; answers a function that puts it right again. */
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
