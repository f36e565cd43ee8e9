import { Stripe } from 'stripe'
import t from 'tap'
import { errorIn, failureOf, refreshUrl, returnUrl, running } from './harness.ts'

t.test('an account is created with what it was given, and can be retrieved', async (t) => {
  const { stripe } = await running(t)
  const created = await stripe.accounts.create({
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      stripe_dashboard: { type: 'express' },
    },
    country: 'DE',
    email: 'jo@example.com',
    business_type: 'company',
    business_profile: { name: 'Jo & Söhne', url: 'https://jo.example' },
    company: { name: 'Jo GmbH', address: { city: 'Köln' } },
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
    tos_acceptance: { service_agreement: 'full' },
    settings: { payouts: { schedule: { interval: 'manual', delay_days: 7 } } },
    metadata: { client_id: 'c1', generation: '1' },
    expand: ['company'],
  })
  t.match(created.id, /^acct_1\w{16}$/)
  t.match(created, {
    object: 'account',
    type: 'none',
    country: 'DE',
    default_currency: 'eur',
    email: 'jo@example.com',
    business_type: 'company',
    business_profile: { name: 'Jo & Söhne' },
    capabilities: { card_payments: 'inactive', transfers: 'inactive' },
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'stripe',
      stripe_dashboard: { type: 'express' },
    },
    settings: { payouts: { schedule: { interval: 'manual', delay_days: 7 } } },
    metadata: { client_id: 'c1', generation: '1' },
  })
  t.same(await stripe.accounts.retrieve(created.id), created)
})

t.test('a fresh account is not submitted, not enabled, and says what is due', async (t) => {
  const { stripe } = await running(t)
  const account = await stripe.accounts.create({ type: 'express' })
  t.match(account, { type: 'express', details_submitted: false, charges_enabled: false, payouts_enabled: false })
  t.equal(account.requirements?.disabled_reason, 'requirements.past_due')
  const due = new Set(account.requirements?.currently_due)
  for (const item of ['business_type', 'external_account', 'tos_acceptance.date']) t.ok(due.has(item), item)

  const prefilled = await stripe.accounts.create({ type: 'express', business_type: 'individual' })
  t.notOk(prefilled.requirements?.currently_due?.includes('business_type'), 'what is known is not asked again')
})

t.test("the platform's own account is stable", async (t) => {
  const { stripe } = await running(t)
  const { id } = await stripe.accounts.retrieveCurrent()
  t.match(id, /^acct_/)
  t.equal((await stripe.accounts.retrieve(null)).id, id)
  t.equal((await stripe.accounts.retrieve(id)).id, id)
})

t.test('an account that is not there, was deleted or deauthorised is refused with account_invalid', async (t) => {
  const { stripe, simulator } = await running(t)
  const ids = ['acct_nobody']
  for (const access of ['deauthorised', 'deleted'] as const) {
    const { id } = await stripe.accounts.create({ type: 'express' })
    await simulator.setAccountState(id, { access })
    ids.push(id)
  }
  for (const id of ids) {
    const error = await failureOf(stripe.accounts.retrieve(id))
    t.ok(error instanceof Stripe.errors.StripePermissionError)
    t.match(error, { statusCode: 403, code: 'account_invalid', rawType: 'invalid_request_error' })
  }
})

t.test('parameters are refused as Stripe refuses them', async (t) => {
  const { raw } = await running(t)
  const refusals: readonly (readonly [form: string, code: string | undefined, param: string])[] = [
    ['type=express&controller[fees][payer]=account', undefined, 'type'],
    ['colour=red', 'parameter_unknown', 'colour'],
    ['business_profile[colour]=red', 'parameter_unknown', 'business_profile[colour]'],
    ['capabilities[teleport][requested]=true', 'parameter_unknown', 'capabilities[teleport]'],
    ['capabilities[transfers][requested]=yes', undefined, 'capabilities[transfers][requested]'],
    ['capabilities[transfers][wanted]=true', 'parameter_missing', 'capabilities[transfers][requested]'],
    ['capabilities=transfers', undefined, 'capabilities'],
    ['type=premium', undefined, 'type'],
    ['controller[stripe_dashboard][type]=half', undefined, 'controller[stripe_dashboard][type]'],
    ['controller[losses][payments]=application', undefined, 'controller[fees][payer]'],
    ['controller[requirement_collection]=application', undefined, 'controller[stripe_dashboard][type]'],
    ['controller[stripe_dashboard][type]=express', undefined, 'controller[fees][payer]'],
    [
      'controller[stripe_dashboard][type]=express&controller[fees][payer]=application&controller[losses][payments]=stripe',
      undefined,
      'controller[losses][payments]',
    ],
    ['controller[stripe_dashboard][type]=none', 'parameter_missing', 'capabilities'],
    [
      'controller[stripe_dashboard][type]=none&controller[fees][payer]=application&controller[losses][payments]=application',
      undefined,
      'controller[losses][payments]',
    ],
    ['type=custom&capabilities[transfers][requested]=false', 'parameter_missing', 'capabilities'],
    ['country=JM&capabilities[card_payments][requested]=true', undefined, 'capabilities[card_payments]'],
    ['country=JM&capabilities[transfers][requested]=true', undefined, 'tos_acceptance[service_agreement]'],
    [
      'tos_acceptance[service_agreement]=recipient&capabilities[card_payments][requested]=true',
      undefined,
      'capabilities[card_payments]',
    ],
    ['email=jo', 'email_invalid', 'email'],
    ['email=', 'parameter_invalid_empty', 'email'],
    ['country=XX', 'country_unsupported', 'country'],
    ['country=de', 'country_unsupported', 'country'],
    ['default_currency=euro', undefined, 'default_currency'],
    ['business_profile[url]=ftp://x', 'url_invalid', 'business_profile[url]'],
    ['tos_acceptance[date]=today', 'parameter_invalid_integer', 'tos_acceptance[date]'],
    [
      'settings[payouts][schedule][monthly_anchor]=32',
      'parameter_invalid_integer',
      'settings[payouts][schedule][monthly_anchor]',
    ],
    [`metadata[${'k'.repeat(41)}]=v`, undefined, `metadata[${'k'.repeat(41)}]`],
    [`metadata[k]=${'v'.repeat(501)}`, undefined, 'metadata[k]'],
    [Array.from({ length: 51 }, (_, n) => `metadata[k${n}]=v`).join('&'), undefined, 'metadata'],
    ['metadata[a][b]=c', undefined, 'metadata'],
    ['metadata[__proto__][x]=1', undefined, 'metadata'],
    ['email[a]=b', undefined, 'email'],
    ['email=jo@example.com&email[a]=b', undefined, 'email[a]'],
  ]
  for (const [body, code, param] of refusals) {
    const response = await raw('/v1/accounts', { method: 'POST', body })
    const error = await errorIn(response)
    t.equal(response.status, 400, body.slice(0, 60))
    t.equal(error['type'], 'invalid_request_error')
    t.match({ code: error['code'], param: error['param'] }, { code, param }, body.slice(0, 60))
    t.ok((error['message'] ?? '').length > 10)
  }
})

t.test('the limits of metadata are within what is taken', async (t) => {
  const { stripe } = await running(t)
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}`.padEnd(40, 'k'), 'v'.repeat(500)]))
  const account = await stripe.accounts.create({ metadata })
  t.same(account.metadata, metadata)
  t.same((await stripe.accounts.create({ metadata: '' })).metadata, {})
  t.same((await stripe.accounts.create({ metadata: { kept: 'yes', dropped: '' } })).metadata, { kept: 'yes' })
})

t.test('lists are newest first and come in pages', async (t) => {
  const { stripe } = await running(t)
  const ids: string[] = []
  for (let n = 0; n < 25; n++) ids.unshift((await stripe.accounts.create({ metadata: { n: String(n) } })).id)

  const first = await stripe.accounts.list()
  t.match(first, { object: 'list', url: '/v1/accounts', has_more: true })
  t.same(idsOf(first), ids.slice(0, 10))
  const second = await stripe.accounts.list({ limit: 20, starting_after: ids[9] ?? '' })
  t.same(idsOf(second), ids.slice(10))
  t.equal(second.has_more, false)
  const last = await stripe.accounts.list({ limit: 15, starting_after: ids[9] ?? '' })
  t.match([last.data.length, last.has_more], [15, false])
  const before = await stripe.accounts.list({ limit: 3, ending_before: ids[9] ?? '' })
  t.same(idsOf(before), ids.slice(6, 9))
  t.equal(before.has_more, true)

  const walked: string[] = []
  for await (const account of stripe.accounts.list({ limit: 7 })) walked.push(account.id)
  t.same(walked, ids, 'the SDK pages through all of them')

  for (const limit of [0, 101])
    t.match(await failureOf(stripe.accounts.list({ limit })), { statusCode: 400, param: 'limit' })
  t.match(await failureOf(stripe.accounts.list({ starting_after: 'acct_x' })), { code: 'resource_missing' })
})

t.test('lists are filtered by the second of creation', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_400 })
  const ids: string[] = []
  for (let n = 0; n < 3; n++) {
    ids.push((await stripe.accounts.create()).id)
    await simulator.clock.advance(1000)
  }
  const [oldest, middle, newest] = ids
  const second = 1_800_000_001
  const listed = async (created: Stripe.AccountListParams['created']) =>
    idsOf(await stripe.accounts.list(created === undefined ? {} : { created }))
  t.same(await listed(undefined), [newest, middle, oldest])
  t.same(await listed(second), [middle])
  t.same(await listed({ gte: second }), [newest, middle])
  t.same(await listed({ gt: second }), [newest])
  t.same(await listed({ lte: second }), [middle, oldest])
  t.same(await listed({ lt: second }), [oldest])
  t.same(await listed({ gte: second + 9 }), [])
})

t.test('lists leave out accounts that are younger than the lag, deleted or deauthorised', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.setListLag(5000)
  const { id } = await stripe.accounts.create()
  t.same(idsOf(await stripe.accounts.list()), [])
  t.equal((await stripe.accounts.retrieve(id)).id, id, 'retrieving does not lag')
  await simulator.clock.advance(5000)
  t.same(idsOf(await stripe.accounts.list()), [id])
  await simulator.setAccountState(id, { access: 'deleted' })
  t.same(idsOf(await stripe.accounts.list()), [])
})

const idsOf = ({ data }: Stripe.ApiList<Stripe.Account>) => data.map(({ id }) => id)

t.test('a deleted account can no longer be read, listed, linked to or deleted', async (t) => {
  const { stripe } = await running(t)
  const { id } = await stripe.accounts.create({ type: 'express' })
  t.match(await stripe.accounts.del(id), { id, object: 'account', deleted: true })
  t.same((await stripe.accounts.list()).data, [])
  t.match(await failureOf(stripe.accounts.retrieve(id)), { statusCode: 403, code: 'account_invalid' })
  t.match(await failureOf(stripe.accounts.del(id)), { statusCode: 403, code: 'account_invalid' })
  const link = { account: id, type: 'account_onboarding', refresh_url: refreshUrl, return_url: returnUrl } as const
  t.match(await failureOf(stripe.accountLinks.create(link)), { statusCode: 400, code: undefined })
})
