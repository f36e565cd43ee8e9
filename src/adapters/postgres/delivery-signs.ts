import { sql } from 'kysely'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { Database } from './database.ts'

/** The counts in Postgres. */
export function postgresDeliverySigns(db: Database): DeliverySigns {
  return {
    async count(platform, sign, times = 1) {
      await db
        .insertInto('delivery_signs')
        .values({ platform_id: platform, sign, count: times, last_at: sql<Date>`clock_timestamp()` })
        .onConflict((conflict) =>
          conflict.columns(['platform_id', 'sign']).doUpdateSet({
            count: sql<number>`delivery_signs.count + excluded.count`,
            last_at: sql<Date>`greatest(delivery_signs.last_at, excluded.last_at)`,
          }),
        )
        .execute()
    },

    async load(platform) {
      const rows = await db
        .selectFrom('delivery_signs')
        .where('platform_id', '=', platform)
        .select(['sign', 'count', 'last_at'])
        .execute()
      const { now } = await db.selectNoFrom(sql<Date>`clock_timestamp()`.as('now')).executeTakeFirstOrThrow()
      const counts = rows.map(({ sign, count, last_at: lastAt }) => [sign, { count: Number(count), lastAt }])
      return { record: Object.fromEntries(counts), now }
    },
  }
}
