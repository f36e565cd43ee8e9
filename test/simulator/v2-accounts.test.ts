import { Stripe } from 'stripe'
import t from 'tap'
import { failureOf, running } from './harness.ts'
import { everything, fullMerchant, payable, recipientOnly, statusesOf } from './v2-harness.ts'

t.test('an account is created with what it was given, and can be retrieved', async (t) => {
  const { stripe } = await running(t)
  const { accounts } = stripe.v2.core
  const created = await accounts.create({
    ...payable,
    contact_phone: '+1 555 0100',
    display_name: 'Jo & Söhne',
    identity: {
      country: 'de',
      entity_type: 'company',
      business_details: { registered_name: 'Jo GmbH', id_numbers: [{ type: 'de_hrn', value: 'HRB 1' }] },
    },
    configuration: {
      ...payable.configuration,
      merchant: { ...payable.configuration.merchant, mcc: '5734', support: { phone: '+49 30 1' } },
    },
    defaults: {
      ...payable.defaults,
      currency: 'EUR',
      locales: ['de-DE'],
      profile: { business_url: 'https://jo.example', product_description: 'Chairs', doing_business_as: 'Jo' },
    },
    metadata: { client_id: 'c1' },
    include: everything,
  })
  t.match(created.id, /^acct_1\w{16}$/)
  t.match(created, {
    object: 'v2.core.account',
    applied_configurations: ['merchant', 'recipient'],
    closed: false,
    contact_email: 'jo@example.com',
    contact_phone: '+1 555 0100',
    created: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
    dashboard: 'express',
    display_name: 'Jo & Söhne',
    livemode: false,
    metadata: { client_id: 'c1' },
    identity: {
      country: 'DE',
      entity_type: 'company',
      business_details: { registered_name: 'Jo GmbH', id_numbers: [{ type: 'de_hrn' }] },
    },
    configuration: { merchant: { applied: true, mcc: '5734', support: { phone: '+49 30 1' } } },
    defaults: {
      currency: 'eur',
      locales: ['de-DE'],
      profile: { business_url: 'https://jo.example', product_description: 'Chairs', doing_business_as: 'Jo' },
      responsibilities: {
        fees_collector: 'application',
        losses_collector: 'application',
        requirements_collector: 'stripe',
      },
    },
  })
  t.notOk(JSON.stringify(created).includes('HRB 1'), 'numbers of papers go in and do not come out')
  t.same(await accounts.retrieve(created.id, { include: everything }), created)
})

t.test('what is not included is null, whatever it is', async (t) => {
  const { stripe } = await running(t)
  const { accounts } = stripe.v2.core
  const created = await accounts.create(payable)
  const hidden = { configuration: null, defaults: null, future_requirements: null, identity: null, requirements: null }
  t.match(created, hidden)
  t.match(await accounts.retrieve(created.id), hidden)
  t.match(await accounts.retrieve(created.id, { include: ['configuration.merchant', 'requirements'] }), {
    ...hidden,
    configuration: { merchant: { applied: true }, recipient: null, customer: null },
    requirements: { entries: Array },
  })
  const { data } = await accounts.list()
  t.match(data, [{ id: created.id, ...hidden }])
  t.match(await failureOf(accounts.retrieve(created.id, { include: ['everything' as 'identity'] })), {
    code: 'invalid_fields',
  })
})

t.test('a fresh account is restricted and says what is past due, by v2’s names', async (t) => {
  const { stripe } = await running(t)
  const { accounts } = stripe.v2.core
  const account = await accounts.create({ ...payable, include: everything })
  t.same(statusesOf(account), { card_payments: 'restricted', stripe_transfers: 'restricted', payouts: 'restricted' })
  t.match(account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers, {
    status_details: [{ code: 'requirements_past_due', resolution: 'provide_info' }],
  })
  const { entries = [], summary } = account.requirements ?? {}
  const asked = entries.map(({ description }) => description)
  for (const name of [
    'configuration.merchant.mcc',
    'defaults.profile.business_url',
    'external_account',
    'identity.attestations.terms_of_service.account.date',
    'identity.entity_type',
    'representative.address.city',
    'representative.date_of_birth.day',
    'representative.given_name',
    'representative.surname',
  ]) {
    t.ok(asked.includes(name), name)
  }
  t.match(
    entries,
    entries.map(() => ({ awaiting_action_from: 'user', minimum_deadline: { status: 'past_due' } })),
  )
  t.same(summary, { minimum_deadline: { status: 'past_due', time: null } })
  const bank = entries.find(({ description }) => description === 'external_account')
  t.ok(bank?.impact.restricts_capabilities?.every(({ capability }) => capability === 'stripe_balance.payouts'))

  const given = await accounts.create({
    ...payable,
    identity: { country: 'us', entity_type: 'individual', individual: { given_name: 'Jo', surname: 'Doe' } },
    include: ['requirements'],
  })
  const left = new Set(given.requirements?.entries?.map(({ description }) => description))
  t.ok(left.has('identity.individual.address.city'))
  for (const name of ['identity.entity_type', 'identity.individual.given_name']) t.notOk(left.has(name), name)
})

t.test('capabilities are those of the configurations, and payouts come with each', async (t) => {
  const { stripe } = await running(t)
  const { accounts } = stripe.v2.core
  const receives = await accounts.create({ ...recipientOnly, include: everything })
  t.match(receives, { applied_configurations: ['recipient'], configuration: { merchant: null } })
  t.same(statusesOf(receives), { card_payments: undefined, stripe_transfers: 'restricted', payouts: 'restricted' })
  const asked = receives.requirements?.entries?.map(({ description }) => description)
  t.notOk(asked?.includes('configuration.merchant.mcc'), 'a recipient needs no merchant category')

  const sells = await accounts.create({ ...fullMerchant, include: everything })
  t.match(sells, {
    applied_configurations: ['merchant'],
    dashboard: 'full',
    configuration: {
      merchant: { capabilities: { stripe_balance: { payouts: { status: 'restricted' } } } },
      recipient: null,
    },
    defaults: { responsibilities: { fees_collector: 'stripe', losses_collector: 'stripe' } },
  })
  const custom = await accounts.create({ ...payable, dashboard: 'none', include: ['defaults'] })
  t.equal(custom.defaults?.responsibilities.requirements_collector, 'application')
})

t.test('an account is updated: contact, profile, metadata, identity and capabilities', async (t) => {
  const { stripe } = await running(t)
  const { accounts } = stripe.v2.core
  const { id } = await accounts.create({ ...recipientOnly, metadata: { a: '1', b: '2' } })
  const updated = await accounts.update(id, {
    contact_email: 'new@example.com',
    display_name: 'New',
    contact_phone: '+1 555 0199',
    metadata: { a: null, c: '3' },
    identity: { entity_type: 'individual', individual: { given_name: 'Jo' } },
    configuration: { merchant: { ...payable.configuration.merchant, mcc: '5734' } },
    defaults: { profile: { product_description: 'Chairs' }, locales: ['fr'] },
    include: everything,
  })
  t.match(updated, {
    contact_email: 'new@example.com',
    display_name: 'New',
    contact_phone: '+1 555 0199',
    applied_configurations: ['merchant', 'recipient'],
    identity: { country: 'US', entity_type: 'individual', individual: { given_name: 'Jo' } },
    configuration: { merchant: { mcc: '5734', capabilities: { card_payments: { status: 'restricted' } } } },
    defaults: { profile: { product_description: 'Chairs' }, locales: ['fr'] },
  })
  t.same(updated.metadata, { b: '2', c: '3' })
  t.same(await accounts.retrieve(id, { include: everything }), updated)
  t.match(await stripe.accounts.retrieve(id), { email: 'new@example.com', business_type: 'individual' })
})

t.test('a list has the newest first, in pages, by configuration, and without closed accounts', async (t) => {
  const { stripe, simulator } = await running(t)
  const { accounts } = stripe.v2.core
  await stripe.accounts.create()
  const made = []
  for (const params of [payable, recipientOnly, fullMerchant, payable, payable]) {
    made.unshift((await accounts.create(params)).id)
  }
  const [newest = '', second = '', merchantId = '', receiver = '', oldest = ''] = made
  const ids = async (params?: Stripe.V2.Core.AccountListParams) =>
    (await accounts.list(params).autoPagingToArray({ limit: 100 })).map(({ id }) => id)
  t.same(await ids(), made, 'accounts of v1 are not in it')
  t.same(await ids({ limit: 2 }), made)
  t.same(await ids({ applied_configurations: ['merchant'], limit: 1 }), [newest, second, merchantId, oldest])
  t.same(await ids({ applied_configurations: ['merchant', 'recipient'] }), [newest, second, oldest])
  t.same(await ids({ applied_configurations: ['customer'] }), [])

  await accounts.close(second, { applied_configurations: ['merchant', 'recipient'] })
  await simulator.setAccountState(receiver, { access: 'deauthorised' })
  t.same(await ids(), [newest, merchantId, oldest])
  t.same(await ids({ closed: false }), [newest, merchantId, oldest])
  t.same(await ids({ closed: true }), [second])
  t.match(await failureOf(accounts.list({ limit: 21 })), { statusCode: 400, code: 'invalid_fields' })
})

t.test('pages have addresses to both sides, for the filters that they were made with', async (t) => {
  const { stripe, raw } = await running(t)
  for (let n = 0; n < 3; n++) await stripe.v2.core.accounts.create(payable)
  interface Page {
    data: { id: string }[]
    next_page_url: string | null
    previous_page_url: string | null
  }
  const page = async (path: string) => (await (await raw(path)).json()) as Page
  const first = await page('/v2/core/accounts?limit=2&applied_configurations[0]=merchant')
  t.match(first, { data: { length: 2 }, next_page_url: /^\/v2\/core\/accounts\?.*page=page_/, previous_page_url: null })
  const second = await page(first.next_page_url ?? '')
  t.match(second, { data: { length: 1 }, next_page_url: null, previous_page_url: String })
  t.same((await page(second.previous_page_url ?? '')).data, first.data)
  const token = new URLSearchParams(first.next_page_url?.split('?')[1]).get('page') ?? ''
  for (const wrong of [`limit=1&page=${token}`, 'page=nonsense', 'page=page_nonsense', 'created[gte]=1']) {
    const response = await raw(`/v2/core/accounts?${wrong}`)
    t.equal(response.status, 400, wrong)
    t.match(await response.json(), { error: { code: 'invalid_fields' } })
  }
})

t.test('lists may be late, and single accounts are not', async (t) => {
  const { stripe, simulator } = await running(t)
  const { accounts } = stripe.v2.core
  await simulator.setListLag(10_000)
  const { id } = await accounts.create(payable)
  t.same((await accounts.list()).data, [])
  t.match(await accounts.retrieve(id), { id })
  await simulator.clock.advance(10_000)
  t.match((await accounts.list()).data, [{ id }])
})

t.test('a closed account can still be read, and nothing more', async (t) => {
  const { stripe, simulator } = await running(t)
  const { accounts, accountLinks: _ } = stripe.v2.core
  const { id } = await accounts.create(payable)
  const all = { applied_configurations: ['recipient', 'merchant'] } as const
  for (const applied_configurations of [undefined, [], ['merchant'], ['merchant', 'recipient', 'customer']] as const) {
    const close = accounts.close(id, applied_configurations && { applied_configurations: [...applied_configurations] })
    const refused = await failureOf(close)
    t.match(refused, { statusCode: 400, code: 'configs_must_match_to_close' })
    t.match(refused.raw, { applied_configurations: ['merchant', 'recipient'] }, 'the error says which are applied')
  }
  for (const [balance, code] of [
    ['available', 'cannot_delete_account_with_balance'],
    ['pending', 'pending_transactions_cannot_be_deleted'],
  ] as const) {
    await simulator.setAccountState(id, { balance })
    t.match(await failureOf(accounts.close(id, { ...all, applied_configurations: ['recipient', 'merchant'] })), {
      code,
    })
  }
  await simulator.setAccountState(id, { balance: null })
  t.match(await accounts.close(id, { applied_configurations: ['recipient', 'merchant'] }), { id, closed: true })
  t.match(await accounts.retrieve(id), { id, closed: true })
  t.match(await failureOf(accounts.update(id, { display_name: 'x' })), { statusCode: 404, code: 'not_found' })
  t.match(await failureOf(accounts.close(id, { applied_configurations: ['recipient', 'merchant'] })), {
    code: 'not_found',
  })
  t.match(await failureOf(stripe.accounts.retrieve(id)), { code: 'account_invalid' })

  const liable = await accounts.create(fullMerchant)
  t.match(await failureOf(accounts.close(liable.id, { applied_configurations: ['merchant'] })), {
    code: 'stripe_loss_liable_cannot_be_deleted',
  })
})

t.test('an account of v2 is also one of v1, and not the other way round', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const { accounts } = stripe.v2.core
  const { id } = await accounts.create({ ...payable, display_name: 'Jo', metadata: { client_id: 'c1' } })
  t.match(await stripe.accounts.retrieve(id), {
    id,
    object: 'account',
    type: 'none',
    country: 'US',
    email: 'jo@example.com',
    capabilities: { card_payments: 'inactive', transfers: 'inactive' },
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'stripe',
      stripe_dashboard: { type: 'express' },
    },
    details_submitted: false,
    metadata: { client_id: 'c1' },
    settings: { dashboard: { display_name: 'Jo' } },
    requirements: { disabled_reason: 'requirements.past_due' },
  })
  t.match((await stripe.accounts.list()).data, [{ id }])
  await simulator.setPlatform({ v2InV1List: false })
  t.same((await stripe.accounts.list()).data, [])

  const older = await stripe.accounts.create({ type: 'express' })
  const calls = [
    () => accounts.retrieve(older.id),
    () => accounts.update(older.id, { display_name: 'x' }),
    () => accounts.close(older.id),
  ]
  for (const call of calls) {
    t.match(await failureOf(call()), { statusCode: 400, code: 'account_not_yet_compatible_with_v2' })
  }
  await simulator.clock.advance(10 * 60_000)
  for (const call of calls) {
    t.match(await failureOf(call()), { statusCode: 400, code: 'v1_account_instead_of_v2_account' })
  }
})

t.test('an account that is not there, or not the caller’s any more, is not found', async (t) => {
  const { stripe, simulator } = await running(t)
  const { accounts } = stripe.v2.core
  const { id } = await accounts.create(payable)
  await simulator.setAccountState(id, { access: 'deauthorised' })
  for (const unknown of [id, 'acct_none', 'acct_1SimulatorPlatform']) {
    const error = await failureOf(accounts.retrieve(unknown))
    t.ok(error instanceof Stripe.errors.StripeInvalidRequestError, unknown)
    t.match(error, { statusCode: 404, code: 'not_found' })
  }
})
