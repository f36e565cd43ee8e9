import { Stripe } from 'stripe'
import t from 'tap'
import type { PlatformSettings } from '#stripe-simulator'
import { failureOf, running } from './harness.ts'
import { fullMerchant, linkParams, payable, recipientOnly } from './v2-harness.ts'

type Creation = Stripe.V2.Core.AccountCreateParams

const { errors } = Stripe
const { identity: _identity, ...withoutCountry } = payable
const { contact_email: _email, ...withoutEmail } = payable
const { defaults: _defaults, ...withoutResponsibilities } = payable
const bears = (fees_collector: 'application' | 'stripe', losses_collector: 'application' | 'stripe') => ({
  responsibilities: { fees_collector, losses_collector },
})
const inCountry = (country: string, params: Creation = payable): Creation => ({ ...params, identity: { country } })

/** What v2 refuses whatever the platform is, with the codes of its specification. */
const refusals: Record<string, readonly [params: Creation, code: string]> = {
  'no country': [withoutCountry, 'identity_country_required'],
  'no address of contact': [withoutEmail, 'invalid_fields'],
  'a wrong address of contact': [{ ...payable, contact_email: 'jo' }, 'email_invalid'],
  'an address that recipients cannot have': [
    { ...payable, contact_email: 'jo@example.invalid' },
    'email_domain_invalid_for_recipient',
  ],
  'a wrong phone number': [{ ...payable, contact_phone: 'none' }, 'phone_invalid'],
  'a website on this machine': [
    { ...payable, defaults: { ...payable.defaults, profile: { business_url: 'http://localhost:3000' } } },
    'url_invalid',
  ],
  'a wrong category': [
    { ...payable, configuration: { merchant: { ...payable.configuration.merchant, mcc: 'shoes' } } },
    'mcc_invalid',
  ],
  'an unknown country': [inCountry('xx'), 'invalid_fields'],
  'a government outside of the US': [
    { ...payable, identity: { country: 'de', entity_type: 'government_entity' } },
    'entity_type_not_supported_in_country',
  ],
  'express, and Stripe bears losses': [
    { ...payable, defaults: bears('application', 'stripe') },
    'account_controller_express_dash_without_application_losses_or_fees',
  ],
  'express, and the account pays fees': [
    { ...payable, defaults: bears('stripe', 'application') },
    'account_controller_express_dash_without_application_losses_or_fees',
  ],
  'losses without fees': [
    { ...payable, dashboard: 'none', defaults: bears('stripe', 'application') },
    'account_controller_stripe_pricing_platform_liable',
  ],
  'a merchant without responsibilities': [
    { ...withoutResponsibilities, dashboard: 'none' },
    'configuration_creation_invalid',
  ],
  'responsibilities for nothing': [
    { contact_email: 'jo@example.com', defaults: payable.defaults },
    'unsupported_field_for_configs',
  ],
  'transfers where Stripe bears losses': [
    { ...payable, dashboard: 'none', defaults: bears('application', 'stripe') },
    'capability_not_available_for_loss_collector',
  ],
  'transfers alone with the full dashboard': [
    { ...recipientOnly, dashboard: 'full' },
    'capability_not_available_for_dashboard_type',
  ],
  'cards where accounts only receive': [inCountry('jm', fullMerchant), 'capability_not_available_in_country'],
  'transfers where Connect does not reach': [inCountry('jm', recipientOnly), 'capability_not_available_in_country'],
  'terms accepted for the client, if Stripe collects the requirements': [
    {
      ...payable,
      identity: {
        country: 'us',
        attestations: { terms_of_service: { account: { date: '2027-01-01T00:00:00.000Z', ip: '203.0.113.7' } } },
      },
    },
    'tos_acceptance_on_behalf_not_allowed',
  ],
  'too much metadata': [{ ...payable, metadata: { k: 'v'.repeat(501) } }, 'invalid_fields'],
}

for (const [what, [params, code]] of Object.entries(refusals)) {
  t.test(`v2 refuses ${what}: ${code}`, async (t) => {
    const { stripe, simulator } = await running(t)
    const error = await failureOf(stripe.v2.core.accounts.create(params))
    t.ok(error instanceof errors.StripeInvalidRequestError)
    t.match(error, { statusCode: 400, code, rawType: undefined })
    t.match(error.message, /\w+/)
    t.match(error.requestId, /^req_/)
    t.same(await simulator.accounts(), [])
  })
}

t.test(
  'recipients alone are fine in the US and refused in other countries, until the platform is approved',
  async (t) => {
    const { stripe, simulator } = await running(t)
    const create = (country: string) => stripe.v2.core.accounts.create(inCountry(country, recipientOnly))
    t.match(await create('us'), { applied_configurations: ['recipient'] })
    for (const country of ['GB', 'DE', 'CA', 'AU', 'SG']) {
      const error = await failureOf(create(country))
      t.match(error, { statusCode: 400, code: 'capability_not_available_without_other_capability' })
      t.match(error, {
        param: 'configuration.recipient.capabilities.stripe_balance.stripe_transfers',
        message: /configuration\.merchant\.capabilities\.card_payments/,
      })
      t.ok(await stripe.v2.core.accounts.create(inCountry(country)), 'with card payments it is created')
    }
    await simulator.setPlatform({ recipientsAloneIn: [] })
    t.match(await failureOf(create('us')), { code: 'capability_not_available_without_other_capability' })
    await simulator.setPlatform({ transfersAlone: true })
    t.ok(await create('us'))
    t.ok(await create('de'))
  },
)

t.test('v2 refuses fields that it does not know, by name', async (t) => {
  const { raw, simulator } = await running(t)
  const create = async (body: string) => {
    const response = await raw('/v2/core/accounts', { method: 'POST', body })
    t.equal(response.status, 400, body)
    return ((await response.json()) as { error: Record<string, unknown> }).error
  }
  const { configuration } = payable
  const payouts = { payouts: { requested: true } }
  const wrong: Record<string, unknown> = {
    colour: { colour: 'red' },
    dashboard: { dashboard: 'golden' },
    'identity.age': { identity: { age: 3 } },
    'configuration.recipient.capabilities.stripe_balance.payouts': {
      configuration: { ...configuration, recipient: { capabilities: { stripe_balance: payouts } } },
    },
    'configuration.customer': { configuration: { customer: {} } },
    'defaults.responsibilities.requirements_collector': {
      defaults: { responsibilities: { requirements_collector: 'stripe' } },
    },
    'include.0': { include: ['all'] },
    display_name: { display_name: 7 },
  }
  for (const [param, fields] of Object.entries(wrong)) {
    t.match(await create(JSON.stringify(fields)), {
      code: 'invalid_fields',
      param,
      message: String,
      user_message: String,
    })
  }
  for (const body of ['email=jo@example.com', '{"a":', '[]', 'null', '"x"']) {
    t.match(await create(body), { code: 'invalid_fields' })
  }
  t.same(await simulator.accounts(), [])
})

const unready: readonly (readonly [settings: PlatformSettings, params: Creation, code: string])[] = [
  [{ accountsV2: false }, payable, 'accounts_v2_access_blocked'],
  [{ registered: false }, payable, 'platform_registration_required'],
  [{ profileReviewed: false }, payable, 'account_creation_liability_unacknowledged'],
  [{ profileReviewed: false }, fullMerchant, 'connect_profile_not_submitted'],
  [{ country: 'FR' }, payable, 'account_token_required'],
]

t.test('v2 refuses accounts to a platform that is not ready', async (t) => {
  const { stripe, simulator } = await running(t)
  for (const [settings, params, code] of unready) {
    await simulator.setPlatform(settings)
    const error = await failureOf(stripe.v2.core.accounts.create(params))
    t.ok(error instanceof errors.StripeInvalidRequestError)
    t.match(error, { statusCode: 400, code, rawType: undefined })
  }
  t.same(await simulator.accounts(), [])
  t.ok(await stripe.v2.core.accounts.create({ ...payable, account_token: 'accttok_1' }), 'with a token, also in France')
})

t.test('a new platform creates accounts with v2 only, an old one with v1 only', async (t) => {
  const { stripe, simulator } = await running(t)
  const { accounts, accountLinks } = stripe.v2.core
  const { id } = await accounts.create(payable)
  await simulator.setPlatform({ accountsV1: false })
  t.match(await failureOf(stripe.accounts.create()), {
    statusCode: 400,
    message: /^Stripe no longer recommends Accounts v1/,
  })
  t.ok(await accounts.create(payable))
  t.ok(await stripe.accounts.retrieve(id), 'v1 is closed for creation only')

  await simulator.setPlatform({ accountsV2: false })
  t.ok(await stripe.accounts.create())
  for (const call of [
    () => accounts.retrieve(id),
    () => accounts.list(),
    () => accounts.update(id, { display_name: 'x' }),
    () => accounts.close(id),
    () => accountLinks.create(linkParams(id)),
  ]) {
    t.match(await failureOf(call()), { statusCode: 400, code: 'accounts_v2_access_blocked' })
  }
})

t.test('what cannot be changed is refused', async (t) => {
  const { stripe } = await running(t)
  const { accounts, accountLinks } = stripe.v2.core
  const { id } = await accounts.create({ ...payable, identity: { country: 'de' } })
  const update = async (params: Stripe.V2.Core.AccountUpdateParams) =>
    (await failureOf(accounts.update(id, params))).code
  t.equal(await update({ identity: { country: 'fr' } }), 'invalid_fields')
  t.equal(await update({ dashboard: 'full' }), 'invalid_fields')
  t.equal(await update({ defaults: bears('stripe', 'stripe') }), 'unsupported_field_for_configs')
  t.equal(
    await update({ configuration: { merchant: { capabilities: { card_payments: { requested: false } } } } }),
    'capability_cannot_be_unrequested_due_to_other_capability_requirement',
  )
  t.ok(await accounts.update(id, { identity: { country: 'de', entity_type: 'company' }, dashboard: 'express' }))

  await accountLinks.create(linkParams(id))
  t.equal(await update({ identity: { entity_type: 'individual' } }), 'invalid_fields', 'prefilled details are locked')
  t.equal(await update({ identity: { business_details: { phone: '1' } } }), 'invalid_fields')
  t.ok(await accounts.update(id, { display_name: 'New' }), 'the rest is not')
})

t.test('a rate limit of v2 is of a class of its own, which is not that of v1', async (t) => {
  const { stripe, simulator } = await running(t)
  for (const [fault, code] of [
    [{ kind: 'rate_limit' }, 'rate_limit'],
    [{ kind: 'rate_limit', lockTimeout: true }, 'account_rate_limit_exceeded'],
  ] as const) {
    await simulator.faults.add({ route: '*', fault })
    const error = await failureOf(stripe.v2.core.accounts.create(payable))
    t.ok(error instanceof errors.RateLimitError)
    t.notOk(error instanceof errors.StripeRateLimitError)
    t.match(error, { statusCode: 429, rawType: 'rate_limit', code })
  }
  await simulator.setRateLimit(1)
  await stripe.v2.core.accounts.list()
  t.match(await failureOf(stripe.v2.core.accounts.list()), { statusCode: 429, rawType: 'rate_limit' })
  t.ok(await stripe.accounts.list(), 'each generation has its own limit')
})

t.test('a missing or wrong key is refused as in v1', async (t) => {
  const { raw, sdk } = await running(t)
  t.equal((await raw('/v2/core/accounts', { headers: { authorization: '' } })).status, 401)
  const error = await failureOf(sdk({}, 'sk_live_x').v2.core.accounts.list())
  t.ok(error instanceof errors.StripeAuthenticationError)
})
