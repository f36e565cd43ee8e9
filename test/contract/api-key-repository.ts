import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import type { AuditTrail } from '../../src/ports/audit-trail.ts'
import type { ApiKeyRepository, NewApiKey } from '../../src/ports/api-key-repository.ts'

interface World {
  readonly apiKeys: ApiKeyRepository
  readonly auditTrail: AuditTrail
  /** As if all that was done up to now had been done so much earlier. */
  age(ms: number): Promise<void>
}

export const staff = { platform: DEFAULT_PLATFORM, name: 'admin:cli:ada', requestId: 'request-1' }

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
    const { apiKeys, auditTrail, age } = await open(t)

    t.test('the audit trail says who created a key and who revoked it, once', async (t) => {
      const { id, scopes } = newKey()
      await apiKeys.create(newKey({ id, platform: DEFAULT_PLATFORM, lifetimeDays: 7 }), staff)
      const other = { ...staff, name: 'admin:cli:grace', requestId: 'request-2' }
      await Promise.all([1, 2, 3].map(() => apiKeys.revoke(id, other)))
      await apiKeys.revoke('000000000000', other)
      const { items } = await auditTrail.listOfService(DEFAULT_PLATFORM, { limit: 10 })
      t.strictSame(
        items.map(({ id: _id, at, ...event }) => ({ ...event, isNow: Math.abs(at.getTime() - Date.now()) < 60_000 })),
        [
          { type: 'api_key_revoked', actor: other.name, requestId: 'request-2', facts: { keyId: id }, isNow: true },
          {
            type: 'api_key_created',
            actor: staff.name,
            requestId: 'request-1',
            facts: { keyId: id, scopes, lifetimeDays: 7 },
            isNow: true,
          },
        ],
      )
      t.strictSame(await auditTrail.listOfService('another', { limit: 10 }), { items: [] })
      t.same((await auditTrail.listOfService(DEFAULT_PLATFORM, { limit: 1 })).items[0]?.type, 'api_key_revoked')
    })

    t.test('a key is of one platform or of all, and each of its platforms learns about it', async (t) => {
      const [one, all] = [newKey({ platform: 'another' }), newKey()]
      const owner = { ...staff, platform: 'another' }
      for (const key of [one, all]) await apiKeys.create(key, owner)
      t.equal((await apiKeys.find(one.id))?.key.platform, 'another')
      t.notOk('platform' in ((await apiKeys.find(all.id))?.key ?? {}))
      await apiKeys.revoke(all.id, owner)
      const trailOf = async (platform: string) => {
        const { items } = await auditTrail.listOfService(platform, { limit: 50 })
        const isOfThese = ({ facts }: (typeof items)[number]) =>
          facts?.['keyId'] === one.id || facts?.['keyId'] === all.id
        return items
          .filter(isOfThese)
          .map(({ type, facts }) => `${type} ${facts?.['keyId'] === one.id ? 'one' : 'all'}`)
      }
      t.strictSame(await trailOf('another'), ['api_key_revoked all', 'api_key_created all', 'api_key_created one'])
      t.strictSame(await trailOf(DEFAULT_PLATFORM), ['api_key_revoked all', 'api_key_created all'])
      t.strictSame(await trailOf('a third'), [])
    })

    t.test('a key is stored as it was given, lives as long as was said, and nothing has happened to it', async (t) => {
      const { secretHash, lifetimeDays, ...given } = newKey({ lifetimeDays: 7 })
      const { key, now } = await apiKeys.create({ ...given, lifetimeDays, secretHash }, staff)
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
      await apiKeys.create(first, staff)
      await age(2 * DAY_MS)
      await apiKeys.create(second, staff)
      await apiKeys.revoke(second.id, staff)
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
      await apiKeys.create(one, staff)
      await apiKeys.create(other, staff)
      await apiKeys.revoke(one.id, staff)
      t.ok((await apiKeys.find(one.id))?.key.revokedAt)
      t.notOk((await apiKeys.find(other.id))?.key.revokedAt)
    })

    t.test('a revocation is visible to the next read, and a repeat changes nothing', async (t) => {
      const { id } = newKey()
      const { key } = await apiKeys.create(newKey({ id }), staff)
      const revoked = await apiKeys.revoke(id, staff)
      t.ok(revoked?.key.revokedAt && revoked.key.revokedAt <= revoked.now)
      t.strictSame((await apiKeys.find(id))?.key, revoked?.key)
      t.strictSame({ ...revoked?.key, revokedAt: undefined }, { ...key, revokedAt: undefined }, 'nothing else changed')
      await age(MINUTE_MS)
      const before = (await apiKeys.find(id))?.key.revokedAt
      t.ok(before)
      t.same((await apiKeys.revoke(id, staff))?.key.revokedAt, before)
    })

    t.test('an unknown key cannot be revoked', async (t) => {
      t.equal(await apiKeys.revoke('000000000000', staff), undefined)
    })

    t.test('a use is noted, the next one only when so much time has passed', async (t) => {
      const { id } = newKey()
      await apiKeys.create(newKey({ id }), staff)
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
