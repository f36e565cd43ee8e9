import t from 'tap'
import { apiKeyWorld } from '../support/api-key-world.ts'

const DAY_MS = 24 * 3_600_000

t.test('all keys are listed with their status, and without secrets', async (t) => {
  const { created, revoke, list, authenticate, secrets, advance, now } = apiKeyWorld()
  const expired = await created(['read'], 1)
  const used = await created(['read', 'tokens:write'], 3)
  const revoked = await created(['admin'], 1)
  await revoke(revoked.key.id)
  advance(DAY_MS)
  await authenticate(used.secret)

  const shown = await list()
  t.strictSame(shown, [
    { ...revoked.key, revokedAt: revoked.key.createdAt, status: 'revoked' },
    { ...used.key, lastUsedAt: now(), status: 'live' },
    { ...expired.key, status: 'expired' },
  ])
  const text = JSON.stringify(shown)
  for (const { secret } of [expired, used, revoked]) {
    const hash = Buffer.from(secrets.readApiKey(secret)?.hash ?? [])
    t.equal(hash.length, 32)
    for (const form of [secret.slice(17), hash.toString('hex'), hash.toString('base64'), JSON.stringify(hash)]) {
      t.notOk(text.includes(form))
    }
  }
})
