import t from 'tap'
import { searchKey } from '../../src/domain/text.ts'
import { changeClient, searchKeyOf, type Client, type ClientChange } from '../../src/domain/client.ts'

const client: Client = {
  id: 'client-1',
  name: 'Ada',
  email: 'ada@example.com',
  country: 'DE',
  externalId: 'crm-1',
  createdAt: new Date('2026-03-01T12:00:00Z'),
}

const change = (change: ClientChange, countryLocked = false) => changeClient(client, change, { countryLocked })

t.test('what is left out stays, and what is the same is no change', async (t) => {
  for (const same of [{}, { name: 'Ada', email: 'ada@example.com', country: 'DE' }, { name: undefined }]) {
    t.strictSame(change(same), { outcome: 'changed', client, fields: [], addressChanged: false })
    t.equal(change(same, true).outcome, 'changed', 'also while the country is locked')
  }
})

t.test('each field can be changed, and the answer says which were', async (t) => {
  t.strictSame(change({ name: 'Grace', email: 'grace@example.com', country: 'FR', locale: 'de' }), {
    outcome: 'changed',
    client: { ...client, name: 'Grace', email: 'grace@example.com', country: 'FR', locale: 'de' },
    fields: ['name', 'email', 'country', 'locale'],
    addressChanged: true,
  })
  const { country: _gone, ...unknown } = client
  t.strictSame(change({ country: null }), {
    outcome: 'changed',
    client: unknown,
    fields: ['country'],
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
