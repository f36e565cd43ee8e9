import type { Stripe } from 'stripe'
import t from 'tap'
import type { AccountStateChange } from '#stripe-simulator'
import { failureOf, returnUrl, running } from './harness.ts'
import { sdkChecker } from './sdk-schema.ts'
import { everything, fullMerchant, linkParams, payable, recipientOnly } from './v2-harness.ts'

/** v2's answers against the SDK's own types, closed, where null stands for what the types call absent. */

const account = sdkChecker('resources/V2/Core/Accounts.d.ts', 'Account')
const link = sdkChecker('resources/V2/Core/AccountLinks.d.ts', 'AccountLink')
const failure = sdkChecker('Types.d.ts', 'StripeRawError')

type Json = Record<string, unknown>
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value))

const withEverything: Stripe.V2.Core.AccountCreateParams = {
  ...payable,
  contact_phone: '+1 555 0100',
  display_name: 'Jo',
  dashboard: 'none',
  identity: {
    country: 'us',
    entity_type: 'individual',
    attestations: {
      terms_of_service: { account: { date: '2027-01-01T00:00:00.000Z', ip: '203.0.113.7', user_agent: 'x' } },
    },
    business_details: {
      registered_name: 'Jo',
      phone: '+1 555 0100',
      structure: 'sole_proprietorship',
      estimated_worker_count: 3,
      address: { city: 'Reno', country: 'us' },
      id_numbers: [{ type: 'us_ein', value: '1' }],
    },
    individual: {
      given_name: 'Jo',
      surname: 'Doe',
      email: 'jo@example.com',
      phone: '+1 555 0100',
      address: { city: 'Reno', country: 'us' },
      date_of_birth: { day: 1, month: 2, year: 1990 },
      id_numbers: [{ type: 'us_ssn', value: '1' }],
      nationalities: ['us'],
    },
  },
  configuration: {
    recipient: payable.configuration.recipient,
    merchant: {
      mcc: '5734',
      statement_descriptor: { descriptor: 'JO' },
      support: { email: 'jo@example.com', phone: '+1 555 0100', url: 'https://jo.example' },
      capabilities: { card_payments: { requested: true }, ach_debit_payments: { requested: true } },
    },
  },
  defaults: {
    ...payable.defaults,
    currency: 'usd',
    locales: ['en-US'],
    profile: { business_url: 'https://jo.example', doing_business_as: 'Jo', product_description: 'Chairs' },
  },
  metadata: { client_id: 'c1' },
}

const shapes = { payable, recipientOnly, fullMerchant, withEverything }
const items = { currently_due: ['a'], eventually_due: ['a', 'b'], past_due: ['c'], pending_verification: ['d'] }
const errors = [{ requirement: 'a', code: 'verification_document_expired', reason: 'It is too old.' }] as const
const alternatives = [{ alternative_fields_due: ['x'], original_fields_due: ['a'] }]
const changes: readonly AccountStateChange[] = [
  {},
  ...(['save_for_later', 'complete', 'needs_more', 'under_review', 'reject', 'complete'] as const).map((outcome) => ({
    outcome,
  })),
  { capabilities: { card_payments: 'pending', transfers: 'inactive' } },
  { requirements: { ...items, current_deadline: 1_900_000_000, errors: [...errors], alternatives } },
  { future_requirements: { ...items, current_deadline: 1_900_000_000 } },
  { disabled_reason: 'rejected.listed' },
  { disabled_reason: 'something_new' },
  { disabled_reason: null, unsupported: 'unsupported_country' },
  { unsupported: null, access: 'deleted' },
]

t.test('the schemas are closed', async (t) => {
  const { stripe } = await running(t)
  const made = plain(await stripe.v2.core.accounts.create({ ...payable, include: everything }))
  t.same(account(made), [])
  const wrong: Record<string, Json> = {
    'an unknown field': { ...made, colour: 'red' },
    'a missing field': { ...made, livemode: undefined },
    'null for a field that is always there': { ...made, created: null },
    'a value that the enum has not': { ...made, applied_configurations: ['guest'] },
    'an unknown field inside': { ...made, identity: { colour: 'red' } },
  }
  for (const [what, value] of Object.entries(wrong)) t.not(account(plain(value)).length, 0, what)
})

for (const [name, params] of Object.entries(shapes)) {
  t.test(`an account of the shape ${name} fits its type in every state`, async (t) => {
    const { stripe, simulator } = await running(t)
    const { accounts } = stripe.v2.core
    const made = await accounts.create({ ...params, include: everything })
    t.same(account(plain(made)), [])
    t.same(account(plain((await accounts.list()).data[0])), [], 'without what is included')
    for (const change of changes) {
      await simulator.setAccountState(made.id, change)
      t.same(account(plain(await accounts.retrieve(made.id, { include: everything }))), [], JSON.stringify(change))
    }
  })
}

t.test('links fit their type, with and without options', async (t) => {
  const { stripe } = await running(t)
  const { accounts, accountLinks } = stripe.v2.core
  const { id } = await accounts.create(payable)
  t.same(link(plain(await accountLinks.create(linkParams(id)))), [])
  const flow = { refresh_url: returnUrl }
  const updates = await accountLinks.create({ account: id, use_case: { type: 'account_update', account_update: flow } })
  t.same(link(plain(updates)), [])
})

t.test('a list has data and two addresses', async (t) => {
  const { raw, stripe } = await running(t)
  await stripe.v2.core.accounts.create(payable)
  const { data, ...rest } = (await (await raw('/v2/core/accounts')).json()) as { data: unknown[] }
  t.equal(data.length, 1)
  t.same(rest, { next_page_url: null, previous_page_url: null })
})

t.test('refusals fit the type of an error, but for what Stripe’s specification adds', async (t) => {
  const { stripe } = await running(t)
  const { accounts } = stripe.v2.core
  const { id } = await accounts.create(payable, { idempotencyKey: 'k1' })
  const calls = [
    accounts.create({ ...payable, contact_email: 'jo' }),
    accounts.create(fullMerchant, { idempotencyKey: 'k1' }),
    accounts.retrieve('acct_none'),
    accounts.close(id),
  ]
  for (const call of calls) {
    const { applied_configurations: _added, ...raw } = plain((await failureOf(call)).raw)
    // The SDK fills these in.
    const { headers: _headers, statusCode: _status, requestId: _id, ...sent } = raw
    t.match(sent, { code: String, message: String })
    t.same(failure({ type: 'api_error', ...sent }), [], String(sent['code']))
  }
})
