import t from 'tap'
import { apiKeyWorld } from '../support/api-key-world.ts'

t.test('a revoked key opens nothing from then on, and others of its name go on', async (t) => {
  const { created, revoke, authenticate, now } = apiKeyWorld()
  const [old, next] = [await created(), await created()]
  t.ok(await authenticate(old.secret))
  t.same(await revoke(old.key.id), {
    outcome: 'revoked',
    key: { ...old.key, lastUsedAt: now(), revokedAt: now() },
  })
  t.equal(await authenticate(old.secret), undefined)
  t.match(await authenticate(next.secret), { name: `admin:${next.key.id}` })
})

t.test('a repeat says so again and changes nothing', async (t) => {
  const { created, revoke, advance } = apiKeyWorld()
  const { key } = await created()
  const first = await revoke(key.id)
  advance(1000)
  t.strictSame(await revoke(key.id), first)
})

t.test('a key that was never made is not known, and nobody is told of it', async (t) => {
  const { revoke, logged } = apiKeyWorld()
  t.same(await revoke('0123456789ab'), { outcome: 'unknown_key' })
  t.same(logged, [])
})

t.test('operators are told who revoked which key', async (t) => {
  const { created, revoke, logged } = apiKeyWorld()
  const { key } = await created()
  await revoke(key.id)
  t.same(logged.at(-1), {
    level: 'warn',
    facts: { keyId: key.id, actor: 'admin:cli', requestId: 'request-1' },
    message: 'an API key was revoked',
  })
})
