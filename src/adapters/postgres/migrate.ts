import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { LOCK_TIMEOUT_MS, retryOnLockTimeout } from './retry-on-lock-timeout.ts'
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
 * `databaseUrl` needs DDL rights and a direct connection, not a pooler. `stillAt` is called every ten seconds with the
 * current migration.
 *
 * Throws the database's error. The migrations before the failed one stay. The failed one has changed nothing or, if it
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
  })
  // A broken connection is not reported here, because the next query on it fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  let at = "another instance's"
  const telling = setInterval(() => stillAt(at), TELL_MS)
  try {
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
