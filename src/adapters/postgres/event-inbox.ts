import { sql } from 'kysely'
import type { EventInbox, ReceivedEvent } from '../../ports/event-inbox.ts'
import type { ProviderEvent } from '../../ports/event-verifier.ts'
import type { Database, Trx } from './database.ts'
import { runPrepared } from './prepared.ts'

/** Enqueues the processing of an event, in the transaction that stores it. */
export type EnqueueEvent = (trx: Trx, event: { platform: string; eventId: string }) => Promise<void>

/** Limit of one replay, because a larger one would hold its locks too long. The caller repeats the call. */
const REPLAYED_AT_ONCE = 500

/** The provider's events in Postgres. */
export function postgresEventInbox(db: Database, enqueue: EnqueueEvent): EventInbox {
  return {
    receive: (platform, event, options) =>
      db.transaction().execute((trx) => receive(trx, { ...event, platform }, options, enqueue)),

    async find(platform, eventId): Promise<ReceivedEvent | undefined> {
      const row = await db
        .selectFrom('provider_events as e')
        .where('e.platform_id', '=', platform)
        .where('e.id', '=', eventId)
        .selectAll('e')
        .select(sql<Date>`clock_timestamp()`.as('now'))
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        id: row.id,
        type: row.type,
        ...(row.account_id !== null && { accountId: row.account_id }),
        receivedAt: row.received_at,
        processed: row.processed_at !== null,
        now: row.now,
      }
    },

    async settle(platform, eventId, outcome) {
      await db
        .updateTable('provider_events')
        .where('platform_id', '=', platform)
        .where('id', '=', eventId)
        .where('processed_at', 'is', null)
        .set({ processed_at: sql<Date>`clock_timestamp()`, outcome, last_error: null })
        .execute()
    },

    async noteFailure(platform, eventId, reason) {
      await db
        .updateTable('provider_events')
        .where('platform_id', '=', platform)
        .where('id', '=', eventId)
        .where('processed_at', 'is', null)
        .set({ last_error: reason })
        .execute()
    },

    replay: (platform, eventId) => db.transaction().execute((trx) => replay(trx, { platform, eventId }, enqueue)),
  }
}

async function receive(
  trx: Trx,
  event: ProviderEvent & { readonly platform: string },
  { ignored }: { readonly ignored: boolean },
  enqueue: EnqueueEvent,
): Promise<'new' | 'known'> {
  const insert = trx
    .insertInto('provider_events')
    .values({
      platform_id: event.platform,
      id: event.id,
      type: event.type,
      account_id: event.accountId ?? null,
      created_at: event.createdAt,
      ...(ignored && { processed_at: sql<Date>`clock_timestamp()`, outcome: 'ignored' as const }),
    })
    .onConflict((conflict) => conflict.columns(['platform_id', 'id']).doNothing())
    .returning('id')
  const rows = await runPrepared(trx, insert)
  if (rows.length === 0) return 'known'
  if (!ignored) await enqueue(trx, { platform: event.platform, eventId: event.id })
  return 'new'
}

async function replay(
  trx: Trx,
  { platform, eventId }: { readonly platform: string; readonly eventId: string | undefined },
  enqueue: EnqueueEvent,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
          update provider_events set last_error = null where platform_id = ${platform} and id in (
            select id from provider_events
            where platform_id = ${platform} and processed_at is null and last_error is not null ${eventId === undefined ? sql`` : sql`and id = ${eventId}`}
            order by received_at limit ${REPLAYED_AT_ONCE} for update skip locked
          ) returning id`.execute(trx)
  for (const { id } of rows) await enqueue(trx, { platform, eventId: id })
  return rows.length
}
