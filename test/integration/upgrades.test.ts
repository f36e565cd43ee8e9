import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { wrongInLists } from '../proof/migrations/lists.ts'
import { loadedDatabase } from '../proof/migrations/loaded-database.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { environmentFor } from '../support/service.ts'

const IN_STEPS = '008-filled-lists'
const AFTER = ['009-refresh-states', '010-notices']

/** A database with clients, as an earlier version has left it. */
async function left(t: Test, lastMigration: string, clients: number) {
  const { url } = await testDatabase(t, { migrated: false })
  await loadedDatabase(url, lastMigration, clients)
  const db = new pg.Pool({ connectionString: url, max: 4 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  return { url, db }
}

/** The indexes that are there, and whether their builds have come to their end. */
async function indexes(db: pg.Pool): Promise<Record<string, boolean>> {
  const { rows } = await db.query<{ name: string; valid: boolean }>(
    `select c.relname as name, indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, valid }) => [name, valid]))
}

/** What every upgrade comes to, wherever it began. */
async function isComplete(t: Test, db: pg.Pool): Promise<void> {
  const { url } = await testDatabase(t)
  const fresh = new pg.Pool({ connectionString: url, max: 1 })
  t.same(await indexes(db), await indexes(fresh), 'its indexes are those of a new database')
  await fresh.end()
  const { rows } = await db.query('select conname from pg_constraint where not convalidated')
  t.same(rows, [], 'every CHECK was made')
  t.same(await wrongInLists(db), [])
}

t.test('a migration that is killed while it works in steps is taken up', async (t) => {
  const { url, db } = await left(t, '003-provider-events', 3000)
  const isAtWork = async () =>
    (await db.query('select from onboarding_tokens where not is_latest limit 1')).rowCount === 1
  const migrating = migrate(url).then(
    () => 'done',
    (error: unknown) => String(error),
  )
  // The column is not there yet at first.
  while (!(await isAtWork().catch(() => false))) await sleep(1)
  await db.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'connect-onboarding migrate'`,
  )
  t.not(await migrating, 'done')
  t.same(await migrate(url), [IN_STEPS, ...AFTER], 'what was done before is not done again')
  await isComplete(t, db)
})

t.test('an index whose build was broken off is built again', async (t) => {
  const { url, db } = await left(t, '007-age-of-readiness', 100)
  const build =
    'create unique index concurrently onboarding_tokens_one_latest_per_client on onboarding_tokens (client_id)'
  await t.rejects(db.query(build), { code: '23505' })
  t.match(await indexes(db), { onboarding_tokens_one_latest_per_client: false })
  t.same(await migrate(url), [IN_STEPS, ...AFTER])
  await isComplete(t, db)
})

t.test('two instances at once migrate a database with clients in it, and one of them does the work', async (t) => {
  const { url, db } = await left(t, '003-provider-events', 1000)
  const [first, second] = await Promise.all([migrate(url), migrate(url)])
  t.equal(Math.min(first.length, second.length), 0)
  t.ok([...first, ...second].includes(IN_STEPS))
  await isComplete(t, db)
})

t.test('an account that the previous version has stored late is listed right after the next look', async (t) => {
  const { url, db } = await left(t, '003-provider-events', 10)
  await migrate(url)
  await db.query(
    `update accounts set fetched_at = now(), snapshot = snapshot || '{"payoutsEnabled": false, "detailsSubmitted": false}'
     where readiness = 'active'`,
  )
  const stale = await db.query(`select from clients where readiness = 'active'`)
  t.ok(stale.rowCount, 'what is listed is old')
  const config = readConfig(environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:1' }))
  const { log } = capturedLog()
  const ports = openPorts(config, log)
  t.teardown(() => ports.close())
  await composeUseCases(ports, config, log).lookAtQuietAccounts({ actor: 'job:look', requestId: 'look' })
  t.equal((await db.query(`select from clients where readiness = 'active'`)).rowCount, 0)
  await isComplete(t, db)
})
