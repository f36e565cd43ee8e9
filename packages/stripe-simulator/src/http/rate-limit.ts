import type { Owner } from '../state/account-record.ts'
import type { ExceededLimit } from './errors.ts'

interface Bucket {
  tokens: number
  filledAt: number
}

export type RateLimit = ReturnType<typeof createRateLimit>

/**
 * Token buckets for each platform: one for each endpoint, and one for all together. They are filled in real time, because
 * a limit protects against load, which a virtual clock does not change.
 */
export function createRateLimit({ realNow }: { realNow: () => number }) {
  let limits: { readonly perSecond: number | null; readonly inAll: number | null } = { perSecond: null, inAll: null }
  let buckets = new Map<string, Bucket>()

  function take(name: string, perSecond: number | null): boolean {
    if (perSecond === null) return true
    const now = realNow()
    const { tokens, filledAt } = buckets.get(name) ?? { tokens: perSecond, filledAt: now }
    const filled = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond)
    buckets.set(name, { tokens: filled >= 1 ? filled - 1 : filled, filledAt: now })
    return filled >= 1
  }

  return {
    /** Calls a second for each endpoint, and in all; null for no limit. */
    set(perSecond: number | null, inAll: number | null = null): void {
      limits = { perSecond, inAll }
      buckets = new Map()
    },

    /** Takes one call of the platform; the limit that it exceeds, if any. */
    exceeded({ platform, livemode }: Owner, endpoint: string): ExceededLimit | undefined {
      const owner = `${platform} ${livemode}`
      if (!take(owner, limits.inAll)) return 'global-rate'
      return take(`${owner} ${endpoint}`, limits.perSecond) ? undefined : 'endpoint-rate'
    },
  }
}
