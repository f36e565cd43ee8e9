import t from 'tap'
import type { ProviderEvent } from '../../src/ports/event-verifier.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { stripeAt } from '../support/stripe-provider.ts'

const { verifier } = stripeAt('http://127.0.0.1:1')

/** The event as our adapter understands it. */
function received(event: object): ProviderEvent | undefined {
  const body = JSON.stringify(event)
  return verifier.verify(Buffer.from(body), signature(body, 'whsec_1'))
}

const ACCOUNT = 'acct_1'
const account = { id: ACCOUNT, type: 'v2.core.account', url: `/v2/core/accounts/${ACCOUNT}` }

const thin = (type: string, fields: object = {}) => ({
  id: 'evt_thin',
  object: 'v2.core.event',
  type,
  livemode: false,
  created: '2026-03-01T12:00:00.000Z',
  ...fields,
})

t.test('events of v1 after which an account may be different', async (t) => {
  const types = [
    'account.updated',
    'account.application.authorized',
    'account.application.deauthorized',
    'account.external_account.created',
    'account.external_account.deleted',
    'account.external_account.updated',
    'capability.updated',
    'payout.failed',
    'person.created',
    'person.deleted',
    'person.updated',
  ]
  for (const type of types) {
    t.match(received(accountEvent(ACCOUNT, { type })), { type, kind: 'account', accountId: ACCOUNT }, type)
    const form = received(thin(`v1.${type}`, { context: ACCOUNT }))
    t.match(form, { type: `v1.${type}`, kind: 'account', accountId: ACCOUNT }, `the thin form of ${type}`)
    t.match(received(accountEvent(ACCOUNT, { type, account: undefined })), { kind: 'other' }, 'of the platform itself')
  }
})

t.test('events of v2 after which an account may be different', async (t) => {
  const parts = [
    'configuration.customer',
    'configuration.merchant',
    'configuration.recipient',
    'defaults',
    'future_requirements',
    'identity',
    'requirements',
  ]
  const types = [
    ...['created', 'updated', 'closed'].map((what) => `v2.core.account.${what}`),
    ...parts.map((part) => `v2.core.account[${part}].updated`),
    ...parts.slice(0, 3).map((part) => `v2.core.account[${part}].capability_status_updated`),
  ]
  for (const type of types) {
    const event = received(thin(type, { related_object: account }))
    const createdAt = new Date('2026-03-01T12:00:00.000Z')
    t.strictSame(event, { id: 'evt_thin', type, kind: 'account', accountId: ACCOUNT, livemode: false, createdAt }, type)
  }
})

t.test('where a thin event names its account', async (t) => {
  const person = { id: 'person_1', type: 'v2.core.account_person' }
  const capability = { id: 'transfers', type: 'capability', url: `/v1/accounts/${ACCOUNT}/capabilities/transfers` }
  const payout = { id: 'po_1', type: 'payout', url: '/v1/payouts/po_1' }
  const named: Record<string, object> = {
    'as the related object': thin('v1.account.updated', { related_object: { id: ACCOUNT, type: 'account', url: '' } }),
    'in the path of the related object': thin('v1.capability.updated', { related_object: capability }),
    'in the path of a part of the account': thin('v2.core.account[identity].updated', {
      related_object: { type: 'v2.core.account', url: `/v2/core/accounts/${ACCOUNT}?include=identity` },
    }),
    'in the path of a person': thin('v2.core.account_person.updated', {
      related_object: { ...person, url: `/v2/core/accounts/${ACCOUNT}/persons/person_1` },
    }),
    'in its data': thin('v2.core.account_link.returned', { data: { account_id: ACCOUNT } }),
    'as its context': thin('v1.payout.failed', { related_object: payout, context: ACCOUNT }),
    'at the end of its context': thin('v1.payout.failed', { related_object: payout, context: `org_1/${ACCOUNT}` }),
  }
  for (const [where, event] of Object.entries(named)) {
    t.match(received(event), { kind: 'account', accountId: ACCOUNT }, where)
  }

  const nameless = [
    thin('v2.core.account_link.returned'),
    thin('v2.core.account_person.updated', { related_object: { ...person, url: '/v2/core/persons/person_1' } }),
  ]
  for (const event of nameless) {
    const { kind, ...rest } = received(event) ?? {}
    t.equal(kind, 'account')
    t.notOk('accountId' in rest, 'its account is fetched later')
  }
})

t.test('what is no news of an account', async (t) => {
  const others = [
    accountEvent(ACCOUNT, { type: 'payout.paid' }),
    accountEvent(ACCOUNT, { type: 'payout.failed_again' }),
    accountEvent(ACCOUNT, { type: 'charge.succeeded' }),
    thin('v1.payout.paid', { context: ACCOUNT }),
    thin('v1.account.updated'),
    thin('v2.core.event_destination.ping', { related_object: { id: 'ed_1', type: 'v2.core.event_destination' } }),
    thin('v2.core.accounts_report.created', { context: ACCOUNT }),
    thin('v2.money_management.payout_method.updated', { context: ACCOUNT }),
  ]
  for (const event of others) t.match(received(event), { kind: 'other' }, event.type)
})
