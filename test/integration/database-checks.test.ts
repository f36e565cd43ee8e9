import { randomBytes } from 'node:crypto'
import pg from 'pg'
import t from 'tap'
import { databaseFindings } from '../../src/adapters/postgres/check-database.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { migrateDatabase } from '../../src/compose.ts'
import { invited } from '../contract/fixtures.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { accountRow, insert, rawClient, rawConnection } from '../support/raw-rows.ts'

const { log } = capturedLog()

/** An empty database, a connection of its administrator, and a role without rights there, dropped in the end. */
async function prepared(t: Parameters<typeof testDatabase>[0], { migrated = false } = {}) {
  const { url } = await testDatabase(t, { migrated })
  const admin = await rawConnection(t, url)
  const role = `role_${randomBytes(4).toString('hex')}`
  await admin.query(`create role ${role} login password 'word'`)
  const asRole = new URL(url)
  asRole.username = role
  asRole.password = 'word'
  t.teardown(async () => {
    const last = new pg.Client({ connectionString: url })
    await last.connect()
    await last.query(`drop owned by ${role}; drop role ${role}`)
    await last.end()
  })
  return { url, admin, role, roleUrl: asRole.href }
}

t.test('an extension in a schema of its own is used', async (t) => {
  const { url, admin } = await prepared(t)
  await admin.query('create schema ext; create extension pg_trgm schema ext')
  await migrate(url)
  t.ok(await invited(postgresPorts(t, url)))
})

t.test('a role that may only create tables migrates, where an administrator has made the rest', async (t) => {
  const { admin, role, roleUrl } = await prepared(t)
  await t.rejects(migrateDatabase(roleUrl, log), {
    message: new RegExp(
      `may not create tables: grant create on schema "public" to "${role}"[^]*create extension pg_trgm[^]*create schema pgboss authorization ${role}`,
    ),
  })
  await admin.query(
    `grant create on schema public to ${role}; create extension pg_trgm; create schema pgboss authorization ${role}`,
  )
  t.ok((await migrateDatabase(roleUrl, log)).length > 0)
  t.ok(await invited(postgresPorts(t, roleUrl)))
})

t.test('a database with another encoding is refused before anything is created in it', async (t) => {
  const { url, admin } = await prepared(t)
  const name = `latin_${randomBytes(4).toString('hex')}`
  await admin.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`)
  t.teardown(async () => void (await admin.query(`drop database ${name} with (force)`)))
  const latin = new URL(url)
  latin.pathname = `/${name}`
  await t.rejects(migrate(latin.href), { message: /encoding of the database is LATIN1: create it with UTF8/ })
  const db = await rawConnection(t, latin.href)
  t.same((await db.query(`select to_regclass('kysely_migration') as migrations`)).rows, [{ migrations: null }])
})

t.test('settings of the database do not change what the service reads', async (t) => {
  const { url, admin } = await prepared(t, { migrated: true })
  const name = new URL(url).pathname.slice(1)
  for (const setting of [
    `datestyle = 'German'`,
    `timezone = 'Asia/Kolkata'`,
    `intervalstyle = 'iso_8601'`,
    `default_transaction_isolation = 'serializable'`,
    `bytea_output = 'escape'`,
    `statement_timeout = '1h'`,
  ]) {
    await admin.query(`alter database ${name} set ${setting}`)
  }
  const ports = postgresPorts(t, url)
  const { loaded } = await invited(ports)
  t.ok(Math.abs(Number(loaded.now) - Date.now()) < 3_600_000, 'the time is that of now')
  const db = openDatabase({ databaseUrl: url, log })
  t.teardown(() => db.destroy())
  t.same((await databaseFindings(db)).faults, [])
})

t.test('what the service cannot work with is named at its start', async (t) => {
  const { url, admin, role, roleUrl } = await prepared(t, { migrated: true })
  const findings = async (databaseUrl: string) => {
    const db = openDatabase({ databaseUrl, log })
    const found = await databaseFindings(db)
    await db.destroy()
    return found.faults
  }
  t.same(await findings(url), [])
  t.match(await findings(roleUrl), [new RegExp(`The role "${role}" may not read .*: see roles.sql`)])
  await admin.query(`alter role ${role} set search_path = private`)
  t.match((await findings(roleUrl))[0], `No schema in the search_path exists: alter role "${role}"`)
  await admin.query(`create schema private; grant usage on schema private to ${role}`)
  t.match((await findings(roleUrl))[0], 'The schema "private" of')
  await admin.query(`alter role ${role} reset search_path; alter role ${role} set default_transaction_read_only = on`)
  t.match((await findings(roleUrl))[0], /is read-only: connect to the primary/)
})

t.test('a start says that no event has ever come, if there are accounts that must have caused some', async (t) => {
  const { url, admin } = await prepared(t, { migrated: true })
  const db = openDatabase({ databaseUrl: url, log })
  t.teardown(() => db.destroy())
  const warnings = async () => (await databaseFindings(db)).warnings
  t.same(await warnings(), [], 'nor are there accounts')
  const clientId = await rawClient(admin)
  await insert(admin, 'accounts', accountRow('acct_1', clientId, { created_at: new Date() }))
  t.same(await warnings(), [], 'the account is new')
  await admin.query(`update accounts set created_at = now() - interval '2 hours'`)
  t.match(await warnings(), [/^No valid event of Stripe has ever come/])
  await admin.query(
    `insert into provider_events (id, type, created_at) values ('evt_1', 'account.updated', clock_timestamp())`,
  )
  t.same(await warnings(), [])
})
