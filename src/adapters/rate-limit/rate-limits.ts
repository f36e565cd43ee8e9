import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Limit, RateLimit } from '../../ports/rate-limit.ts'

/** Runs a statement on the shared database. */
type RunStatement = (text: string, values: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>

/** The part of a limit that an instance counts in its own memory before it writes to the shared counter. */
const LOCAL_PART = 1 / 4

/**
 * A limit shared by all instances on one database. Each instance counts the first quarter of the limit in memory, so
 * ordinary use costs no statement. When a key exceeds that, its events are added to the shared counter, and from then on
 * each event is counted there until the window ends. Hence `n` instances admit at most `times + (n - 1) * ⌊times / 4⌋`
 * events in a window. While the database is down, each instance counts for itself.
 */
export function sharedRateLimit(run: RunStatement, { name, times, seconds }: Limit): RateLimit {
  const points = { keyPrefix: name, points: times, duration: seconds }
  const local = new RateLimiterMemory({ ...points, points: Math.floor(times * LOCAL_PART) })
  const shared = new RateLimiterPostgres({
    ...points,
    storeClient: { query: ({ text, values }: { text: string; values: unknown[] }) => run(text, values) },
    storeType: 'client',
    tableName: 'rate_limits',
    tableCreated: true,
    // A key over the limit is refused without a query until its time is up.
    inMemoryBlockOnConsumed: times + 1,
    insuranceLimiter: new RateLimiterMemory(points),
  })
  return {
    async count(key) {
      const counted = await consume(local, key)
      if (counted.isWithin) return undefined
      const isFirst = counted.consumedPoints === local.points + 1
      const { isWithin, msBeforeNext } = await consume(shared, key, isFirst ? counted.consumedPoints : 1)
      // Both windows end together. Blocking a key in memory means that it goes straight to the shared counter.
      if (isFirst) await local.block(key, Math.max(1, msBeforeNext) / 1000)
      return isWithin ? undefined : secondsOf(msBeforeNext)
    },
  }
}

/** A limit of this process alone. */
export function localRateLimit({ name, times, seconds }: Limit): RateLimit {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points: times, duration: seconds })
  return {
    async count(key) {
      const { isWithin, msBeforeNext } = await consume(limiter, key)
      return isWithin ? undefined : secondsOf(msBeforeNext)
    },
  }
}

/** The counter after `points` more events, and whether it is within the limit. The library rejects if it is not. */
async function consume(limiter: RateLimiterAbstract, key: string, points = 1) {
  try {
    const { consumedPoints, msBeforeNext } = await limiter.consume(key, points)
    return { consumedPoints, msBeforeNext, isWithin: true }
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const { consumedPoints, msBeforeNext } = error
    return { consumedPoints, msBeforeNext, isWithin: false }
  }
}

const secondsOf = (ms: number) => Math.max(1, Math.ceil(ms / 1000))
