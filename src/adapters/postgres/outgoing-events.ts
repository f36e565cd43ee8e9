import { sql, type RawBuilder } from 'kysely'
import { endpointSwitchedOff } from '../../domain/service-audit.ts'
import type { DeliveryStatus } from '../../domain/delivery.ts'
import type { OutgoingData, OutgoingEventType } from '../../domain/outgoing-event.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import type { Attempt, ClaimedDelivery, Delivery, OutgoingEvents } from '../../ports/outgoing-events.ts'
import { pageOf } from '../../shared/page.ts'
import { auditRow } from './audit-row.ts'
import { inBatches } from './batches.ts'
import { compileStatement, type ValueOf } from './compiled-statement.ts'
import type { Connection, Database, Trx } from './database.ts'
import { toEndpoint, type EndpointRow } from './endpoint-rows.ts'
import { runCompiled, runPrepared } from './prepared.ts'

/** Deliveries of one redelivery: more would hold their locks too long. */
const REDELIVERED_AT_ONCE = 500

/** Events of one fan-out, each with a delivery for every endpoint: more would keep other deliveries waiting. */
const FANNED_OUT_AT_ONCE = 50

/** Only one process at a time makes deliveries, so that those of a client are made in its order. */
const FAN_OUT_LOCK = 7_261_844

/** The outgoing events and their deliveries in Postgres. */
export function postgresOutgoingEvents(db: Database): OutgoingEvents {
  const settle = settling(db)
  return {
    async claim({ limit, ...options }) {
      const claim = async (most: number) => (await runPrepared(db, claimed({ limit: most, ...options }))).map(toClaimed)
      const first = await claim(limit)
      // Deliveries are made when there are too few, because making those of many events at once would slow everything else.
      if (first.length === limit || !(await fanOut(db))) return first
      return [...first, ...(await claim(limit - first.length))]
    },

    settle,

    async list({ platform, endpointId }, { limit, after, status }) {
      const { rows } = await sql<DeliveryRow>`
        select ${DELIVERY} from deliveries d join outgoing_events o on o.id = d.event_id
        where d.platform_id = ${platform} and d.endpoint_id = ${endpointId}
          ${status === undefined ? sql`` : sql`and d.status = ${status}::delivery_status`}
          ${after === undefined ? sql`` : sql`and d.id < ${after}::bigint`}
        order by d.id desc limit ${limit + 1}`.execute(db)
      const { items, ...page } = pageOf(rows, limit, ({ delivery_id: id }) => id)
      return { items: items.map(toDelivery), ...page }
    },

    async redeliver({ platform, endpointId }, which) {
      const chosen =
        'deliveryId' in which
          ? sql`d.id = ${which.deliveryId}::bigint`
          : sql`o.at >= ${which.since} and o.at < ${which.before}
                and (d.attempted_at is null or d.attempted_at < ${which.before})`
      const { rows } = await sql`
        update deliveries set status = 'waiting', attempts = 0, next_attempt_at = clock_timestamp(), is_sending = false
        where id in (
          select d.id from deliveries d join outgoing_events o on o.id = d.event_id
          where d.platform_id = ${platform} and d.endpoint_id = ${endpointId} and d.status <> 'waiting' and ${chosen}
          order by d.id limit ${REDELIVERED_AT_ONCE} for update of d skip locked
        ) returning id`.execute(db)
      return rows.length
    },
  }
}

/** Makes the deliveries of new events, in the order of the events. Returns whether there were any events. */
async function fanOut(db: Database): Promise<boolean> {
  const [row] = await runPrepared(
    db,
    sql<{ found: boolean }>`
    with mine as materialized (
      select pg_try_advisory_xact_lock(${FAN_OUT_LOCK}) as is_locked
      where exists (select from outgoing_events where not is_fanned_out)
    ), fanned as (
      update outgoing_events set is_fanned_out = true
      where id in (
        select id from outgoing_events where not is_fanned_out and (select is_locked from mine)
        order by at, sequence limit ${FANNED_OUT_AT_ONCE} for update
      ) returning id, platform_id, client_id, sequence, type, at
    ), made as (
      insert into deliveries (platform_id, endpoint_id, event_id, client_id, sequence, next_attempt_at)
      select f.platform_id, e.id, f.id, f.client_id, f.sequence, clock_timestamp()
      from fanned f
      join webhook_endpoints e on e.platform_id = f.platform_id and (e.event_types = '{}' or f.type = any(e.event_types))
      order by f.at, f.sequence
    )
    select exists (select from fanned) as found`,
  )
  return row?.found === true
}

type ClaimedRow = DeliveryRow & EndpointRow & { readonly now: Date }

function claimed({ limit, leaseMs, inFlight }: Parameters<OutgoingEvents['claim']>[0]): RawBuilder<ClaimedRow> {
  return sql<ClaimedRow>`
    with due as materialized (
      select d.id
      from webhook_endpoints e cross join lateral (
        select d.id, d.next_attempt_at from deliveries d
        where d.endpoint_id = e.id and d.status = 'waiting' and d.next_attempt_at <= clock_timestamp()
          and not exists (
            select from deliveries earlier
            where earlier.endpoint_id = d.endpoint_id and earlier.client_id = d.client_id and earlier.status = 'waiting'
              and earlier.sequence < d.sequence
              and (earlier.attempts = 0 or (earlier.is_sending and earlier.next_attempt_at > clock_timestamp()))
          )
        order by d.next_attempt_at, d.id
        limit greatest(0, case when e.failing_since is null then ${inFlight.healthy}::int else ${inFlight.failing}::int end - (
          select count(*)::int from deliveries sending
          where sending.endpoint_id = e.id and sending.status = 'waiting' and sending.is_sending
            and sending.next_attempt_at > clock_timestamp()))
        for update of d skip locked
      ) d
      where e.off_since is null
      order by d.next_attempt_at, d.id limit ${limit}
    ), claimed as (
      update deliveries set is_sending = true,
        next_attempt_at = clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'
      where id in (select id from due) returning *
    )
    select e.*, ${DELIVERY}, clock_timestamp() as now
    from claimed d join webhook_endpoints e on e.id = d.endpoint_id join outgoing_events o on o.id = d.event_id
    order by d.id`
}

interface Attempted extends Attempt {
  readonly delivery: Delivery
}

/** Stores attempts, those that end at the same time together, unless they change something about their endpoint. */
function settling(db: Database): OutgoingEvents['settle'] {
  const statement = compileStatement(db, settled)
  const settleTogether = inBatches((attempts: readonly Attempted[]) => runAll(attempts), {
    keyOf: ({ delivery }) => delivery.id,
  })
  async function runAll(attempts: readonly Attempted[], on: Connection = db) {
    await runCompiled(on, statement, attempts)
    return attempts
  }
  return async ({ delivery, endpoint }, attempt) => {
    const { failingSince, switchesOff } = attempt.settlement
    if (failingSince?.getTime() === endpoint.failingSince?.getTime() && !switchesOff) {
      await settleTogether({ ...attempt, delivery })
      return false
    }
    return db.transaction().execute(async (trx) => {
      await runAll([{ ...attempt, delivery }], trx)
      return settleEndpoint(trx, endpoint, attempt)
    })
  }
}

/** A sender whose claim has lapsed, and whose delivery another one has taken, settles nothing. */
const settled = (value: ValueOf<Attempted>): RawBuilder<unknown> => sql`
  update deliveries d
  set status = ${value('text', ({ settlement }) => settlement.status)}::delivery_status,
      attempts = ${value('int4', ({ settlement }) => settlement.attempts)},
      next_attempt_at = ${value('timestamptz', ({ settlement }) => settlement.nextAttemptAt ?? null)},
      is_sending = false, attempted_at = ${value('timestamptz', ({ at }) => at)},
      answer_status = ${value('int4', ({ answer }) => ('status' in answer ? answer.status : null))},
      answer_body = ${value('text', ({ answer }) => ('status' in answer ? answer.body : null))},
      failure = ${value('text', ({ answer }) => ('failure' in answer ? answer.failure : null))}
  from input
  where d.id = ${value('text', ({ delivery }) => delivery.id)}::bigint and d.is_sending
    and d.attempts = ${value('int4', ({ delivery }) => delivery.attempts)}`

/** Returns whether the endpoint was switched off. */
async function settleEndpoint(
  trx: Trx,
  endpoint: WebhookEndpoint,
  { at, settlement, actor }: Attempt,
): Promise<boolean> {
  const { failingSince, switchesOff } = settlement
  const before = endpoint.failingSince ?? null
  const { numUpdatedRows } = await trx
    .updateTable('webhook_endpoints')
    .set({ failing_since: failingSince ?? null, ...(switchesOff && { off_since: at, off_reason: 'failing' }) })
    .where('id', '=', endpoint.id)
    .where(sql<boolean>`failing_since is not distinct from ${before}`)
    .where('off_since', 'is', null)
    .executeTakeFirst()
  if (!switchesOff || numUpdatedRows === 0n) return false
  const switchedOff = endpointSwitchedOff(endpoint.id, failingSince)
  await trx.insertInto('audit_events').values(auditRow(switchedOff, actor)).execute()
  return true
}

interface DeliveryRow {
  readonly delivery_id: string
  readonly endpoint_id: string
  readonly delivery_status: DeliveryStatus
  readonly attempts: number
  readonly next_attempt_at: Date | null
  readonly attempted_at: Date | null
  readonly answer_status: number | null
  readonly answer_body: string | null
  readonly failure: string | null
  readonly event_id: string
  readonly event_platform: string
  readonly event_type: OutgoingEventType
  readonly event_at: Date
  readonly sequence: string
  readonly data: OutgoingData
}

const DELIVERY = sql.raw(`
  d.id as delivery_id, d.endpoint_id, d.status as delivery_status, d.attempts, d.next_attempt_at, d.attempted_at,
  d.answer_status, d.answer_body, d.failure, o.id as event_id, o.platform_id as event_platform, o.type as event_type,
  o.at as event_at, o.sequence, o.data`)

function toDelivery(row: DeliveryRow): Delivery {
  const { answer_status: status, answer_body: body, failure } = row
  return {
    id: row.delivery_id,
    endpointId: row.endpoint_id,
    event: {
      id: row.event_id,
      platform: row.event_platform,
      type: row.event_type,
      at: row.event_at,
      sequence: Number(row.sequence),
      data: row.data,
    },
    status: row.delivery_status,
    attempts: row.attempts,
    ...(row.next_attempt_at !== null && { nextAttemptAt: row.next_attempt_at }),
    ...(row.attempted_at !== null && { attemptedAt: row.attempted_at }),
    ...(status !== null && { answer: { status, body: body ?? '' } }),
    ...(failure !== null && { answer: { failure } }),
  }
}

const toClaimed = (row: ClaimedRow): ClaimedDelivery => ({
  delivery: toDelivery(row),
  endpoint: toEndpoint(row),
  now: row.now,
})
