import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Log } from '../../ports/log.ts'
import { healingPool } from './healing-pool.ts'
import type { Schema } from './schema.ts'
import { LIMITS, prepareSession } from './session.ts'

export type Database = Kysely<Schema>
export type Trx = Transaction<Schema>
/** Anything that runs a statement: the pool, or a transaction. */
export type Connection = Database | Trx

interface PoolOptions {
  readonly databaseUrl: string
  readonly maxConnections?: number
  readonly log: Log
}

/** Opens a pool of at most `maxConnections` to the database. Connects on first use; `end()` closes it. */
export function openPool({ databaseUrl, maxConnections = 10, log }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    application_name: 'connect-onboarding',
    connectionTimeoutMillis: LIMITS.connect,
    query_timeout: LIMITS.query,
    // The pool waits for the promise, which its types do not say.
    onConnect: (client): unknown => prepareSession(client),
    // After a quiet minute the next request would otherwise connect, prepare and plan anew; pg's own limit is ten seconds.
    idleTimeoutMillis: 300_000,
    maxLifetimeSeconds: 1800,
    keepAlive: true,
  })
  // A connection can also break between two queries, or while it is closed, e.g. if the server stops at the same time.
  // Without these listeners that would end the process. A next query fails with the same error.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))
  return pool
}

interface DatabaseOptions {
  /** Whether frequent statements are prepared; `auto`: unless a pooler is between us and the server. */
  readonly isPrepared?: boolean | 'auto'
}

/**
 * Kysely on a pool; `destroy()` closes both. Queries throw a `StorageUnavailableError` while the database is down or
 * overloaded.
 */
export function databaseOn(pool: pg.Pool, { isPrepared = 'auto' }: DatabaseOptions = {}): Database {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: healingPool(pool, { isPrepared }) }) })
}

/** {@link databaseOn} a new pool. */
export const openDatabase = ({ isPrepared, ...options }: PoolOptions & DatabaseOptions): Database =>
  databaseOn(openPool(options), isPrepared === undefined ? {} : { isPrepared })

/** Whether the database answers. */
export async function isReachable(db: Database): Promise<boolean> {
  try {
    await db.selectNoFrom((eb) => eb.lit(1).as('one')).execute()
    return true
  } catch {
    return false
  }
}
