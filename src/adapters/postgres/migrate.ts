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
const migrations = {
  '001-onboarding': onboarding,
  '002-rate-limits': rateLimits,
  '003-provider-events': providerEvents,
  '004-api-keys': apiKeys,
  '005-admin-api': adminApi,
  '006-mail': mail,
}

/**
 * Brings the database to the newest schema and says which migrations ran. Several instances may call it at once: one
 * works, the others wait for its advisory lock. `databaseUrl` needs DDL rights and a direct connection, no pooler.
 * Throws the database's error; the migration that failed has then changed nothing.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 5000 })
  pool.on('error', () => {}) // an idle connection that breaks is no news: the query that runs says so
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
    const { error, results } = await migrator.migrateToLatest()
    if (error !== undefined) throw error
    return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
  } finally {
    await db.destroy()
  }
}
