import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import t from 'tap'
import { databaseFindings } from '../../src/adapters/postgres/check-database.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { LIMITS } from '../../src/adapters/postgres/session.ts'
import { migrateDatabase } from '../../src/compose.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'

// Roles are those of a server, which other tests use as well.
const PREFIX = `test_${randomBytes(4).toString('hex')}`
const script = (await readFile(new URL('../../roles.sql', import.meta.url), 'utf8'))
  .replaceAll('onboarding_', `${PREFIX}_`)
  .replace(":'migrator_password'", "'migrate'")
  .replace(":'app_password'", "'serve'")

const { url } = await testDatabase(t, { migrated: false })
const as = (role: string, password: string) => {
  const other = new URL(url)
  other.username = `${PREFIX}_${role}`
  other.password = password
  return other.href
}
const [migratorUrl, appUrl] = [as('migrator', 'migrate'), as('app', 'serve')]

async function run(databaseUrl: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

const { log } = capturedLog()
t.teardown(() =>
  run(
    url,
    [`app`, `migrator`].map((role) => `drop owned by ${PREFIX}_${role} cascade; drop role ${PREFIX}_${role}`).join(';'),
  ),
)

t.test('roles.sql can be run twice, and its migrator migrates', async (t) => {
  await run(url, script)
  await run(url, script)
  t.ok((await migrateDatabase(migratorUrl, log)).length > 0)
  await run(url, script)
})

t.test('the role of the service has the limits that direct connections set for themselves', async (t) => {
  const { rows } = await run(url, `select rolconfig from pg_roles where rolname = '${PREFIX}_app'`)
  t.match(rows, [
    {
      rolconfig: [
        `statement_timeout=${LIMITS.statement / 1000}s`,
        `lock_timeout=${LIMITS.lock}ms`,
        `idle_in_transaction_session_timeout=${LIMITS.idleInTransaction / 1000}s`,
      ],
    },
  ])
})

t.test('the role of the service does everything that the service does', async (t) => {
  t.same(await migrateDatabase(appUrl, log), [], 'a start where nothing is left to migrate')
  const db = openDatabase({ databaseUrl: appUrl, log })
  t.same(await databaseFindings(db), { faults: [], warnings: [] })
  await db.destroy()

  const { stripe } = await surroundings(t, { url })
  const around = { databaseUrl: appUrl, stripe }
  const warming = { ACCOUNT_WARM_UP: 'on' }
  const { call } = await startService(t, around, warming)
  const worker = await startWorker(t, around, warming)
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  const invited = await call('POST', '/api/v1/clients', { name: 'Ada', email: 'ada@example.com', country: 'DE' }, admin)
  t.equal(invited.status, 201)
  const path = `/api/v1/clients/${invited.body.client.id}`
  await until(
    'the worker has created the account',
    async () => (await call('GET', path, undefined, admin)).body.account,
  )
  t.equal((await call('POST', '/api/v1/onboard-client', { token: invited.body.onboarding.token })).status, 200)
  t.equal((await call('PATCH', path, { name: 'Grace' }, admin)).status, 200)
  t.equal((await call('POST', `${path}/sync`, {}, admin)).status, 200)
  t.equal((await call('POST', `${path}/onboarding-tokens`, {}, admin)).status, 201)
  t.equal((await call('GET', `/api/v1/clients?q=grace`, undefined, admin)).body.data.length, 1)
  t.equal((await call('DELETE', path, undefined, admin)).status, 204)
  await worker.close()
  const failures = worker.captured.lines().filter((line) => JSON.stringify(line).includes('42501'))
  t.same(failures, [], 'no job met a missing right')
})

t.test('the role of the service can neither rewrite history nor change tables', async (t) => {
  for (const statement of [
    `update audit_events set actor = 'nobody'`,
    'delete from audit_events',
    'truncate audit_events',
    'delete from kysely_migration',
    'create table mine ()',
    'alter table clients add column mine text',
    'drop table clients',
    'create schema mine',
    'alter table audit_events disable trigger all',
    'create table pgboss.mine ()',
  ]) {
    await t.rejects(run(appUrl, statement), { code: '42501' }, statement)
  }
})
