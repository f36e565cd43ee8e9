import { sql } from 'kysely'
import pg from 'pg'
import t from 'tap'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { databaseFindings } from '../../src/adapters/postgres/check-database.ts'
import { StorageUnavailableError } from '../../src/ports/storage-unavailable-error.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { hasPgBouncer, pgBouncer } from '../support/pgbouncer.ts'
import { startService, surroundings } from '../support/service.ts'

const { log } = capturedLog()
const settingsOf = sql<{ lock: string; statement: string; style: string }>`
  select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
    current_setting('datestyle') as style`

t.test('a direct connection has its limits in the session', async (t) => {
  const { url } = await testDatabase(t)
  const db = openDatabase({ databaseUrl: url, log })
  t.teardown(() => db.destroy())
  t.match((await settingsOf.execute(db)).rows, [{ lock: '1500ms', statement: '3s', style: 'ISO, MDY' }])
  t.same(await databaseFindings(db), { faults: [], warnings: [] })
})

if (hasPgBouncer) poolerTests()
else t.comment('PgBouncer is not installed (apt-get install pgbouncer): poolers are not tested')

function poolerTests(): void {
  t.test('the service works behind PgBouncer with default settings in transaction mode', async (t) => {
    const { databaseUrl, stripe } = await surroundings(t)
    const url = await pgBouncer(t, databaseUrl, { mode: 'transaction', settings: 'default_pool_size = 3' })
    const { call } = await startService(t, { databaseUrl: url, stripe })
    const admin = { authorization: 'Bearer test-admin-key-test-admin-key-test-admin-key' }
    const invited = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        call('POST', '/api/v1/clients', { name: 'Ada', email: `ada${at}@example.com`, country: 'DE' }, admin),
      ),
    )
    t.same([...new Set(invited.map(({ status }) => status))], [201])
    // Twice, so that prepared statements would be looked for in sessions that do not have them.
    for (let round = 0; round < 2; round += 1) {
      const opened = await Promise.all(
        invited.map(({ body }) => call('POST', '/api/v1/onboard-client', { token: body.onboarding.token })),
      )
      t.same([...new Set(opened.map(({ status }) => status))], [200])
    }
    t.equal((await call('GET', '/api/v1/clients', undefined, admin)).status, 200)
  })

  t.test('behind a pooler, limits hold in transactions and do not stay in the session', async (t) => {
    const { url } = await testDatabase(t)
    const pooled = await pgBouncer(t, url, { mode: 'transaction', settings: 'default_pool_size = 1' })
    const db = openDatabase({ databaseUrl: pooled, log })
    t.teardown(() => db.destroy())
    const inTransaction = await db.transaction().execute((trx) => settingsOf.execute(trx))
    t.match(inTransaction.rows, [{ lock: '1500ms', statement: '3s', style: 'ISO, MDY' }])
    t.match((await settingsOf.execute(db)).rows, [{ lock: '0', statement: '0' }], 'which others share')

    const holder = new pg.Client({ connectionString: url })
    await holder.connect()
    await holder.query('begin; lock table clients')
    const waiting = db.transaction().execute((trx) => sql`select * from clients`.execute(trx))
    await t.rejects(
      waiting,
      { name: 'StorageUnavailableError', cause: { code: '55P03' } },
      'a lock wait ends and says so',
    )
    t.ok((await waiting.catch((error: unknown) => error)) instanceof StorageUnavailableError)
    await holder.end()

    t.match((await databaseFindings(db)).warnings, [/the role has no time limits.*alter role .* set statement_timeout/])
  })

  t.test('migrations need a session of their own, and say so', async (t) => {
    const { url } = await testDatabase(t, { migrated: false })
    const inTransactions = await pgBouncer(t, url, { mode: 'transaction' })
    await t.rejects(migrate(inTransactions), { code: 'TRANSACTION_POOLER', message: /pooler in transaction mode/ })
    const inSessions = await pgBouncer(t, url, { mode: 'session' })
    t.equal((await migrate(inSessions)).length > 0, true)
    t.same(await migrate(inTransactions), [], 'and nothing is left to do')
  })
}
