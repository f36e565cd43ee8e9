import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import t from 'tap'
import { openDatabase, type Database } from '../../src/adapters/postgres/database.ts'
import { postgresOnboardingQueries } from '../../src/adapters/postgres/onboarding-queries.ts'
import { runPrepared } from '../../src/adapters/postgres/prepared.ts'
import { postgresTokenRepository } from '../../src/adapters/postgres/token-repository.ts'
import type { ClientFilter } from '../../src/ports/onboarding-queries.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { insert, onboardingRow, rawConnection } from '../support/raw-rows.ts'
import { startService, surroundings } from '../support/service.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

const sum = (db: Database, one: number) =>
  runPrepared(db, sql<{ sum: number }>`select ${one}::int + 1 as sum`).then(([row]) => row?.sum)

/** The statements that the only connection of this pool has prepared, with how often each was run. */
async function preparedOn(db: Database) {
  const { rows } = await sql<{ statement: string; runs: number }>`
    select statement, (generic_plans + custom_plans)::int as runs from pg_prepared_statements`.execute(db)
  return rows
}

t.test('a statement is parsed once for each connection, and again after a connection broke', async (t) => {
  const { url } = await testDatabase(t)
  const proxy = await tcpProxy(t, url)
  const db = openDatabase({ databaseUrl: proxy.url, maxConnections: 1, log: capturedLog().log })
  t.teardown(() => db.destroy())
  t.same([await sum(db, 1), await sum(db, 2), await sum(db, 3)], [2, 3, 4])
  t.match(await preparedOn(db), [{ statement: /^select \$1::int/, runs: 3 }])

  proxy.breakOff()
  await t.rejects(sum(db, 4))
  t.equal(await sum(db, 5), 6)
  t.match(await preparedOn(db), [{ statement: /^select \$1::int/, runs: 1 }])
})

t.test('a statement that fails, and one that fails to be parsed, can be sent again', async (t) => {
  const { url } = await testDatabase(t)
  const db = openDatabase({ databaseUrl: url, maxConnections: 1, log: capturedLog().log })
  t.teardown(() => db.destroy())
  const inverse = (n: number) => runPrepared(db, sql<{ inverse: number }>`select 60 / ${n}::int as inverse`)
  await t.rejects(inverse(0), /division by zero/)
  t.same(await inverse(4), [{ inverse: 15 }])

  const later = () => runPrepared(db, sql<{ n: number }>`select n from made_later where n = ${1}`)
  await t.rejects(later(), /does not exist/)
  await sql`create table made_later (n int)`.execute(db)
  t.same(await later(), [])
  await sql`alter table made_later add column other text, alter column n type bigint using 2`.execute(db)
  await t.rejects(later(), /cached plan must not change result type/)
  t.same(await later(), [], 'the next connection prepares it again')
  await sql`deallocate all`.execute(db)
  await t.rejects(later(), /does not exist/, 'what a pooler does that knows no prepared statements')
  t.same(await later(), [])
})

t.test('a compiled statement is planned once, for few inputs as for many', async (t) => {
  const { url } = await testDatabase(t)
  const db = openDatabase({ databaseUrl: url, maxConnections: 1, log: capturedLog().log })
  t.teardown(() => db.destroy())
  const { load } = postgresTokenRepository(db, () => Promise.resolve())
  for (let n = 0; n < 20; n += 1) await load({ secretHash: randomBytes(32) })
  for (let n = 0; n < 5; n += 1)
    await Promise.all(Array.from({ length: 30 }, () => load({ secretHash: randomBytes(32) })))
  const { rows } = await sql<{ plans: number }>`
    select custom_plans::int as plans from pg_prepared_statements where statement like '%token_secrets%'`.execute(db)
  // PostgreSQL plans the first five executions of any statement by themselves.
  t.same(rows, [{ plans: 5 }])
})

t.test('each list of clients is planned once, with a million clients too', async (t) => {
  const { url } = await testDatabase(t)
  const db = openDatabase({ databaseUrl: url, maxConnections: 1, log: capturedLog().log })
  t.teardown(() => db.destroy())
  const raw = await rawConnection(t, url)
  for (let n = 0; n < 100; n += 1) await insert(raw, 'onboardings', onboardingRow())
  await raw.query('analyze onboardings')
  // The planner believes that the pages with these clients hold a million.
  await raw.query(`update pg_class set reltuples = 1000000 where relname = 'onboardings'`)
  const { listClients } = postgresOnboardingQueries(db)
  const after = '0199a0e5-7c00-7000-8000-000000000001'
  const filters: ClientFilter[] = [
    {},
    { status: 'pending' },
    { status: 'expired' },
    { readiness: ['none', 'onboarding'] },
    { nextAction: ['client'] },
    { stuckForMs: 1000 },
    { externalId: 'crm-1' },
  ]
  for (let n = 0; n < 10; n += 1) {
    for (const filter of filters) await listClients('default', filter, { limit: n + 1 })
    await listClients('default', {}, { limit: 50, after })
    await listClients('default', {}, { limit: 50, order: 'since', after: `1790000000000_${after}` })
    await listClients('default', {}, { limit: 50, order: 'deadline' })
  }
  const { rows } = await sql<{ plans: number }>`
    select custom_plans::int as plans from pg_prepared_statements where statement like '%onboardings%'`.execute(db)
  t.same(
    rows,
    Array.from({ length: filters.length + 3 }, () => ({ plans: 5 })),
  )
})

for (const setting of ['on', 'off']) {
  t.test(`with DATABASE_PREPARED=${setting} links are opened`, async (t) => {
    const around = await surroundings(t)
    const { watched, names } = watchNames(t)
    const service = await startService(t, around, { DATABASE_PREPARED: setting })
    const { token } = await service.invite()
    for (const status of [200, 200]) t.equal((await service.open(token)).status, status)
    t.ok(watched() > 5, 'statements were watched')
    t.equal(names().length > 3, setting === 'on', names().join(', '))
  })
}

/** The statements that were sent from now on, and the names of those with one. */
function watchNames(t: { teardown(handler: () => void): unknown }) {
  const sent: (string | undefined)[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function watchedQuery(this: pg.Client, ...args: unknown[]) {
    const [statement] = args
    sent.push(typeof statement === 'object' ? (statement as pg.QueryConfig).name : undefined)
    return Reflect.apply(query, this, args)
  } as typeof query
  t.teardown(() => {
    pg.Client.prototype.query = query
  })
  return { watched: () => sent.length, names: () => sent.filter((name) => name !== undefined) }
}
