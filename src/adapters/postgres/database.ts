import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'
import { timed } from '../measure.ts'
import type { Log } from '../../ports/log.ts'
import { healingPool } from './healing-pool.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

/**
 * Every wait on the database is bounded, in milliseconds. The server gives up first (`statement`), so that its answer
 * says why; `query` is for a server that does not answer at all.
 */
const LIMITS = { connect: 2000, statement: 3000, lock: 1500, idleInTransaction: 5000, query: 4000 }

/** Opens a pool of at most `maxConnections` to the database. Connects on first use; `destroy()` closes it. */
export function openDatabase({
  databaseUrl,
  maxConnections = 10,
  log,
}: {
  databaseUrl: string
  maxConnections?: number
  log: Log
}): Database {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    application_name: 'connect-onboarding',
    connectionTimeoutMillis: LIMITS.connect,
    statement_timeout: LIMITS.statement,
    lock_timeout: LIMITS.lock,
    idle_in_transaction_session_timeout: LIMITS.idleInTransaction,
    query_timeout: LIMITS.query,
    maxLifetimeSeconds: 1800,
    keepAlive: true,
  })
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: healingPool(pool) }) })
}

/** Whether the database answers. */
export async function isReachable(db: Database): Promise<boolean> {
  try {
    await db.selectNoFrom((eb) => eb.lit(1).as('one')).execute()
    return true
  } catch {
    return false
  }
}

/** SQLSTATEs of a database that is away, refuses us, is full, stopping, or too busy to answer in time. */
const OUTAGE = /^(08|28|3D|53|57|58)|^(25P03|25006|40001|40P01|55P03)$/

/** Runs a query; an outage of the database becomes a {@link StorageUnavailableError}, any other error is a bug. */
export async function asking<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await timed('databaseMs', query)
  } catch (error) {
    if (isOutage(error)) throw new StorageUnavailableError({ cause: error })
    throw error
  }
}

function isOutage(error: unknown): boolean {
  // What the server says has an SQLSTATE. Everything else comes from the connection, or from waiting for one.
  if (error instanceof pg.DatabaseError) return error.code !== undefined && OUTAGE.test(error.code)
  return error instanceof Error && !(error instanceof TypeError)
}
