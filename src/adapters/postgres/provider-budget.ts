import { sql } from 'kysely'
import type { Claim, ProviderBudget } from '../../ports/provider-budget.ts'
import type { Database } from './database.ts'
import { runPrepared } from './prepared.ts'

/**
 * A bucket is not claimed further ahead than this, in milliseconds or in turns: forty processes that each claim a quarter
 * of a second, or one turn, at a time. If it seems to be, the server's clock was set back, and the bucket begins again.
 */
const FURTHEST = { ms: 10_000, turns: 40 }

/**
 * The budget of all processes on one database: one row for each bucket of a platform says up to when its turns are claimed (generic
 * cell rate algorithm, as in ATM). The time is `clock_timestamp()`, because a claim may have waited for the row.
 */
export function postgresProviderBudget(db: Database): ProviderBudget {
  return {
    async claim({ platform, bucket, perSecond, turns, isBackground }) {
      const intervalMs = 1000 / perSecond
      const span = sql`${turns * intervalMs}::float8 * interval '1 millisecond'`
      const furthest = sql`${Math.max(FURTHEST.ms, FURTHEST.turns * intervalMs)}::float8 * interval '1 millisecond'`
      const isAhead = sql`b.paid_until between clock_timestamp() and clock_timestamp() + ${furthest}`
      const [claim] = await runPrepared(
        db,
        sql<Claim>`
          with granted as (
            insert into provider_budgets as b (platform_id, bucket, paid_until)
            values (${platform}, ${bucket}, clock_timestamp() + ${span})
            on conflict (platform_id, bucket) do update
              set paid_until = case when ${isAhead} then b.paid_until else clock_timestamp() end + ${span}
              where not (${isBackground} and ${isAhead})
            returning paid_until - ${span} as first_turn
          ), answer as (
            select true as granted, first_turn from granted
            union all
            select false, paid_until from provider_budgets
            where platform_id = ${platform} and bucket = ${bucket} and not exists (select from granted)
          )
          select granted as "isGranted",
                 greatest(0, extract(epoch from first_turn - clock_timestamp()) * 1000)::float8 as "waitMs"
          from answer`,
      )
      // The row was inserted while this statement ran, so its snapshot does not contain it.
      return claim ?? { isGranted: false, waitMs: intervalMs }
    },
  }
}
