import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import t from 'tap'
import { migrate, migrations } from '../../src/adapters/postgres/migrate.ts'
import { invited } from '../contract/fixtures.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { blocked, insert, onboardingRow, rawClient, rawConnection } from '../support/raw-rows.ts'

const ALL = Object.keys(migrations)

const emptyDatabase = (t: Parameters<typeof testDatabase>[0]) => testDatabase(t, { migrated: false })

t.test('eight concurrent migrations of an empty database all succeed, and one of them does the work', async (t) => {
  const { url } = await emptyDatabase(t)
  const all = await Promise.all(Array.from({ length: 8 }, () => migrate(url)))
  t.strictSame(
    all.filter((names) => names.length > 0),
    [ALL],
  )
  t.ok(await invited(postgresPorts(t, url)))
})

t.test('again changes nothing', async (t) => {
  const { url } = await emptyDatabase(t)
  t.strictSame(await migrate(url), ALL)
  const db = await rawConnection(t, url)
  const before = await shape(db)
  t.strictSame(await migrate(url), [])
  t.strictSame(await shape(db), before)
})

t.test('a migration that fails is reported and leaves nothing behind', async (t) => {
  const { url } = await emptyDatabase(t)
  const db = await rawConnection(t, url)
  await db.query('create table audit_events (id int)') // in the way of the real one
  await t.rejects(migrate(url), { code: '42P07' })
  const { rows } = await db.query(`select to_regclass('clients') as clients`)
  t.same(rows, [{ clients: null }])
})

t.test('a migration that waits for a lock times out, and is retried', async (t) => {
  const { url } = await emptyDatabase(t)
  const [holder, watcher] = [await rawConnection(t, url), await rawConnection(t, url)]
  await holder.query('begin')
  await holder.query('create table onboardings ()') // nobody knows yet whether this stays
  const migrating = migrate(url)
  const sessions = new Set<string>()
  for (const end = performance.now() + 1500; performance.now() < end; await sleep(5)) {
    const { rows } = await watcher.query<{ transaction: string }>(
      `select xact_start::text as transaction from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    for (const { transaction } of rows) sessions.add(transaction)
  }
  t.ok(sessions.size >= 2, `it waited in ${sessions.size} transactions, one after the other`)
  await holder.query('rollback')
  t.strictSame(await migrating, ALL)
})

t.test('a migration in steps waits for a writer, and blocks no other statement meanwhile', async (t) => {
  const { url } = await emptyDatabase(t)
  await migrateTo(url, '001-onboarding')
  const [holder, other] = [await rawConnection(t, url), await rawConnection(t, url)]
  await rawClient(holder)
  await holder.query('begin')
  await holder.query('update onboardings set version = version + 1')
  const migrating = migrate(url)
  await blocked(holder)
  await other.query(`set lock_timeout = '500ms'`)
  const work = async () => {
    for (const end = performance.now() + 1500; performance.now() < end;) {
      await other.query('select * from onboardings o join clients c on c.id = o.client_id limit 1')
      await insert(other, 'onboardings', onboardingRow())
    }
  }
  await t.resolves(work(), 'reading and writing go on')
  await holder.query('commit')
  t.strictSame(await migrating, ALL.slice(1))
  const { rows } = await other.query(`select indexrelid::regclass::text as name from pg_index where not indisvalid`)
  t.same(rows, [], 'and every index was built to its end')
})

async function migrateTo(url: string, migration: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }) })
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const { error } = await migrator.migrateTo(migration)
  await db.destroy()
  if (error !== undefined) throw error
}

/** Columns, constraints, indexes and triggers. */
async function shape(db: pg.Client): Promise<unknown[]> {
  const queries = [
    `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
     where table_schema = 'public' order by 1, 2`,
    `select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
     where connamespace = 'public'::regnamespace order by 1, 2`,
    `select indexdef from pg_indexes where schemaname = 'public' order by 1`,
    `select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1`,
    `select name from kysely_migration order by 1`,
  ]
  const all = []
  for (const query of queries) all.push((await db.query(query)).rows)
  return all
}
