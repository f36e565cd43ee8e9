import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import type { ApiKeyRepository, NewApiKey } from '../../src/ports/api-key-repository.ts'

interface World {
  readonly apiKeys: ApiKeyRepository
  /** As if all that was done up to now had been done so much earlier. */
  age(ms: number): Promise<void>
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const newKey = (fields: Partial<NewApiKey> = {}): NewApiKey => ({
  id: randomBytes(6).toString('hex'),
  name: 'crm',
  scopes: ['clients:read', 'tokens:write'],
  lifetimeDays: 90,
  secretHash: randomBytes(32),
  ...fields,
})

/** What every adapter of the repository of API keys does. */
export function apiKeyRepositoryContract(t: Test, name: string, open: (t: Test) => Promise<World>): void {
  t.test(`${name}: API keys`, async (t) => {
    const { apiKeys, age } = await open(t)

    t.test('a key is stored as it was given, lives as long as was said, and nothing has happened to it', async (t) => {
      const { secretHash, lifetimeDays, ...given } = newKey({ lifetimeDays: 7 })
      const { key, now } = await apiKeys.create({ ...given, lifetimeDays, secretHash })
      const { createdAt, expiresAt, ...stored } = key
      t.strictSame(stored, given, 'not even an undefined field more')
      t.equal(expiresAt.getTime() - createdAt.getTime(), 7 * DAY_MS)
      t.ok(Math.abs(now.getTime() - createdAt.getTime()) < 10_000)

      const found = await apiKeys.find(given.id)
      t.strictSame(found?.key, key)
      t.strictSame(Buffer.from(found?.secretHash ?? []), secretHash)
      t.ok(found && found.now >= now)
    })

    t.test('an unknown key is not found', async (t) => {
      t.equal(await apiKeys.find('000000000000'), undefined)
      t.equal(await apiKeys.find(''), undefined)
    })

    t.test('keys are listed newest first, whatever their status, without secrets', async (t) => {
      const first = newKey({ lifetimeDays: 1 })
      const second = newKey()
      await apiKeys.create(first)
      await age(2 * DAY_MS)
      await apiKeys.create(second)
      await apiKeys.revoke(second.id)
      const listed = await apiKeys.list()
      t.same(
        listed.slice(0, 2).map(({ key }) => key.id),
        [second.id, first.id],
      )
      t.ok(listed[0]?.key.revokedAt)
      t.ok(listed[1] && listed[1].key.expiresAt < listed[1].now, 'the expired one is there')
      t.notOk(listed.some((record) => 'secretHash' in record || 'secretHash' in record.key))
    })

    t.test('two keys of one name live side by side', async (t) => {
      const [one, other] = [newKey({ name: 'erp' }), newKey({ name: 'erp' })]
      await apiKeys.create(one)
      await apiKeys.create(other)
      await apiKeys.revoke(one.id)
      t.ok((await apiKeys.find(one.id))?.key.revokedAt)
      t.notOk((await apiKeys.find(other.id))?.key.revokedAt)
    })

    t.test('a revocation is visible to the next read, and a repeat changes nothing', async (t) => {
      const { id } = newKey()
      const { key } = await apiKeys.create(newKey({ id }))
      const revoked = await apiKeys.revoke(id)
      t.ok(revoked?.key.revokedAt && revoked.key.revokedAt <= revoked.now)
      t.strictSame((await apiKeys.find(id))?.key, revoked?.key)
      t.strictSame({ ...revoked?.key, revokedAt: undefined }, { ...key, revokedAt: undefined }, 'nothing else changed')
      await age(MINUTE_MS)
      const before = (await apiKeys.find(id))?.key.revokedAt
      t.ok(before)
      t.same((await apiKeys.revoke(id))?.key.revokedAt, before)
    })

    t.test('an unknown key cannot be revoked', async (t) => {
      t.equal(await apiKeys.revoke('000000000000'), undefined)
    })

    t.test('a use is noted, the next one only when so much time has passed', async (t) => {
      const { id } = newKey()
      await apiKeys.create(newKey({ id }))
      const used = async () => (await apiKeys.find(id))?.key.lastUsedAt
      await apiKeys.noteUse(id, MINUTE_MS)
      const first = await used()
      t.ok(first)
      await apiKeys.noteUse(id, MINUTE_MS)
      t.same(await used(), first)
      await age(MINUTE_MS)
      const aged = await used()
      await Promise.all(Array.from({ length: 20 }, () => apiKeys.noteUse(id, MINUTE_MS)))
      const second = await used()
      t.ok(second && aged && second > aged, 'twenty at once are no trouble')
      t.strictSame((await apiKeys.list()).find(({ key }) => key.id === id)?.key.lastUsedAt, second)
    })

    t.test('recording the use of an unknown key changes nothing', async (t) => {
      await apiKeys.noteUse('000000000000', MINUTE_MS)
      t.equal(await apiKeys.find('000000000000'), undefined)
    })
  })
}
