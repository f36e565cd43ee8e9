import pg from 'pg'
import t, { type Test } from 'tap'
import { postgresApiKeyRepository } from '../../src/adapters/postgres/api-key-repository.ts'
import { postgresAuditTrail } from '../../src/adapters/postgres/audit-trail.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { apiKeyRepositoryContract, staff } from './api-key-repository.ts'

async function open(t: Test) {
  const { url } = await testDatabase(t)
  const db = openDatabase({ databaseUrl: url, log: capturedLog().log })
  const other = new pg.Pool({ connectionString: url, max: 2 })
  await other.query(`insert into platforms values ('another')`)
  t.teardown(async () => {
    await db.destroy()
    await other.end()
  })
  return { apiKeys: postgresApiKeyRepository(db), auditTrail: postgresAuditTrail(db), other }
}

apiKeyRepositoryContract(t, 'postgres', async (t) => {
  const { apiKeys, auditTrail, other } = await open(t)
  return {
    apiKeys,
    auditTrail,
    async age(ms) {
      await other.query('alter table api_keys disable trigger api_keys_revoked_for_good')
      await other.query(
        `update api_keys k set (created_at, expires_at, revoked_at, last_used_at) =
           (select k.created_at - gone, k.expires_at - gone, k.revoked_at - gone, k.last_used_at - gone
            from (select $1::float8 * interval '1 millisecond' as gone) g)`,
        [ms],
      )
      await other.query('alter table api_keys enable trigger api_keys_revoked_for_good')
    },
  }
})

t.test('postgres: recording a use does not wait for a lock', async (t) => {
  const { apiKeys, other } = await open(t)
  const id = '0123456789ab'
  await apiKeys.create({ id, name: 'crm', scopes: ['read'], lifetimeDays: 1, secretHash: Buffer.alloc(32) }, staff)
  const holder = await other.connect()
  t.teardown(async () => holder.release())
  await holder.query('begin')
  await holder.query('update api_keys set last_used_at = now() where id = $1', [id])
  await apiKeys.noteUse(id, 60_000)
  await holder.query('rollback')
  t.notOk((await apiKeys.find(id))?.key.lastUsedAt, 'whoever holds the row notes it')
})

t.test('postgres: the database refuses keys that the domain does not know', async (t) => {
  const { other } = await open(t)
  const good = {
    id: `'0123456789ab'`,
    name: `'crm'`,
    secret_hash: `'\\x${'00'.repeat(32)}'`,
    scopes: `'{read}'`,
    expires_at: `now() + interval '2160 hours'`,
  }
  const insert = (fields: Partial<typeof good>) => {
    const { id, name, secret_hash: hash, scopes, expires_at: expires } = { ...good, ...fields }
    return other.query(
      `insert into api_keys (id, name, secret_hash, scopes, created_at, expires_at)
       values (${id}, ${name}, ${hash}, ${scopes}, now(), ${expires})`,
    )
  }
  const bad: Record<string, Partial<typeof good>> = {
    'an id with other characters': { id: `'0123_56789ab'` },
    'no name': { name: `''` },
    'a hash of another length': { secret_hash: `'\\x00'` },
    'no scope': { scopes: `'{}'` },
    'a scope that is none': { scopes: `'{read,everything}'` },
    'a scope that is null': { scopes: `'{read,null}'` },
    'a life that ends before it begins': { expires_at: 'now()' },
    'a life of more than 90 days': { expires_at: `now() + interval '2161 hours'` },
  }
  for (const [name, fields] of Object.entries(bad)) await t.rejects(insert(fields), { code: '23514' }, name)
  await insert({})
  await t.rejects(insert({ id: `'ba9876543210'` }), { code: '23505' }, 'the secret of another key')

  await other.query('update api_keys set revoked_at = now()')
  for (const undone of ['null', `now() + interval '1 day'`]) {
    await t.rejects(other.query(`update api_keys set revoked_at = ${undone}`), { code: '23000' }, undone)
  }
})
