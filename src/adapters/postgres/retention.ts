import { sql, type RawBuilder } from 'kysely'
import type { Old, OldKind } from '../../domain/retention.ts'
import type { PageRequest } from '../../ports/onboarding-queries.ts'
import type { Retention } from '../../ports/retention.ts'
import { pageOf } from '../../shared/page.ts'
import type { Database } from './database.ts'
import { placeFrom, cursorOf } from './instant-cursor.ts'

/** Where each kind is, and how a row is told from the others. */
interface Table {
  readonly name: string
  readonly at: string
  readonly id: string
  readonly facts: RawBuilder<unknown>
  readonly join?: RawBuilder<unknown>
  readonly toOld: (row: OldRow) => Old
}

interface OldRow {
  readonly id: string
  readonly at: Date
  readonly cursor: string
  readonly now: Date
  readonly is_settled?: boolean
  readonly token_ends_at?: Date | null
  readonly is_waiting?: boolean
  readonly attempted_at?: Date | null
}

const TABLES: Readonly<Record<OldKind, Table>> = {
  provider_event: {
    name: 'provider_events',
    at: 'received_at',
    id: 'o.id',
    facts: sql`, processed_at is not null as is_settled`,
    toOld: ({ id, at, is_settled: isSettled = true }) => ({ kind: 'provider_event', id, at, isSettled }),
  },
  link_attempt: {
    name: 'link_attempts',
    at: 'created_at',
    id: `encode(o.state_hash, 'hex')`,
    facts: sql`, coalesce(t.completed_at, t.revoked_at, t.expires_at) as token_ends_at`,
    join: sql`left join onboarding_tokens t on t.id = o.token_id`,
    toOld: ({ id, at, token_ends_at: ends }) => ({
      kind: 'link_attempt',
      id,
      at,
      ...(ends != null && { tokenEndsAt: ends }),
    }),
  },
  idempotency_key: {
    name: 'idempotency_keys',
    at: 'created_at',
    id: `encode(o.key_hash, 'hex') || ' ' || o.actor`,
    facts: sql``,
    toOld: ({ id, at }) => ({ kind: 'idempotency_key', id, at }),
  },
  outgoing_event: {
    name: 'outgoing_events',
    at: 'at',
    id: 'o.id::text',
    facts: sql`, not o.is_fanned_out or coalesce(d.is_waiting, false) as is_waiting, d.attempted_at`,
    join: sql`cross join lateral (
      select bool_or(status = 'waiting') as is_waiting, max(attempted_at) as attempted_at from deliveries where event_id = o.id
    ) d`,
    toOld: ({ id, at, is_waiting: isWaiting = true, attempted_at: attempted }) => ({
      kind: 'outgoing_event',
      ...{ id, at, isWaiting },
      ...(attempted != null && { attemptedAt: attempted }),
    }),
  },
}

/** What is old, in Postgres. */
export function postgresRetention(db: Database): Retention {
  return {
    async old(platform, kind, ageMs, { limit, after }) {
      const { name, at, id, facts, join = sql``, toOld } = TABLES[kind]
      const [instant, key] = [`o.${at}`, sql.raw(id)]
      const { rows } = await sql<OldRow>`
        select ${key} as id, ${sql.raw(instant)} as at, clock_timestamp() as now,
               ${cursorOf(instant, `(${id})`)} as cursor ${facts}
        from ${sql.raw(name)} o ${join}
        where o.platform_id = ${platform} and ${sql.raw(instant)} <= ${ago(ageMs)} ${placeFrom(instant, `(${id})`, after)}
        order by ${sql.raw(instant)}, ${key} limit ${limit + 1}`.execute(db)
      const { items, ...page } = pageOf(rows, limit, ({ cursor }) => cursor)
      return { items: items.map(toOld), ...page, now: rows[0]?.now ?? new Date(0) }
    },

    async delete(platform, kind, ids) {
      const { rows } = await DELETIONS[kind](platform, ids).execute(db)
      return rows.length
    },

    withOldTokens: (platform, ageMs, page) =>
      clientsOf(
        db,
        page,
        (after) => sql`
        select distinct t.client_id as "clientId" from onboarding_tokens t
        join onboardings o on o.client_id = t.client_id and o.latest_token_id <> t.id
        where t.platform_id = ${platform} and t.revoked_at <= ${ago(ageMs)} ${after('t.client_id')}`,
      ),

    erasedWithValues: (platform, ageMs, page) =>
      clientsOf(
        db,
        page,
        (after) => sql`
        select o.client_id as "clientId" from onboardings o
        where o.platform_id = ${platform} and o.erased_at <= ${ago(ageMs)} ${after('o.client_id')}
          and exists (select from audit_events e where e.client_id = o.client_id and e.facts is not null)`,
      ),

    async forgetValues(platform, clientIds) {
      const { rows } = await sql<{ events: number }>`
        select forget_audit_values(${platform}, ${[...clientIds]}::uuid[]) as events`.execute(db)
      return rows[0]?.events ?? 0
    },
  }
}

/** By its primary key. A row that another worker is deleting is left to it. */
const DELETIONS: Readonly<Record<OldKind, (platform: string, ids: readonly string[]) => RawBuilder<unknown>>> = {
  provider_event: (platform, ids) => sql`
    delete from provider_events where (platform_id, id) in (
      select platform_id, id from provider_events
      where platform_id = ${platform} and id = any(${[...ids]}::text[]) for update skip locked
    ) returning 1`,
  link_attempt: (platform, ids) => sql`
    delete from link_attempts where state_hash in (
      select state_hash from link_attempts
      where platform_id = ${platform} and state_hash = any(${ids.map((id) => Buffer.from(id, 'hex'))}::bytea[])
      for update skip locked
    ) returning 1`,
  idempotency_key: (platform, ids) => sql`
    delete from idempotency_keys where (platform_id, actor, key_hash) in (
      select k.platform_id, k.actor, k.key_hash
      from unnest(${ids.map((id) => id.slice(65))}::text[], ${ids.map((id) => Buffer.from(id.slice(0, 64), 'hex'))}::bytea[])
        chosen (actor, key_hash)
      join idempotency_keys k on k.platform_id = ${platform} and k.actor = chosen.actor and k.key_hash = chosen.key_hash
      for update of k skip locked
    ) returning 1`,
  // The lock shows a redelivery that was requested since they were read, and one that is being requested is skipped.
  outgoing_event: (platform, ids) => sql`
    with ended as materialized (
      select event_id, status from deliveries
      where platform_id = ${platform} and event_id = any(${[...ids]}::uuid[]) order by id for update skip locked
    )
    delete from outgoing_events o where platform_id = ${platform} and id in (
      select id from outgoing_events
      where platform_id = ${platform} and id = any(${[...ids]}::uuid[]) for update skip locked
    ) and (select count(*) from ended where event_id = o.id and status <> 'waiting')
        = (select count(*) from deliveries where event_id = o.id)
    returning 1`,
}

async function clientsOf(
  db: Database,
  { limit, after }: PageRequest,
  query: (place: (column: string) => RawBuilder<unknown>) => RawBuilder<unknown>,
) {
  const place = (column: string) => (after === undefined ? sql`` : sql`and ${sql.raw(column)} > ${after}::uuid`)
  const { rows } = await sql<{ clientId: string }>`${query(place)} order by 1 limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, ({ clientId }) => clientId)
}

const ago = (ms: number) => sql`clock_timestamp() - ${ms}::float8 * interval '1 millisecond'`
