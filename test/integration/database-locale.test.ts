import pg from 'pg'
import t from 'tap'
import { migrateDatabase } from '../../src/compose.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { startService, surroundings } from '../support/service.ts'

t.test('searches and addresses ignore case on a database with the locale C', async (t) => {
  const database = await testDatabase(t, { migrated: false, locale: 'C' })
  await migrateDatabase(database.url, capturedLog().log)
  const { call, invite, adminKey } = await startService(t, await surroundings(t, database))
  const admin = { authorization: `Bearer ${adminKey}` }
  const { clientId } = await invite({ name: 'Jörg Müller', email: 'JOERG@Example.com' })
  await invite({ name: 'Muller' })
  for (const q of ['müller', 'MÜLLER', 'Mu\u0308ller', 'jörg', 'joerg@example.COM']) {
    const { body } = await call('GET', `/api/v1/clients?q=${encodeURIComponent(q)}`, undefined, admin)
    t.strictSame(
      body.data.map(({ client }: { client: { id: string } }) => client.id),
      [clientId],
      q,
    )
  }
  const again = await call('POST', '/api/v1/clients', { name: 'J', email: 'joerg@EXAMPLE.com' }, admin)
  t.match(again, { status: 409, body: { code: 'CLIENT_EXISTS', clientId } })

  t.test('and a search for two characters of Japanese follows the index', async (t) => {
    const db = new pg.Client({ connectionString: database.url })
    await db.connect()
    t.teardown(() => db.end())
    await db.query(
      `with made as (select gen_random_uuid() as id, n from generate_series(1, 5000) n),
       root as (
         insert into onboardings (client_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since)
         select id, 1, 'pending', id, now() + interval '1 day', 'none', 'client', now() from made)
       insert into clients (id, name, email, search_key, created_at)
       select id, 'n', n || '@example.com', 'client ' || n || ' n' || n || '@example.com X65E5Z ', now() from made`,
    )
    await db.query('analyze clients')
    await db.query('set enable_seqscan = off')
    const { rows } = await db.query(`explain analyze select 1 from clients where search_key like '%X65E5ZX672CZ%'`)
    t.match(rows.map((row) => row['QUERY PLAN']).join('\n'), /Bitmap Index Scan on clients_by_text .*actual .*rows=0\b/)
  })
})
