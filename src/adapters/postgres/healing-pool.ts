import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'
import { UnusableInputError } from '../../ports/unusable-input-error.ts'
import { timed } from '../../observability/costs.ts'
import { BEGIN_WITH_LIMITS, isBehindPooler } from './session.ts'
import { nameOf } from './statement-names.ts'

/**
 * The pool that Kysely needs, without reusing broken connections.
 *
 * `pg` keeps a client whose query timed out. That client still waits for the response, and every later query waits
 * behind it. Kysely releases such a client to the pool like any other, so one lost packet would block one connection
 * after another. Here the client remembers the error that broke its connection and passes it to `release`, which makes
 * the pool destroy the client and open a new one.
 *
 * Statements of `runPrepared` are sent by name, unless `isPrepared` is false, or `auto` with a pooler in between. Behind
 * a pooler, transactions begin with their limits.
 *
 * An outage of the database is thrown as a {@link StorageUnavailableError}, and a value that it cannot use as an
 * {@link UnusableInputError}; all other errors of the server are unchanged.
 */
export function healingPool(pool: pg.Pool, { isPrepared }: { isPrepared: boolean | 'auto' }): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    async connect() {
      const client = await storage(() => pool.connect())
      let known = clients.get(client)
      if (known === undefined) clients.set(client, (known = healing(client, isPrepared)))
      return known
    },
    end: () => pool.end(),
  }
}

/** The client as Kysely uses it: one for each connection. */
function healing(client: pg.PoolClient, isPrepared: boolean | 'auto'): PostgresPoolClient {
  let broken: Error | undefined
  const isPooled = isBehindPooler(client)
  const isNamed = isPrepared === 'auto' ? !isPooled : isPrepared
  async function query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    const name = isNamed ? nameOf(text) : undefined
    return storage(async () => {
      try {
        // Several statements in one message have no values.
        if (isPooled && text === 'begin') return await client.query(BEGIN_WITH_LIMITS)
        return await (name === undefined ? client.query(text, values) : client.query({ name, text, values }))
      } catch (error) {
        if (isBroken(error)) broken = error
        throw error
      }
    })
  }
  const release = () => client.release(broken)
  return Object.assign(Object.create(client), { query, release })
}

async function storage<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await timed('databaseMs', call)
  } catch (error) {
    if (isOutage(error)) throw new StorageUnavailableError({ cause: error })
    throw isAboutInput(error) ? new UnusableInputError({ cause: error }) : error
  }
}

/** Whether the connection is unusable after this error. */
function isBroken(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  // An error about one statement leaves the connection usable, unless the server then closes it, or a prepared statement
  // is not what this connection takes it for: a new connection prepares it again.
  if (!(error instanceof pg.DatabaseError)) return true
  return error.severity === 'FATAL' || error.severity === 'PANIC' || OUTDATED.has(error.code ?? '')
}

/** SQLSTATEs of a prepared statement whose tables have changed, or that the server lost or already has. */
const OUTDATED = new Set(['0A000', '26000', '42P05'])

/**
 * SQLSTATEs of a database that is down, refuses the connection, is full, is stopping, or is too busy to answer in time.
 */
const OUTAGE = /^(08|28|3D|53|57|58)|^(25P03|25006|40001|40P01|55P03)$/

/** Errors from the server have an SQLSTATE. All others come from the connection, or from waiting for one. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error
  return error.code !== undefined && OUTAGE.test(error.code)
}

/**
 * SQLSTATEs of a value that is none of its type (22P02, 22P03, 22P05, 22007), that its encoding does not have (22021), or
 * that is out of range or too long (22001, 22003, 22008). Not all of class 22: a division by zero is our fault.
 */
const ABOUT_INPUT = /^22(P0[235]|00[1378]|021)$/

const isAboutInput = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && ABOUT_INPUT.test(error.code ?? '')
