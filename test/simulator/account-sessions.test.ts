import type { Stripe } from 'stripe'
import t from 'tap'
import { payable, running } from './harness.ts'

const both = { account_onboarding: { enabled: true } }

const v2Account: Stripe.V2.Core.AccountCreateParams = {
  contact_email: 'jo@example.com',
  dashboard: 'express',
  identity: { country: 'DE' },
  defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
  configuration: {
    merchant: { capabilities: { card_payments: { requested: true } } },
    recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
  },
}

t.test('a session is for accounts of both generations, and each is a new one', async (t) => {
  const { stripe, simulator } = await running(t)
  const v1 = await stripe.accounts.create({ type: 'express', capabilities: payable })
  const v2 = await stripe.v2.core.accounts.create(v2Account)
  for (const { id: account } of [v1, v2]) {
    const [one, other] = [
      await stripe.accountSessions.create({ account, components: both }),
      await stripe.accountSessions.create({ account, components: both }),
    ]
    t.match(one, { object: 'account_session', account, client_secret: /^accs_secret__/, livemode: false })
    t.not(one.client_secret, other.client_secret)
    const { account_onboarding, notification_banner, payments } = one.components
    const features = { external_account_collection: true, disable_stripe_user_authentication: false }
    t.strictSame(account_onboarding, { enabled: true, features })
    t.strictSame(notification_banner, { enabled: false, features })
    t.match(payments.features, { refund_management: true, destination_on_behalf_of_charge_management: false })
  }
  t.equal((await simulator.calls({ route: 'account_sessions.create' })).length, 4)
})

t.test('what is possible only where the platform collects the requirements is refused elsewhere', async (t) => {
  const { stripe } = await running(t)
  const express = await stripe.accounts.create({ type: 'express', capabilities: payable })
  const custom = await stripe.accounts.create({
    type: 'custom',
    capabilities: payable,
    tos_acceptance: { date: 1_800_000_000, ip: '203.0.113.7' },
  })
  for (const features of [
    { disable_stripe_user_authentication: true },
    { external_account_collection: false },
    { external_account_collection: false, disable_stripe_user_authentication: false },
  ]) {
    const components = { account_onboarding: { enabled: true, features } }
    const refused = {
      statusCode: 400,
      name: 'Error',
      type: 'StripeInvalidRequestError',
      param: /^components\[account_onboarding\]/,
    }
    await t.rejects(stripe.accountSessions.create({ account: express.id, components }), refused)
    const made = await stripe.accountSessions.create({ account: custom.id, components })
    t.match(made.components.account_onboarding.features, features)
  }
})

t.test('sessions are refused for accounts that are gone, unknown or rejected, and without components', async (t) => {
  const { stripe, simulator } = await running(t)
  const create = async () => (await stripe.accounts.create({ type: 'express', capabilities: payable })).id
  const [fine, rejected, gone] = [await create(), await create(), await create()]
  await simulator.setAccountState(rejected, { outcome: 'reject' })
  await simulator.setAccountState(gone, { access: 'deauthorised' })
  const session = (account: string, components: object = both) => stripe.accountSessions.create({ account, components })
  const refused = { name: 'Error', statusCode: 400, code: undefined, type: 'StripeInvalidRequestError' }
  await t.rejects(session(rejected), { ...refused, message: /has been rejected/ })
  for (const account of [gone, 'acct_unknown'])
    await t.rejects(session(account), { ...refused, message: /not connected/ })
  await t.rejects(session(fine, {}), { name: 'Error', statusCode: 400 })
  await t.rejects(session(fine, { account_onboarding: { enabled: false } }), { name: 'Error', param: 'components' })
  await t.rejects(session(fine, { colour: { enabled: true } }), { name: 'Error', code: 'parameter_unknown' })
  await t.rejects(session(fine, { account_onboarding: { enabled: true, features: { colour: true } } }), {
    name: 'Error',
    code: 'parameter_unknown',
  })
  await t.rejects(session(fine, { account_onboarding: {} }), { name: 'Error', code: 'parameter_missing' })
})

t.test('a session locks what was prefilled, as a link does', async (t) => {
  const { stripe } = await running(t)
  const { id } = await stripe.v2.core.accounts.create(v2Account)
  const update = () => stripe.v2.core.accounts.update(id, { identity: { entity_type: 'individual' } })
  await update()
  await stripe.accountSessions.create({ account: id, components: both })
  await t.rejects(update(), { name: 'Error', statusCode: 400, code: 'invalid_fields' })
})
