import t from 'tap'
import { searchKey } from '../../src/domain/text.ts'
import { changeClient, searchKeyOf, type Client, type ClientChange } from '../../src/domain/client.ts'
import { METADATA_LIMITS, type Metadata } from '../../src/domain/metadata.ts'

const client: Client = {
  id: 'client-1',
  name: 'Ada',
  email: 'ada@example.com',
  country: 'DE',
  externalId: 'crm-1',
  createdAt: new Date('2026-03-01T12:00:00Z'),
}

const UNLOCKED = { countryLocked: false }

const change = (change: ClientChange, countryLocked = false) => changeClient(client, change, { countryLocked })

t.test('what is left out stays, and what is the same is no change', async (t) => {
  for (const same of [{}, { name: 'Ada', email: 'ada@example.com', country: 'DE' }, { name: undefined }]) {
    t.strictSame(change(same), { outcome: 'changed', client, fields: [], changes: {}, addressChanged: false })
    t.equal(change(same, true).outcome, 'changed', 'also while the country is locked')
  }
})

t.test('each field can be changed, and the answer says which were', async (t) => {
  t.strictSame(change({ name: 'Grace', email: 'grace@example.com', country: 'FR', locale: 'de' }), {
    outcome: 'changed',
    client: { ...client, name: 'Grace', email: 'grace@example.com', country: 'FR', locale: 'de' },
    fields: ['name', 'email', 'country', 'locale'],
    changes: { name: 'Grace', email: 'grace@example.com', country: 'FR', locale: 'de' },
    addressChanged: true,
  })
  const { country: _gone, ...unknown } = client
  t.strictSame(change({ country: null }), {
    outcome: 'changed',
    client: unknown,
    fields: ['country'],
    changes: { country: null },
    addressChanged: false,
  })
})

t.test('an email that differs only in case is stored, and counts as the same address', async (t) => {
  t.match(change({ email: 'Ada@Example.com' }), {
    client: { email: 'Ada@Example.com' },
    fields: ['email'],
    addressChanged: false,
  })
})

t.test('a search looks into the name, the address and the external id', async (t) => {
  const key = searchKeyOf(client)
  for (const part of ['ada', 'ada@example.com', 'crm-1']) t.ok(key.includes(part), part)
  const foreign = searchKeyOf({ ...client, email: 'ada@mail.xn--exmple-cua.de' })
  for (const part of ['exämple', 'ada@mail.EXÄMPLE.de', 'xn--exmple-cua']) {
    t.ok(foreign.includes(searchKey(part)), part)
  }
  const { externalId: _none, ...rest } = client
  t.notMatch(searchKeyOf(rest), /undefined|crm/)
})

t.test('a locked country can neither be changed nor taken away, and the rest can be changed', async (t) => {
  t.strictSame(change({ country: 'FR', name: 'Grace' }, true), { outcome: 'country_locked' })
  t.strictSame(change({ country: null }, true), { outcome: 'country_locked' })
  t.match(change({ name: 'Grace' }, true), { outcome: 'changed', fields: ['name'] })
})

t.test('a return URL is replaced, and removed by null', async (t) => {
  const [one, other] = ['https://app.example.com/a', 'https://app.example.com/b']
  const of = (returnUrl: string | null) => changeClient({ ...client, returnUrl: one }, { returnUrl }, UNLOCKED)
  t.match(of(other), { client: { returnUrl: other }, fields: ['returnUrl'], changes: { returnUrl: other } })
  t.match(of(one), { fields: [] })
  const removed = of(null)
  t.match(removed, { fields: ['returnUrl'], changes: { returnUrl: null } })
  t.strictSame('client' in removed && removed.client, client)
})

t.test('metadata', async (t) => {
  const before = { plan: 'pro', tier: '1' }
  const of = (metadata: ClientChange['metadata'], own: Metadata | undefined = before) =>
    changeClient({ ...client, ...(own && { metadata: own }) }, { metadata }, UNLOCKED)
  const merges: readonly (readonly [how: string, change: ClientChange['metadata'], after: Metadata | null])[] = [
    ['a name that is new is added', { sales: 'Ada' }, { ...before, sales: 'Ada' }],
    ['a name that is there gets the new value, and the others stay', { plan: 'free' }, { plan: 'free', tier: '1' }],
    ['null removes a name', { plan: null }, { tier: '1' }],
    ['an empty text removes a name', { plan: '', constructor: null }, { tier: '1' }],
    ['the last name can be removed', { plan: null, tier: '' }, null],
    ['null in place of the object removes all', null, null],
  ]
  for (const [how, change, after] of merges) {
    t.match(of(change), { fields: ['metadata'], changes: { metadata: after } }, how)
    const changed = of(change)
    t.strictSame('client' in changed && changed.client, { ...client, ...(after && { metadata: after }) }, how)
  }
  for (const same of [undefined, {}, { tier: '1', plan: 'pro' }, { unknown: null }]) t.match(of(same), { fields: [] })
  t.match(of(null, undefined), { fields: [] })

  const full = Object.fromEntries(Array.from({ length: METADATA_LIMITS.keys }, (_, n) => [`name${n}`, 'x']))
  t.match(of({ one: 'more' }, full), { outcome: 'too_much_metadata' })
  t.match(of({ one: 'more', name0: null }, full), { outcome: 'changed' }, 'one in the place of another')
})
