import { crc32 } from 'node:zlib'
import t from 'tap'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { StorageUnavailableError } from '../../src/ports/storage-unavailable-error.ts'
import { apiKeyWorld } from '../support/api-key-world.ts'

const DAY_MS = 24 * 3_600_000

t.test('a live key identifies the caller, what it is called, and its scopes', async (t) => {
  const { created, authenticate, logged } = apiKeyWorld()
  const { key, secret } = await created(['clients:write', 'tokens:write'])
  const told = logged.length
  t.strictSame(await authenticate(secret), {
    platform: 'default',
    name: `admin:${key.id}`,
    label: key.name,
    scopes: ['clients:write', 'tokens:write'],
  })
  t.equal(logged.length, told, 'which is nothing to tell')
})

t.test('a malformed key is refused without a database query', async (t) => {
  const { created, authenticate, asked, logged } = apiKeyWorld()
  const { secret } = await created()
  asked.length = 0
  logged.length = 0
  for (const credential of ['', 'obk_', secret.slice(0, -1), `${secret}a`, secret.toUpperCase(), 'x'.repeat(1000)]) {
    t.equal(await authenticate(credential), undefined)
  }
  t.same(asked, [])
  t.same(logged, [])
})

t.test('a key that is not live is refused, and the log has its id and the reason, not the credential', async (t) => {
  const { created, revoke, authenticate, advance, logged } = apiKeyWorld()
  const forged = cryptoSecrets().mintApiKey()
  const expired = await created(['admin'], 1)
  const revoked = await created(['admin'], 1)
  await revoke(revoked.key.id)
  advance(DAY_MS - 1)
  t.ok(await authenticate(expired.secret), 'it works up to its last millisecond')
  advance(1)
  logged.length = 0
  const refused = [
    { keyId: forged.id, why: 'unknown', secret: forged.secret },
    { keyId: expired.key.id, why: 'expired', secret: expired.secret },
    { keyId: revoked.key.id, why: 'revoked', secret: revoked.secret },
  ]
  for (const { secret } of refused) t.equal(await authenticate(secret), undefined)
  t.same(
    logged,
    refused.map(({ keyId, why }) => ({ level: 'warn', facts: { keyId, why }, message: 'an API key was refused' })),
  )
})

t.test('the id of a key is no credential without its secret', async (t) => {
  const { created, authenticate, secrets, logged } = apiKeyWorld()
  const { key } = await created(['admin'])
  const other = secrets.mintApiKey()
  // Well-formed, as whoever knows how keys are made would make it.
  const body = other.secret.slice(0, -6).replace(other.id, key.id)
  const credential = body + (crc32(body) % 36 ** 6).toString(36).padStart(6, '0')
  t.match(secrets.readApiKey(credential), { id: key.id })
  t.equal(await authenticate(credential), undefined)
  t.match(logged.at(-1), { facts: { keyId: key.id, why: 'wrong_secret' } })
})

t.test('a use is recorded at most once a minute', async (t) => {
  const { created, authenticate, list, asked, advance, now } = apiKeyWorld()
  const { secret } = await created()
  const lastUsedAt = async () => (await list())[0]?.lastUsedAt
  const notes = () => asked.filter((method) => method === 'noteUse').length

  await authenticate(secret)
  const first = now()
  t.same(await lastUsedAt(), first)
  advance(59_999)
  await authenticate(secret)
  t.same(await lastUsedAt(), first)
  t.equal(notes(), 1, 'the database is not even asked')
  advance(1)
  await authenticate(secret)
  t.same(await lastUsedAt(), now())
  t.equal(notes(), 2)
})

t.test('the use of a refused key is not recorded', async (t) => {
  const { created, revoke, authenticate, list } = apiKeyWorld()
  const { key, secret } = await created()
  await revoke(key.id)
  await authenticate(secret)
  t.equal((await list())[0]?.lastUsedAt, undefined)
})

t.test('a failure to record the use does not refuse the request', async (t) => {
  const away = new StorageUnavailableError()
  const { created, authenticate, logged } = apiKeyWorld((apiKeys) => ({
    ...apiKeys,
    noteUse: () => Promise.reject(away),
  }))
  const { key, secret } = await created()
  t.match(await authenticate(secret), { name: `admin:${key.id}` })
  t.same(logged.at(-1), {
    level: 'warn',
    facts: { err: away, keyId: key.id },
    message: 'the last use of an API key could not be recorded',
  })
})

t.test('while the database is unavailable a key is not reported as invalid', async (t) => {
  const away = new StorageUnavailableError()
  const { created, authenticate } = apiKeyWorld((apiKeys) => ({ ...apiKeys, find: () => Promise.reject(away) }))
  const { secret } = await created()
  await t.rejects(authenticate(secret), away)
})
