import { sql } from 'kysely'
import t from 'tap'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { UnusableInputError } from '../../src/ports/unusable-input-error.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

t.test('an error of the database about a value is told from all other errors', async (t) => {
  const { url } = await testDatabase(t)
  const db = openDatabase({ databaseUrl: url, maxConnections: 1, log: capturedLog().log })
  t.teardown(() => db.destroy())
  const about = {
    'no id': sql`select ${'urn:uuid:1'}::uuid`,
    'no number': sql`select ${'Infinity'}::bigint`,
    'a zero byte': sql`select ${'a\u0000b'}::text`,
    'half a character in JSON': sql`select ${'"\\ud800"'}::jsonb`,
    'a number that is too large': sql`select ${'99999999999999999999'}::bigint`,
    'a number that is too large for its column': sql`select ${'9999999999'}::float8::int`,
    'no instant': sql`select ${'yesterday-ish'}::timestamptz`,
    'an instant out of range': sql`select ${'999999-01-01'}::timestamptz`,
  }
  for (const [what, query] of Object.entries(about)) await t.rejects(query.execute(db), UnusableInputError, what)
  for (const query of [sql`select 1 / 0`, sql`select nothing`]) {
    const error = await query.execute(db).catch((thrown: unknown) => thrown)
    t.ok(error instanceof Error && !(error instanceof UnusableInputError))
  }
  t.ok((await sql`select 1`.execute(db)).rows.length, 'and the connection stays usable')
})

t.test('what only the database refuses is answered with 400, and reported as a gap of the validation', async (t) => {
  const { call, captured } = await startService(t, await surroundings(t), {}, (ports) => ({
    ...ports,
    queries: {
      ...ports.queries,
      listClients: (_platform, filter, page) => ports.queries.listClients('a\u0000b', filter, page),
    },
  }))
  const answer = await call('GET', '/api/v1/clients', undefined, { authorization: `Bearer ${ADMIN_KEY}` })
  t.match(answer, { status: 400, body: { code: 'VALIDATION_FAILED', retryable: false } })
  t.match(
    captured.lines().filter(({ level }) => level !== 'info'),
    [{ level: 'warn', msg: 'the database refused a value of a request', err: { cause: { code: '22021' } } }],
  )
})
