import t from 'tap'
import { apiKeyWorld } from '../support/api-key-world.ts'

const DAY_MS = 24 * 3_600_000

t.test('a key is created with the requested scopes and lifetime', async (t) => {
  const { create, authenticate, now } = apiKeyWorld()
  const result = await create({ name: 'crm', scopes: ['clients:read', 'tokens:write'], lifetimeDays: 7 })
  if (result.outcome !== 'created') throw new Error(result.fault)
  const { key, secret } = result
  t.match(key, { name: 'crm', scopes: ['clients:read', 'tokens:write'], createdAt: now().toISOString() })
  t.same(key.expiresAt, new Date(now().getTime() + 7 * DAY_MS))
  t.ok(secret.startsWith(`obk_${key.id}_`))
  t.match(await authenticate(secret), { name: `admin:${key.id}`, scopes: ['clients:read', 'tokens:write'] })
})

t.test('it lives 90 days by default', async (t) => {
  const { created, now } = apiKeyWorld()
  t.same((await created()).key.expiresAt, new Date(now().getTime() + 90 * DAY_MS))
})

t.test('a repeated scope is stored once', async (t) => {
  const { created } = apiKeyWorld()
  t.same((await created(['read', 'read', 'tokens:write', 'read'])).key.scopes, ['read', 'tokens:write'])
})

t.test('an invalid key is refused, and nothing is stored or logged', async (t) => {
  const { create, list, logged } = apiKeyWorld()
  const good = { name: 'crm', scopes: ['read'] } as const
  t.same(await create({ ...good, name: '' }), { outcome: 'refused', fault: 'name' })
  t.same(await create({ ...good, scopes: [] }), { outcome: 'refused', fault: 'scopes' })
  for (const lifetimeDays of [0, 91, 1.5]) {
    t.same(await create({ ...good, lifetimeDays }), { outcome: 'refused', fault: 'lifetime' })
  }
  t.same(await list(), [])
  t.same(logged, [])
})

t.test('the log has the actor and the id of a new key, and not the key', async (t) => {
  const { created, logged } = apiKeyWorld()
  const { key, secret } = await created(['admin'])
  const { id: keyId, expiresAt } = key
  t.same(logged, [
    {
      level: 'warn',
      facts: { keyId, platform: 'default', scopes: ['admin'], expiresAt, actor: 'admin:cli', requestId: 'request-1' },
      message: 'an API key was created',
    },
  ])
  t.notOk(JSON.stringify(logged).includes(secret.slice(-49)))
})

t.test('the log says that a key acts for all platforms', async (t) => {
  const { create, logged } = apiKeyWorld()
  await create({ name: 'crm', scopes: ['read'] })
  t.match(logged, [{ facts: { platform: 'all' } }])
})
