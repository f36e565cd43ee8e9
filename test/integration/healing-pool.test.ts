import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import t from 'tap'
import { openDatabase, type Database } from '../../src/adapters/postgres/database.ts'
import { StorageUnavailableError } from '../../src/ports/storage-unavailable-error.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

const one = (db: Kysely<never> | Database) => sql<{ one: number }>`select 1 as one`.execute(db)

t.test('Kysely alone gives a connection whose query timed out to the next caller', async (t) => {
  const { url } = await testDatabase(t)
  const proxy = await tcpProxy(t, url)
  const pool = new pg.Pool({ connectionString: proxy.url, max: 1, query_timeout: 300 })
  pool.on('error', () => {})
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  await one(db)
  proxy.swallow(true)
  await t.rejects(one(db), /timeout/)
  proxy.swallow(false)
  await t.rejects(one(db), /timeout/, 'though the network is well again: this is what the healing pool is for')
  proxy.breakOff()
  await db.destroy()
})

t.test('a connection that broke is destroyed and the next query gets another one', async (t) => {
  const { url } = await testDatabase(t)
  const proxy = await tcpProxy(t, url)
  const { log } = capturedLog()
  const db = openDatabase({ databaseUrl: proxy.url, maxConnections: 2, log })
  t.teardown(() => db.destroy())
  const pids = async () =>
    new Set(
      (
        await Promise.all([1, 2, 3].map(() => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)))
      ).flatMap(({ rows }) => rows.map(({ pid }) => pid)),
    )

  t.test('after a half-open connection', async (t) => {
    const before = await pids()
    proxy.swallow(true)
    const answers = await Promise.allSettled([1, 2].map(() => one(db)))
    for (const answer of answers) {
      t.equal(answer.status, 'rejected')
      t.ok(answer.status === 'rejected' && answer.reason instanceof StorageUnavailableError)
    }
    proxy.swallow(false)
    for (const pid of await pids()) t.notOk(before.has(pid), 'none of the old connections is used again')
  })

  t.test('after a reset', async (t) => {
    proxy.breakOff()
    await Promise.allSettled([one(db), one(db)])
    t.match((await one(db)).rows, [{ one: 1 }])
  })

  t.test('after the server ended it', async (t) => {
    const admin = new pg.Client({ connectionString: url })
    await admin.connect()
    const sleeping = sql`select pg_sleep(2)`.execute(db)
    const [ended] = await Promise.allSettled([
      sleeping,
      new Promise((resolve) => setTimeout(resolve, 200)).then(() =>
        admin.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
        ),
      ),
    ])
    t.ok(ended.status === 'rejected' && ended.reason instanceof StorageUnavailableError)
    await admin.end()
    t.match((await one(db)).rows, [{ one: 1 }])
  })

  t.test('an error of one statement does not destroy its connection', async (t) => {
    const before = await pids()
    await t.rejects(sql`select 1 / 0`.execute(db), /division by zero/)
    await t.rejects(sql`select pg_sleep(10)`.execute(db), StorageUnavailableError, 'the server gives up after 3 s')
    for (const pid of await pids()) t.ok(before.has(pid))
  })
})

t.test('while the database refuses connections every query fails soon, and heals with it', async (t) => {
  const { url } = await testDatabase(t)
  const proxy = await tcpProxy(t, url)
  const db = openDatabase({ databaseUrl: proxy.url, log: capturedLog().log })
  t.teardown(() => db.destroy())
  proxy.refuse(true)
  const refused = await Promise.allSettled(Array.from({ length: 20 }, () => one(db)))
  t.ok(refused.every((answer) => answer.status === 'rejected' && answer.reason instanceof StorageUnavailableError))
  proxy.refuse(false)
  t.match((await one(db)).rows, [{ one: 1 }])
})
