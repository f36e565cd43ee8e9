import t from 'tap'
import { apiKeyStatusAt, faultOfApiKey, isUseToBeNoted, type ApiKey } from '../../src/domain/api-key.ts'

const at = (time: string) => new Date(`2026-03-01T${time}Z`)
const key: ApiKey = {
  id: '0123456789ab',
  name: 'crm',
  scopes: ['clients:read'],
  createdAt: at('10:00:00.000'),
  expiresAt: at('12:00:00.000'),
}

t.test('a key lives until the instant at which it expires', async (t) => {
  t.equal(apiKeyStatusAt(key, at('11:59:59.999')), 'live')
  t.equal(apiKeyStatusAt(key, at('12:00:00.000')), 'expired')
  t.equal(apiKeyStatusAt(key, at('13:00:00.000')), 'expired')
})

t.test('a revoked key is revoked, before it would have expired and after', async (t) => {
  const revoked = { ...key, revokedAt: at('11:00:00.000') }
  t.equal(apiKeyStatusAt(revoked, at('11:00:00.000')), 'revoked')
  t.equal(apiKeyStatusAt(revoked, at('13:00:00.000')), 'revoked')
})

t.test('the use of a key is noted the first time, and then once a minute', async (t) => {
  t.ok(isUseToBeNoted(key, at('10:00:00.000')))
  const used = { ...key, lastUsedAt: at('10:00:00.000') }
  t.notOk(isUseToBeNoted(used, at('10:00:00.000')))
  t.notOk(isUseToBeNoted(used, at('10:00:59.999')))
  t.ok(isUseToBeNoted(used, at('10:01:00.000')))
})

t.test('a key has a name, a scope and a lifetime of 1 to 90 days', async (t) => {
  const good = { name: 'crm', scopes: ['read'], lifetimeDays: 90 } as const
  for (const name of ['c', 'Our CRM (EU)', 'é'.repeat(100), '😀'.repeat(100)]) {
    t.equal(faultOfApiKey({ ...good, name }), undefined, name)
  }
  for (const name of ['', ' ', ' crm', 'crm ', 'c\nrm', 'c\u0000', 'c'.repeat(101)]) {
    t.equal(faultOfApiKey({ ...good, name }), 'name', JSON.stringify(name))
  }
  t.equal(faultOfApiKey({ ...good, scopes: [] }), 'scopes')
  for (const lifetimeDays of [1, 2, 90]) t.equal(faultOfApiKey({ ...good, lifetimeDays }), undefined)
  for (const lifetimeDays of [0, -1, 91, 1.5, NaN, Infinity]) {
    t.equal(faultOfApiKey({ ...good, lifetimeDays }), 'lifetime', `${lifetimeDays}`)
  }
})
