import pg from 'pg'
import t, { type Test } from 'tap'
import { EMAIL, QUEUES } from '../../src/adapters/jobs/queues.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { migrateDatabase } from '../../src/compose.ts'
import { wrongInLists } from '../proof/migrations/lists.ts'
import { loadedClient, loadedDatabase } from '../proof/migrations/loaded-database.ts'
import { LAST_MIGRATION, version001 } from '../proof/migrations/version-001.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'

const IN_STEPS = '002-list-indexes'

/** A database with clients, as an earlier version has left it. */
async function left(t: Test, clients: number) {
  const { url } = await testDatabase(t, { migrated: false })
  await loadedDatabase(url, LAST_MIGRATION, clients)
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

t.test('a migration that is killed while it works in steps continues where it stopped', async (t) => {
  const { url, db } = await left(t, 3000)
  // The last of the indexes cannot be built before this transaction has ended.
  const writer = await db.connect()
  await writer.query('begin')
  await writer.query(`update clients set name = name where id = $1`, [loadedClient(1).clientId])
  const migrating = migrate(url).then(
    () => 'done',
    (error: unknown) => String(error),
  )
  while ((await indexes(db))['clients_by_text'] === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
  await db.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'connect-onboarding migrate'`,
  )
  t.not(await migrating, 'done')
  await writer.query('commit')
  writer.release()
  t.match(await indexes(db), { onboardings_by_status: true, onboardings_by_expiry: true, clients_by_text: false })
  const finished = `select oid from pg_class where relname in ('onboardings_by_status', 'onboardings_by_expiry')`
  const { rows } = await db.query(finished)
  t.same(await migrate(url), [IN_STEPS])
  t.same((await db.query(finished)).rows, rows, 'what was built before is not built again')
  await isComplete(t, db)
})

t.test('an index whose build was broken off is built again', async (t) => {
  const { url, db } = await left(t, 100)
  const build = 'create unique index concurrently onboardings_by_status on onboardings (status)'
  await t.rejects(db.query(build), { code: '23505' })
  t.match(await indexes(db), { onboardings_by_status: false })
  t.same(await migrate(url), [IN_STEPS])
  await isComplete(t, db)
})

t.test('two concurrent instances migrate a database that has clients, and one of them does the work', async (t) => {
  const { url, db } = await left(t, 1000)
  const [first, second] = await Promise.all([migrate(url), migrate(url)])
  t.equal(Math.min(first.length, second.length), 0)
  t.ok([...first, ...second].includes(IN_STEPS))
  await isComplete(t, db)
})

t.test('whatever the previous version saves after the migration is listed right', async (t) => {
  const { url, db } = await left(t, 10)
  await migrate(url)
  const previous = version001(url)
  const [completed, revoked, replaced, failed] = [loadedClient(3), loadedClient(2), loadedClient(4), loadedClient(5)]
  const invited = await previous.invite()
  await previous.open(invited)
  await previous.complete(completed)
  await previous.revoke(revoked)
  await previous.issue(replaced)
  await previous.fail(failed)
  await previous.close()
  const clients = [invited, completed, revoked, replaced, failed]
  const { rows } = await db.query<{ client_id: string; status: string; readiness: string }>(
    'select client_id, status, readiness from onboardings where client_id = any($1)',
    [clients.map(({ clientId }) => clientId)],
  )
  const listed = new Map(rows.map(({ client_id, status, readiness }) => [client_id, `${status}, ${readiness}`]))
  t.same(
    clients.map(({ clientId }) => listed.get(clientId)),
    ['in_progress, onboarding', 'completed, active', 'revoked, active', 'pending, active', 'in_progress, active'],
  )
  await isComplete(t, db)
})

t.test('queues of an earlier version have the options of this one after the migration', async (t) => {
  const { url } = await testDatabase(t)
  const db = new pg.Pool({ connectionString: url, max: 1 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  const { log } = capturedLog()
  const queues = async () => {
    const { rows } = await db.query(
      `select name, policy, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds, retention_seconds,
       deletion_seconds, heartbeat_seconds, dead_letter from pgboss.queue order by name`,
    )
    return (rows as readonly { name: string }[]).filter(({ name }) => name in QUEUES)
  }
  const changed = async () => (await db.query('select name, updated_on from pgboss.queue order by name')).rows
  const [fresh, before] = [await queues(), await changed()]
  t.equal(fresh.length, Object.keys(QUEUES).length)
  await migrateDatabase(url, log)
  t.same(await changed(), before, 'a queue that is as it should be is not touched')

  await db.query(
    `update pgboss.queue set retry_limit = 1, retry_delay = 77, retry_backoff = not retry_backoff, retry_delay_max = 78,
     expire_seconds = 79, retention_seconds = 80, deletion_seconds = 81, heartbeat_seconds = 82, dead_letter = null`,
  )
  await db.query(`update pgboss.queue set dead_letter = 'email-dead' where name = 'retention'`)
  await migrateDatabase(url, log)
  t.same(await queues(), fresh)

  await db.query(`update pgboss.queue set policy = 'short' where name = $1`, [EMAIL])
  await t.rejects(migrateDatabase(url, log), /policy of the queue "email" is short, and cannot become standard/)
})
