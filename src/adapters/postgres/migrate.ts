import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import * as onboarding from './migrations/001-onboarding.ts'
import * as rateLimits from './migrations/002-rate-limits.ts'
import * as providerEvents from './migrations/003-provider-events.ts'
import * as apiKeys from './migrations/004-api-keys.ts'
import * as adminApi from './migrations/005-admin-api.ts'
import * as mail from './migrations/006-mail.ts'

/** In the order of their numbers; a migration that has been released is never changed. */
export const migrations = {
  '001-onboarding': onboarding,
  '002-rate-limits': rateLimits,
  '003-provider-events': providerEvents,
  '004-api-keys': apiKeys,
  '005-admin-api': adminApi,
  '006-mail': mail,
}

/**
 * A migration waits this long for a lock, in milliseconds, and then gives way and begins again. Who waits for a lock on a
 * table has everybody behind him wait, too, and the previous version of the service is at work: it must not be kept from
 * it, nor killed by a deadlock.
 */
const LOCK_WAIT_MS = 200
const BEGIN_AGAIN_MS = 300
/** For a gap between the statements of the previous version, or for another instance that is migrating. */
const PATIENCE_MS = 300_000

/**
 * Brings the database to the newest schema and says which migrations ran. Several instances may call it at once: one
 * works, the others wait for its advisory lock. `databaseUrl` needs DDL rights and a direct connection, no pooler.
 * Throws the database's error; the migration that failed has then changed nothing.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: 5000,
    lock_timeout: LOCK_WAIT_MS,
  })
  pool.on('error', () => {}) // an idle connection that breaks is no news: the query that runs says so
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
    const start = performance.now()
    let { error, results } = await migrator.migrateToLatest()
    while (gaveWay(error) && performance.now() - start < PATIENCE_MS) {
      await sleep(BEGIN_AGAIN_MS)
      ;({ error, results } = await migrator.migrateToLatest())
    }
    if (error !== undefined) throw error
    return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
  } finally {
    await db.destroy()
  }
}

/** Whether a lock was not to be had in time, or somebody else waited for one of ours. */
function gaveWay(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '40P01')
}
