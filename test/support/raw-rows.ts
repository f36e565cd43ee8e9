import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import { testDatabase } from './database.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

export type Row = Record<string, unknown>

/** SQLSTATEs of refused rows. */
export const REFUSED = {
  check: '23514',
  /** A value that its enum does not have. */
  value: '22P02',
  notNull: '23502',
  unique: '23505',
  foreignKey: '23503',
  trigger: '23000',
  generated: '428C9',
} as const

export const at = '2026-03-01T12:00:00Z'
export const later = '2026-03-02T12:00:00Z'

export const hash = (): Buffer => randomBytes(32)

/** A connection of the test to a database with the service's tables. */
export async function rawConnection(t: Test, url?: string): Promise<pg.Client> {
  const db = new pg.Client({ connectionString: url ?? (await testDatabase(t)).url })
  await db.connect()
  t.teardown(() => db.end())
  return db
}

export async function insert(db: pg.Client, table: string, row: Row): Promise<void> {
  const names = Object.keys(row)
  const places = names.map((_, n) => `$${n + 1}`)
  await db.query(`insert into ${table} (${names.join()}) values (${places.join()})`, Object.values(row))
}

/** The root row of an onboarding. */
export const onboardingRow = (change: Row = {}): Row => ({
  client_id: randomUUID(),
  version: 1,
  status: 'pending',
  latest_token_id: randomUUID(),
  token_expires_at: later,
  readiness: 'none',
  next_action: 'client',
  since: at,
  ...change,
})

export const clientRow = (id: string, change: Row = {}): Row => ({
  id,
  name: 'Ada',
  email: `${id}@example.com`,
  created_at: at,
  ...change,
})

/** A client without a token, which only a test can create. */
export async function rawClient(db: pg.Client): Promise<string> {
  const row = onboardingRow()
  const id = String(row['client_id'])
  await insert(db, 'onboardings', row)
  await insert(db, 'clients', clientRow(id))
  return id
}

let number = 0

export function tokenRow(clientId: string, change: Row = {}): Row {
  number += 1
  return {
    id: randomUUID(),
    client_id: clientId,
    number,
    purpose: 'onboarding',
    status: 'pending',
    issued_by: 'staff',
    issued_at: at,
    expires_at: later,
    ...change,
  }
}

const OWN: Record<TokenStatus, Row> = {
  pending: {},
  in_progress: { started_at: at, links_until: later },
  completed: { completed_at: at },
  revoked: { revoked_at: at, revoke_reason: 'operator' },
}

export async function rawToken(
  db: pg.Client,
  clientId: string,
  status: TokenStatus,
  change: Row = {},
): Promise<string> {
  const row = tokenRow(clientId, { status, ...OWN[status], ...change })
  await insert(db, 'onboarding_tokens', row)
  return String(row['id'])
}

export const accountRow = (id: string, clientId: string, change: Row = {}): Row => ({
  id,
  client_id: clientId,
  generation: 1,
  snapshot: '{}',
  terms: '{}',
  fetched_at: at,
  created_at: at,
  ...change,
})

/** Waits until another session waits for a lock that this one holds. */
export async function blocked(holder: pg.Client): Promise<void> {
  const sql = `select from pg_stat_activity
               where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))`
  while ((await holder.query(sql)).rowCount === 0) {
    await sleep(5)
    // Otherwise a transaction keeps the snapshot of its first query on sessions.
    await holder.query('select pg_stat_clear_snapshot()')
  }
}
