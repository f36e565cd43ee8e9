import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'
import { timed } from '../measure.ts'

/**
 * The pool as Kysely needs it, which forgets connections that broke.
 *
 * `pg` keeps a client whose query timed out: it waits for the answer of that query for ever, and every later query
 * waits behind it. Kysely releases such a client into the pool like any other, so a single lost packet would poison one
 * connection after the other. Here the client remembers the error that tells of a broken connection, and hands it to
 * `release`, which makes the pool destroy the client and open another one.
 *
 * An outage of the database comes out as a {@link StorageUnavailableError}, all else that the server says as it is.
 */
export function healingPool(pool: pg.Pool): PostgresPool {
  // A client that is checked out and breaks between two queries tells nobody but its own listeners, and without one it
  // would end the process. The next query on it fails and says the same.
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

/** Whether nothing can be expected of a connection after this error. */
function isBroken(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  // What the server says of one statement leaves the connection in order, unless it is the last thing that it says.
  return !(error instanceof pg.DatabaseError) || error.severity === 'FATAL' || error.severity === 'PANIC'
}

/** SQLSTATEs of a database that is away, refuses us, is full, stopping, or too busy to answer in time. */
const OUTAGE = /^(08|28|3D|53|57|58)|^(25P03|25006|40001|40P01|55P03)$/

/** What the server says has an SQLSTATE; everything else comes from the connection, or from waiting for one. */
function isOutage(error: unknown): boolean {
  return error instanceof pg.DatabaseError ? error.code !== undefined && OUTAGE.test(error.code) : isBroken(error)
}
