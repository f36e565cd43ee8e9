import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { runLoad } from '../load/run-load.ts'
import { request } from '../load/request.ts'
import type { Side } from './sample.ts'

/** The updates of rows in one table. */
export interface TableUpdates {
  readonly table: string
  readonly all: number
  /** Those that changed no index ("heap-only tuples"). */
  readonly hot: number
}

/** Runs a load on our server, and counts the updates in each of its tables that had any. */
export async function updatesDuring<T>(
  side: Side,
  load: () => Promise<T>,
): Promise<{ result: T; updates: TableUpdates[] }> {
  const db = side.database.client
  const before = await readUpdates(db)
  const result = await load()
  await reported(side)
  const updates = (await readUpdates(db)).map(({ table, all, hot }) => {
    const old = before.find((each) => each.table === table)
    return { table, all: all - (old?.all ?? 0), hot: hot - (old?.hot ?? 0) }
  })
  return { result, updates: updates.filter(({ all }) => all > 0) }
}

async function readUpdates(db: pg.Client): Promise<TableUpdates[]> {
  const { rows } = await db.query<TableUpdates>(`
    select relname as table, n_tup_upd::float8 as all, n_tup_hot_upd::float8 as hot
    from pg_stat_user_tables where schemaname = 'public' order by relname`)
  return rows
}

/**
 * Makes the server's connections report their counts. A connection reports them after a transaction, at most once a
 * second, so after a second each gets one more.
 */
async function reported({ server }: Side): Promise<void> {
  await sleep(1100)
  let rest = 500
  const next = () => ((rest -= 1) >= 0 ? request('GET', '/readyz') : undefined)
  const { signal } = new AbortController()
  await runLoad(server.port, { expected: 200, next }, { connections: 50, seconds: 5, startsWithinMs: 0, signal })
}
