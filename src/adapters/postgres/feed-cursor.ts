import { sql } from 'kysely'
import type { FeedCursor } from '../../ports/event-feed.ts'
import type { Database } from './database.ts'

/** How far the provider's list of events has been fetched, in Postgres. */
export function postgresFeedCursor(db: Database): FeedCursor {
  return {
    async load(platform) {
      const { now, fetchedUntil } = await db
        .selectNoFrom((eb) => [
          sql<Date>`clock_timestamp()`.as('now'),
          eb.selectFrom('feed_cursors').where('platform_id', '=', platform).select('fetched_until').as('fetchedUntil'),
        ])
        .executeTakeFirstOrThrow()
      return { now, ...(fetchedUntil !== null && { fetchedUntil }) }
    },

    async advance(platform, fetchedUntil) {
      await db
        .insertInto('feed_cursors')
        .values({ platform_id: platform, fetched_until: fetchedUntil })
        .onConflict((conflict) =>
          conflict.column('platform_id').doUpdateSet({
            fetched_until: sql<Date>`greatest(feed_cursors.fetched_until, excluded.fetched_until)`,
          }),
        )
        .execute()
    },
  }
}
