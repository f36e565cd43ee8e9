/** When so many are blocked, those whose time is over are removed. */
const SWEPT_ABOVE = 10_000

/** Addresses that this process refuses for a while. */
export function blockList(now: () => number = () => performance.now()) {
  const until = new Map<string, number>()
  return {
    isEmpty: (): boolean => until.size === 0,

    add(address: string, seconds: number): void {
      if (until.size >= SWEPT_ABOVE) {
        for (const [one, instant] of until) if (instant <= now()) until.delete(one)
      }
      until.set(address, now() + seconds * 1000)
    },

    /** How long the address stays blocked; `undefined` if it is not. */
    secondsOf(address: string): number | undefined {
      const instant = until.get(address)
      if (instant === undefined) return undefined
      if (instant > now()) return Math.ceil((instant - now()) / 1000)
      until.delete(address)
      return undefined
    },
  }
}

/** The last secrets that turned out to be real, by their hashes. The one that was added first is forgotten first. */
export function recentlyKnown(most = 10_000) {
  const hashes = new Set<string>()
  return {
    has: (hash: string): boolean => hashes.has(hash),
    add(hash: string): void {
      if (hashes.has(hash)) return
      const [first] = hashes.size < most ? [] : hashes
      if (first !== undefined) hashes.delete(first)
      hashes.add(hash)
    },
  }
}
