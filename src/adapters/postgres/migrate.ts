import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { migrationFaults } from './check-database.ts'
import { isTransactionPooler } from './pooler.ts'
import { LOCK_TIMEOUT_MS, retryOnLockTimeout } from './retry-on-lock-timeout.ts'
import { prepareSession } from './session.ts'
import * as onboarding from './migrations/001-onboarding.ts'
import * as listIndexes from './migrations/002-list-indexes.ts'

/** In the order of their numbers. A released migration is never changed. */
export const migrations = {
  '001-onboarding': onboarding,
  '002-list-indexes': listIndexes,
}

/**
 * Migrations that work in steps, outside a transaction: they fill and index large tables while the service is running.
 */
const IN_STEPS: ReadonlySet<string> = new Set<keyof typeof migrations>(['002-list-indexes'])

/** The advisory lock of the instance that migrates. The number is arbitrary. */
const LOCK = 7_216_530_184_229_511n
const LOOK_AGAIN_MS = 300
/** How often `stillAt` is called, in milliseconds. */
const TELL_MS = 10_000

/**
 * Migrates the database to the newest schema, while the previous version of the service is running, and returns the
 * names of the migrations that ran. Several instances may call it concurrently: one works, the others wait.
 * `stillAt` is called every ten seconds with the current migration. Where no migration is pending, it only reads. Otherwise
 * `databaseUrl` needs DDL rights and a direct connection, not a pooler in transaction mode.
 *
 * Throws the database's error, or one that says what about the database is in the way. The migrations before the failed one stay. The failed one has changed nothing or, if it
 * works in steps, the next call continues it.
 */
export async function migrate(
  databaseUrl: string,
  { stillAt = () => {} }: { stillAt?: (migration: string) => void } = {},
): Promise<string[]> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    application_name: 'connect-onboarding migrate',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    // The pool waits for the promise, which its types do not say.
    onConnect: (client): unknown => prepareSession(client, { hasLimits: false }),
  })
  // A broken connection is not reported here, because the next query on it fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  let at = "another instance's"
  const telling = setInterval(() => stillAt(at), TELL_MS)
  try {
    if (await isUpToDate(db)) return []
    if (await isTransactionPooler(databaseUrl)) throw Object.assign(new Error(POOLER), { code: 'TRANSACTION_POOLER' })
    const faults = await migrationFaults(db)
    if (faults.length > 0) throw new Error(['The database cannot be migrated:', ...faults].join('\n  - '))
    // The lock and all work use one connection, so that neither is lost without the other.
    return await db.connection().execute(async (connection) => {
      while (!(await isMineToDo(connection))) await sleep(LOOK_AGAIN_MS)
      return allPending(connection, (migration) => (at = migration))
    })
  } finally {
    clearInterval(telling)
    await db.destroy()
  }
}

const POOLER =
  'The URL of the database leads to a pooler in transaction mode, and migrations need a session of their own.'

/** Whether all migrations have run, as far as this role can see. */
async function isUpToDate(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ isThere: boolean }>`
    select coalesce(has_table_privilege(to_regclass('kysely_migration'), 'select'), false) as "isThere"`.execute(db)
  if (rows[0]?.isThere !== true) return false
  const { rows: done } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const names = new Set(done.map(({ name }) => name))
  return Object.keys(migrations).every((name) => names.has(name))
}

/**
 * Takes the lock unless another instance holds it. It polls instead of waiting: a waiting statement is an open
 * transaction, and building an index concurrently waits for all open transactions to end.
 */
async function isMineToDo(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${LOCK}) as taken`.execute(db)
  return rows[0]?.taken === true
}

/** Runs the pending migrations in order, each in a transaction unless it works in steps. */
async function allPending(db: Kysely<unknown>, begin: (migration: string) => void): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const done: string[] = []
  for (;;) {
    const next = (await migrator.getMigrations()).find(({ executedAt }) => executedAt === undefined)
    if (next !== undefined) begin(next.name)
    const disableTransactions = next !== undefined && IN_STEPS.has(next.name)
    // Statements of a migration in steps block no others, unless the step itself handles that, so they need no lock
    // timeout.
    await sql`set lock_timeout = ${sql.lit(disableTransactions ? 0 : LOCK_TIMEOUT_MS)}`.execute(db)
    const ran = await retryOnLockTimeout(async () => {
      const { error, results } = await migrator.migrateUp({ disableTransactions })
      if (error !== undefined) throw error
      return (results ?? []).map(({ migrationName }) => migrationName)
    })
    if (ran.length === 0) return done
    done.push(...ran)
  }
}
