import { sql } from 'kysely'
import type { EventInbox, ReceivedEvent } from '../../ports/event-inbox.ts'
import type { ProviderEvent } from '../../ports/event-verifier.ts'
import type { Database, Trx } from './database.ts'
import { inBatches } from './batches.ts'
import { runPrepared } from './prepared.ts'

/** Enqueues the processing of events, in the transaction that stores them. */
export type EnqueueEvents = (trx: Trx, events: readonly StoredEvent[]) => Promise<void>

interface StoredEvent {
  readonly platform: string
  readonly eventId: string
}

/** Limit of one replay, because a larger one would hold its locks too long. The caller repeats the call. */
const REPLAYED_AT_ONCE = 500

/** The provider's events in Postgres. Those that are received at the same time are stored together. */
export function postgresEventInbox(db: Database, enqueue: EnqueueEvents): EventInbox {
  const receiveTogether = inBatches((received: readonly Received[]) =>
    db.transaction().execute((trx) => receive(trx, received, enqueue)),
  )
  return {
    receive: (platform, event, { ignored }) => receiveTogether({ platform, event, ignored }),

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

interface Received {
  readonly platform: string
  readonly event: ProviderEvent
  readonly ignored: boolean
}

async function receive(
  trx: Trx,
  received: readonly Received[],
  enqueue: EnqueueEvents,
): Promise<readonly ('new' | 'known')[]> {
  const column = <T>(read: (one: Received) => T) => received.map(read)
  // In the order of their keys, so that two transactions never wait for each other. An event that occurs twice is stored
  // once.
  const rows = await runPrepared(
    trx,
    sql<{ platform: string; id: string }>`
    insert into provider_events (platform_id, id, type, account_id, created_at, processed_at, outcome)
    select platform_id, id, type, account_id, created_at, case when ignored then clock_timestamp() end,
           case when ignored then 'ignored' end
    from unnest(
      ${column(({ platform }) => platform)}::text[], ${column(({ event }) => event.id)}::text[],
      ${column(({ event }) => event.type)}::text[], ${column(({ event }) => event.accountId)}::text[],
      ${column(({ event }) => event.createdAt)}::timestamptz[], ${column(({ ignored }) => ignored)}::bool[]
    ) as received (platform_id, id, type, account_id, created_at, ignored)
    order by platform_id, id
    on conflict (platform_id, id) do nothing returning platform_id as platform, id`,
  )
  const added = new Set(rows.map(({ platform, id }) => keyOf(platform, id)))
  const isNew = received.map(({ platform, event }) => added.delete(keyOf(platform, event.id)))
  const toProcess = received.filter(({ ignored }, n) => isNew[n] && !ignored)
  if (toProcess.length > 0) {
    await enqueue(
      trx,
      toProcess.map(({ platform, event }) => ({ platform, eventId: event.id })),
    )
  }
  return isNew.map((is) => (is ? 'new' : 'known'))
}

const keyOf = (platform: string, eventId: string): string => JSON.stringify([platform, eventId])

async function replay(
  trx: Trx,
  { platform, eventId }: { readonly platform: string; readonly eventId: string | undefined },
  enqueue: EnqueueEvents,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
          update provider_events set last_error = null where platform_id = ${platform} and id in (
            select id from provider_events
            where platform_id = ${platform} and processed_at is null and last_error is not null ${eventId === undefined ? sql`` : sql`and id = ${eventId}`}
            order by received_at limit ${REPLAYED_AT_ONCE} for update skip locked
          ) returning id`.execute(trx)
  const events = rows.map(({ id }) => ({ platform, eventId: id }))
  if (events.length > 0) await enqueue(trx, events)
  return rows.length
}
