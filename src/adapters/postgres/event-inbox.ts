import { sql } from 'kysely'
import type { EventInbox, ReceivedEvent } from '../../ports/event-inbox.ts'
import type { Database } from './database.ts'
import type { Trx } from './transaction.ts'

/** Has an event processed later, in the transaction that stores it. */
export type EnqueueEvent = (trx: Trx, eventId: string) => Promise<void>

/** The provider's events in Postgres. */
export function postgresEventInbox(db: Database, enqueue: EnqueueEvent): EventInbox {
  return {
    receive: (event, { ignored }) =>
      db.transaction().execute(async (trx) => {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('provider_events')
          .values({
            id: event.id,
            type: event.type,
            account_id: event.accountId ?? null,
            created_at: event.createdAt,
            ...(ignored && { processed_at: sql<Date>`clock_timestamp()`, outcome: 'ignored' as const }),
          })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows !== 1n) return 'known'
        if (!ignored) await enqueue(trx, event.id)
        return 'new'
      }),

    async find(eventId): Promise<ReceivedEvent | undefined> {
      const row = await db
        .selectFrom('provider_events as e')
        .leftJoin('accounts as a', (on) => on.onRef('a.id', '=', 'e.account_id').on('a.detached_at', 'is', null))
        .where('e.id', '=', eventId)
        .selectAll('e')
        .select(['a.fetched_at', sql<Date>`clock_timestamp()`.as('now')])
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        id: row.id,
        type: row.type,
        ...(row.account_id !== null && { accountId: row.account_id }),
        receivedAt: row.received_at,
        processed: row.processed_at !== null,
        ...(row.fetched_at !== null && { accountFetchedAt: row.fetched_at }),
        now: row.now,
      }
    },

    async settle(eventId, outcome) {
      await db
        .updateTable('provider_events')
        .where('id', '=', eventId)
        .where('processed_at', 'is', null)
        .set({ processed_at: sql<Date>`clock_timestamp()`, outcome, last_error: null })
        .execute()
    },

    async noteFailure(eventId, reason) {
      await db
        .updateTable('provider_events')
        .where('id', '=', eventId)
        .where('processed_at', 'is', null)
        .set({ last_error: reason })
        .execute()
    },

    replay: (eventId) =>
      db.transaction().execute(async (trx) => {
        let query = trx
          .selectFrom('provider_events')
          .where('processed_at', 'is', null)
          .where('last_error', 'is not', null)
          .select('id')
          .forUpdate()
        if (eventId !== undefined) query = query.where('id', '=', eventId)
        const rows = await query.execute()
        for (const { id } of rows) await enqueue(trx, id)
        return rows.length
      }),
  }
}
