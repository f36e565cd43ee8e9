import { sql, type RawBuilder, type Selectable } from 'kysely'
import { stateOfEvent, type ProviderEventState } from '../../domain/provider-event.ts'
import type { EventInbox, ListedEvent, ReceivedEvent } from '../../ports/event-inbox.ts'
import type { ProviderEvent } from '../../ports/event-verifier.ts'
import type { Page } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'
import type { Database, Trx } from './database.ts'
import { inBatches } from './batches.ts'
import { cursorOf, placeAfter } from './instant-cursor.ts'
import { runPrepared } from './prepared.ts'
import type { Schema } from './schema.ts'

/** Enqueues the processing of events, in the transaction that stores them. */
export type EnqueueEvents = (trx: Trx, events: readonly StoredEvent[]) => Promise<void>

interface StoredEvent {
  readonly platform: string
  readonly eventId: string
}

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

    list: (platform, state, page) => listEvents(db, platform, state, page),
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

async function listEvents(
  db: Database,
  ...[platform, state, { limit, after }]: Parameters<EventInbox['list']>
): Promise<Page<ListedEvent>> {
  const { rows } = await sql<EventRow & { readonly cursor: string }>`
    select *, ${cursorOf('received_at', 'id')} as cursor from provider_events
    where platform_id = ${platform} ${state === undefined ? sql`` : CONDITIONS[state]} ${placeAfter('received_at', 'id', after)}
    order by received_at desc, id desc limit ${limit + 1}`.execute(db)
  const { items, ...page } = pageOf(rows, limit, ({ cursor }) => cursor)
  return { items: items.map(toListedEvent), ...page }
}

/** Which rows `stateOfEvent` gives each state. */
const CONDITIONS: Readonly<Record<ProviderEventState, RawBuilder<unknown>>> = {
  waiting: sql`and processed_at is null and last_error is null`,
  failed: sql`and processed_at is null and last_error is not null`,
  processed: sql`and outcome = 'processed'`,
  ignored: sql`and outcome = 'ignored'`,
}

type EventRow = Selectable<Schema['provider_events']>

function toListedEvent(row: EventRow): ListedEvent {
  return {
    id: row.id,
    type: row.type,
    ...(row.account_id !== null && { accountId: row.account_id }),
    state: stateOfEvent(row.outcome ?? undefined, row.last_error ?? undefined),
    ...(row.last_error !== null && { reason: row.last_error }),
    createdAt: row.created_at,
    receivedAt: row.received_at,
    ...(row.processed_at !== null && { processedAt: row.processed_at }),
  }
}
