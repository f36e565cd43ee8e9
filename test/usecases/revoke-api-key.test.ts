import t from 'tap'
import { apiKeyWorld } from '../support/api-key-world.ts'

t.test('a revoked key is refused from then on, and others of its name stay valid', async (t) => {
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

t.test('a repeat returns the same and changes nothing', async (t) => {
  const { created, revoke, advance } = apiKeyWorld()
  const { key } = await created()
  const first = await revoke(key.id)
  advance(1000)
  t.strictSame(await revoke(key.id), first)
})

t.test('an unknown key is reported as unknown, and nothing is logged', async (t) => {
  const { revoke, logged } = apiKeyWorld()
  t.same(await revoke('0123456789ab'), { outcome: 'unknown_key' })
  t.same(logged, [])
})

t.test('the log has the actor and the id of a revoked key', async (t) => {
  const { created, revoke, logged } = apiKeyWorld()
  const { key } = await created()
  await revoke(key.id)
  t.same(logged.at(-1), {
    level: 'warn',
    facts: { keyId: key.id, actor: 'admin:cli', requestId: 'request-1' },
    message: 'an API key was revoked',
  })
})
