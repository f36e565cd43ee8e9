import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { givingWay, LOCK_WAIT_MS } from './giving-way.ts'
import * as onboarding from './migrations/001-onboarding.ts'
import * as rateLimits from './migrations/002-rate-limits.ts'
import * as providerEvents from './migrations/003-provider-events.ts'
import * as apiKeys from './migrations/004-api-keys.ts'
import * as adminApi from './migrations/005-admin-api.ts'
import * as mail from './migrations/006-mail.ts'
import * as ageOfReadiness from './migrations/007-age-of-readiness.ts'
import * as filledLists from './migrations/008-filled-lists.ts'
import * as refreshStates from './migrations/009-refresh-states.ts'
import * as notices from './migrations/010-notices.ts'

/** In the order of their numbers; a migration that has been released is never changed. */
export const migrations = {
  '001-onboarding': onboarding,
  '002-rate-limits': rateLimits,
  '003-provider-events': providerEvents,
  '004-api-keys': apiKeys,
  '005-admin-api': adminApi,
  '006-mail': mail,
  '007-age-of-readiness': ageOfReadiness,
  '008-filled-lists': filledLists,
  '009-refresh-states': refreshStates,
  '010-notices': notices,
}

/** Those that work in steps of their own: large tables are filled and indexed while everybody goes on. */
const IN_STEPS: ReadonlySet<string> = new Set<keyof typeof migrations>(['008-filled-lists', '009-refresh-states'])

/** Whoever migrates holds this lock; the number means nothing. */
const LOCK = 7_216_530_184_229_511n
const LOOK_AGAIN_MS = 300
/** How often who waits for a large database is told what it is about. */
const TELL_MS = 10_000

/**
 * Brings the database to the newest schema and says which migrations ran, while the previous version of the service is at
 * work. Several instances may call it at once: one works, the others wait. `databaseUrl` needs DDL rights and a direct
 * connection, no pooler. `stillAt` is told every ten seconds which migration is at work.
 *
 * Throws the database's error. The migrations before the one that failed stay; that one has changed nothing, or is taken
 * up by the next call if it works in steps.
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
  // A connection that breaks is no news, idle or between two statements: the next query says so.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  let at = "another instance's"
  const telling = setInterval(() => stillAt(at), TELL_MS)
  try {
    // The lock and all work are on one connection, so that neither is lost without the other.
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
 * Takes the lock unless another instance has it. Looks and never waits: a statement that waits is a transaction that
 * lasts, and who builds an index beside the daily work waits for the end of all those.
 */
async function isMineToDo(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${LOCK}) as taken`.execute(db)
  return rows[0]?.taken === true
}

/** One after the other, each in a transaction unless it works in steps. */
async function allPending(db: Kysely<unknown>, begin: (migration: string) => void): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const done: string[] = []
  for (;;) {
    const next = (await migrator.getMigrations()).find(({ executedAt }) => executedAt === undefined)
    if (next !== undefined) begin(next.name)
    const disableTransactions = next !== undefined && IN_STEPS.has(next.name)
    // Nobody waits behind a step, unless the step sees to it itself.
    await sql`set lock_timeout = ${sql.lit(disableTransactions ? 0 : LOCK_WAIT_MS)}`.execute(db)
    const ran = await givingWay(async () => {
      const { error, results } = await migrator.migrateUp({ disableTransactions })
      if (error !== undefined) throw error
      return (results ?? []).map(({ migrationName }) => migrationName)
    })
    if (ran.length === 0) return done
    done.push(...ran)
  }
}
