/** Random choices that come out the same for the same seed. */
export function randomOf(seed: number) {
  let state = seed >>> 0
  /** From 0 up to 1. */
  function next(): number {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    chance: (share: number): boolean => next() < share,
    pick<T>(items: readonly T[]): T {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('there is nothing to pick from')
      return item
    },
    /** The thing, or nothing. */
    maybe: <T>(make: () => T, share = 0.5): T | undefined => (next() < share ? make() : undefined),
    hash: (): Uint8Array => Uint8Array.from({ length: 32 }, () => below(256)),
    word: (): string => Array.from({ length: 8 }, () => 'abcdefghij'[below(10)]).join(''),
    uuid(): string {
      const hex = Array.from({ length: 32 }, () => below(16).toString(16)).join('')
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    },
  }
}

export type Random = ReturnType<typeof randomOf>
