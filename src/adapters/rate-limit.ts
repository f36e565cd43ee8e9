import { CompiledQuery } from 'kysely'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Database } from './postgres/database.ts'

/** At most so often in so many seconds. */
export interface Limit {
  readonly name: string
  readonly times: number
  readonly seconds: number
}

/** Counts what is done under a key, and says when it is too much. */
export interface RateLimit {
  /** Counts one more; answers the seconds to wait when it is one too many. Never fails. */
  count(key: string): Promise<number | undefined>
}

/** A limit that holds for all instances on one database, and for this instance alone while the database is away. */
export function sharedRateLimit(db: Database, { name, times, seconds }: Limit): RateLimit {
  const points = { keyPrefix: name, points: times, duration: seconds }
  // Through Kysely, so that the counter shares the pool that heals; and without a name, for poolers that cannot prepare.
  const query = ({ text, values = [] }: { text: string; values?: unknown[] }) =>
    db.executeQuery(CompiledQuery.raw(text, values))
  return counting(
    new RateLimiterPostgres({
      ...points,
      storeClient: { query },
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      // Who is over the limit costs no query until the time is over.
      inMemoryBlockOnConsumed: times + 1,
      insuranceLimiter: new RateLimiterMemory(points),
    }),
  )
}

/** A limit of this process alone. */
export function localRateLimit({ name, times, seconds }: Limit): RateLimit {
  return counting(new RateLimiterMemory({ keyPrefix: name, points: times, duration: seconds }))
}

function counting(limiter: RateLimiterAbstract): RateLimit {
  return {
    async count(key) {
      try {
        await limiter.consume(key)
        return undefined
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000))
        throw error
      }
    },
  }
}
