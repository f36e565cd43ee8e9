import { CompiledQuery, type QueryResult } from 'kysely'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Limit, RateLimit } from '../../ports/rate-limit.ts'

/** The part of Kysely that the counters need. */
interface QueryExecutor {
  executeQuery(query: CompiledQuery): Promise<QueryResult<unknown>>
}

/** A limit shared by all instances on one database. While the database is down, each instance counts for itself. */
export function sharedRateLimit(db: QueryExecutor, { name, times, seconds }: Limit): RateLimit {
  const points = { keyPrefix: name, points: times, duration: seconds }
  // Through Kysely, so that the counters share its pool. Without a statement name, for poolers without prepared
  // statements.
  const query = ({ text, values = [] }: { text: string; values?: unknown[] }) =>
    db.executeQuery(CompiledQuery.raw(text, values))
  return counting(
    new RateLimiterPostgres({
      ...points,
      storeClient: { query },
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      // A key over the limit is refused without a query until its time is up.
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
