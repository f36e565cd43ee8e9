import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'
import { timed } from '../../observability/costs.ts'

/**
 * The pool that Kysely needs, without reusing broken connections.
 *
 * `pg` keeps a client whose query timed out. That client still waits for the response, and every later query waits
 * behind it. Kysely releases such a client to the pool like any other, so one lost packet would block one connection
 * after another. Here the client remembers the error that broke its connection and passes it to `release`, which makes
 * the pool destroy the client and open a new one.
 *
 * An outage of the database is thrown as a {@link StorageUnavailableError}; all other errors of the server are
 * unchanged.
 */
export function healingPool(pool: pg.Pool): PostgresPool {
  // A checked-out client whose connection breaks between two queries emits an error, which without a listener would end
  // the process. Its next query fails with the same error.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    options: pool.options,
    connect: async () => healing(await storage(() => pool.connect())),
    end: () => pool.end(),
  }
}

function healing(client: pg.PoolClient): PostgresPoolClient {
  let broken: Error | undefined
  async function query(sql: string, parameters: unknown[]): Promise<pg.QueryResult> {
    return storage(async () => {
      try {
        return await client.query(sql, parameters)
      } catch (error) {
        if (isBroken(error)) broken = error
        throw error
      }
    })
  }
  const release = () => client.release(broken)
  return new Proxy(client, {
    get(target, name) {
      if (name === 'query') return query
      return name === 'release' ? release : Reflect.get(target, name)
    },
  })
}

async function storage<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await timed('databaseMs', call)
  } catch (error) {
    throw isOutage(error) ? new StorageUnavailableError({ cause: error }) : error
  }
}

/** Whether the connection is unusable after this error. */
function isBroken(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  // An error about one statement leaves the connection usable, unless the server then closes it.
  return !(error instanceof pg.DatabaseError) || error.severity === 'FATAL' || error.severity === 'PANIC'
}

/**
 * SQLSTATEs of a database that is down, refuses the connection, is full, is stopping, or is too busy to answer in time.
 */
const OUTAGE = /^(08|28|3D|53|57|58)|^(25P03|25006|40001|40P01|55P03)$/

/** Errors from the server have an SQLSTATE. All others come from the connection, or from waiting for one. */
function isOutage(error: unknown): boolean {
  return error instanceof pg.DatabaseError ? error.code !== undefined && OUTAGE.test(error.code) : isBroken(error)
}
