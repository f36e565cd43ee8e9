import type { RouteName } from '../control/schemas.ts'

interface Bucket {
  tokens: number
  filledAt: number
}

export type RateLimit = ReturnType<typeof createRateLimit>

/**
 * A token bucket for each endpoint, in real time: a limit protects against load, which a virtual clock does not change.
 */
export function createRateLimit({ realNow }: { realNow: () => number }) {
  let perSecond: number | null = null
  let buckets = new Map<RouteName, Bucket>()
  return {
    set(limit: number | null): void {
      perSecond = limit
      buckets = new Map()
    },

    perSecond: () => perSecond,

    /** Takes one call from the endpoint's bucket; false if it is empty. */
    take(route: RouteName): boolean {
      if (perSecond === null) return true
      const now = realNow()
      const { tokens, filledAt } = buckets.get(route) ?? { tokens: perSecond, filledAt: now }
      const filled = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond)
      buckets.set(route, { tokens: filled >= 1 ? filled - 1 : filled, filledAt: now })
      return filled >= 1
    },
  }
}
