interface Bucket {
  tokens: number
  filledAt: number
}

export type RateLimit = ReturnType<typeof createRateLimit>

/**
 * A token bucket for each endpoint and platform, in real time: a limit protects against load, which a virtual clock does not change.
 */
export function createRateLimit({ realNow }: { realNow: () => number }) {
  let perSecond: number | null = null
  let buckets = new Map<string, Bucket>()
  return {
    set(limit: number | null): void {
      perSecond = limit
      buckets = new Map()
    },

    perSecond: () => perSecond,

    /** Takes one call from the bucket of an endpoint; false if it is empty. `endpoint`: also names the platform. */
    take(endpoint: string): boolean {
      if (perSecond === null) return true
      const now = realNow()
      const { tokens, filledAt } = buckets.get(endpoint) ?? { tokens: perSecond, filledAt: now }
      const filled = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond)
      buckets.set(endpoint, { tokens: filled >= 1 ? filled - 1 : filled, filledAt: now })
      return filled >= 1
    },
  }
}
