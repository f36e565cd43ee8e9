import { sql, type SqlBool } from 'kysely'
import type { ClientFilter, ClientRecord } from '../../ports/client-repository.ts'
import type { Database } from './database.ts'
import { toClient, toSnapshot, toToken } from './rows.ts'
import type { Trx } from './transaction.ts'

/** Clients that are not erased, each with its latest token and its account: of one moment, because in one statement. */
export function clientRecords(db: Database | Trx) {
  return db
    .selectFrom('clients as c')
    .innerJoin('onboarding_tokens as t', (on) => on.onRef('t.client_id', '=', 'c.id').on('t.is_latest', '=', true))
    .leftJoin('accounts as a', (on) => on.onRef('a.client_id', '=', 'c.id').on('a.detached_at', 'is', null))
    .where('c.erased_at', 'is', null)
    .selectAll('t')
    .select(['c.name', 'c.email', 'c.country', 'c.external_id', 'c.created_at'])
    .select(['a.id as account_id', 'a.snapshot', 'a.fetched_at'])
    .select(sql<Date>`clock_timestamp()`.as('now'))
}

type RecordQuery = ReturnType<typeof clientRecords>
type RecordRow = Awaited<ReturnType<RecordQuery['execute']>>[number]

export function toRecord(row: RecordRow): ClientRecord {
  const { account_id: id, snapshot, fetched_at } = row
  return {
    client: toClient({ ...row, id: row.client_id }),
    token: toToken(row),
    ...(id !== null &&
      snapshot !== null &&
      fetched_at !== null && { account: toSnapshot({ id, snapshot, fetched_at }) }),
    now: row.now,
  }
}

/** Leaves only what the filter lets through. Each condition has an index of its own (migration 005). */
export function filtered(query: RecordQuery, { status, readiness, text }: ClientFilter): RecordQuery {
  let narrowed = query
  if (status === 'expired') {
    narrowed = narrowed
      .where('t.status', 'in', ['pending', 'in_progress'])
      .where('t.expires_at', '<=', sql<Date>`now()`)
  } else if (status !== undefined) {
    narrowed = narrowed.where('t.status', '=', status)
    const isOpen = status === 'pending' || status === 'in_progress'
    if (isOpen) narrowed = narrowed.where('t.expires_at', '>', sql<Date>`now()`)
  }
  if (readiness !== undefined) narrowed = narrowed.where('c.readiness', '=', readiness)
  if (text !== undefined) narrowed = narrowed.where(contains(text))
  return narrowed
}

/** The expression is the one of the index `clients_by_text`. */
const contains = (text: string) =>
  sql<SqlBool>`c.name || ' ' || c.email || ' ' || coalesce(c.external_id, '') ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`
