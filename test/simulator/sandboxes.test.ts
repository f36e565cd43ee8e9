import { Stripe } from 'stripe'
import t from 'tap'
import { controlClient } from '#stripe-simulator'
import { failureOf, payable as v1Payable, refreshUrl, returnUrl, running } from './harness.ts'
import { linkParams, payable } from './v2-harness.ts'

const main = 'sk_test_x'
const blue = 'sk_test_sandbox_blue'

t.test('a key names its sandbox, which is a platform of its own; other keys share one', async (t) => {
  const { sdk } = await running(t)
  const platformOf = async (key: string) => (await sdk({}, key).accounts.retrieveCurrent()).id
  t.equal(await platformOf(main), 'acct_1SimulatorPlatform')
  t.equal(await platformOf('rk_test_51Abc'), 'acct_1SimulatorPlatform')
  t.equal(await platformOf(blue), 'acct_1Sandboxblue')
  t.equal(await platformOf('sk_test_sandbox_blue_rotated'), 'acct_1Sandboxblue')
  t.equal(await platformOf('rk_test_sandbox_red'), 'acct_1Sandboxred')
})

t.test('a platform sees only its own accounts, in both generations', async (t) => {
  const { sdk, simulator } = await running(t)
  const [here, there] = [sdk({}, main), sdk({}, blue)]
  const older = await there.accounts.create({ type: 'express', capabilities: v1Payable })
  const newer = await there.v2.core.accounts.create(payable)
  const own = await here.v2.core.accounts.create(payable)
  t.match(await there.accounts.retrieve(older.id), { id: older.id })
  t.same(
    (await there.accounts.list()).data.map(({ id }) => id),
    [newer.id, older.id],
  )
  t.match((await there.v2.core.accounts.list()).data, [{ id: newer.id }])
  t.match((await here.v2.core.accounts.list()).data, [{ id: own.id }])
  t.match((await here.accounts.list()).data, [{ id: own.id }])
  for (const id of [older.id, newer.id, 'acct_1Sandboxblue']) {
    t.match(await failureOf(here.accounts.retrieve(id)), { statusCode: 403, code: 'account_invalid' })
    t.match(await failureOf(here.v2.core.accounts.retrieve(id)), { statusCode: 404, code: 'not_found' })
    t.match(await failureOf(here.v2.core.accountLinks.create(linkParams(id))), { statusCode: 404 })
  }
  t.match(
    await failureOf(
      here.accountLinks.create({
        account: older.id,
        type: 'account_onboarding',
        refresh_url: refreshUrl,
        return_url: returnUrl,
      }),
    ),
    { statusCode: 400, message: /not connected to your platform/ },
  )
  t.match(await failureOf(here.accounts.list({ starting_after: older.id })), { code: 'resource_missing' })
  t.match(await simulator.accounts(), [
    { id: older.id, api: 'v1', platform: 'acct_1Sandboxblue', livemode: false },
    { id: newer.id, api: 'v2', platform: 'acct_1Sandboxblue' },
    { id: own.id, api: 'v2', platform: 'acct_1SimulatorPlatform' },
  ])
})

t.test('idempotency keys and limits belong to a platform', async (t) => {
  const { sdk, simulator } = await running(t)
  const create = (key: string) => sdk({}, key).v2.core.accounts.create(payable, { idempotencyKey: 'k1' })
  const createV1 = (key: string) => sdk({}, key).accounts.create({}, { idempotencyKey: 'k1' })
  t.not((await create(main)).id, (await create(blue)).id)
  t.not((await createV1(main)).id, (await createV1(blue)).id)
  t.equal((await create(blue)).id, (await create('sk_test_sandbox_blue_rotated')).id)
  await simulator.setRateLimit(1)
  t.ok(await sdk({}, main).accounts.list())
  t.ok(await sdk({}, blue).accounts.list())
  t.match(await failureOf(sdk({}, blue).accounts.list()), { statusCode: 429 })
})

t.test('live keys are refused unless they are allowed, and then live mode is apart from test mode', async (t) => {
  const { sdk, simulator } = await running(t)
  const [live, test] = [sdk({}, 'sk_live_x'), sdk()]
  t.ok((await failureOf(live.accounts.list())) instanceof Stripe.errors.StripeAuthenticationError)
  await simulator.setPlatform({ liveKeys: true })
  t.equal((await live.accounts.retrieveCurrent()).id, (await test.accounts.retrieveCurrent()).id)
  const { id, livemode } = await live.v2.core.accounts.create(payable)
  t.equal(livemode, true)
  const v1 = await live.accounts.create({ type: 'express', capabilities: v1Payable })
  t.match(await failureOf(test.v2.core.accounts.retrieve(id)), { code: 'not_found' })
  t.match(await failureOf(test.accounts.retrieve(v1.id)), { code: 'account_invalid' })
  t.same((await test.accounts.list()).data, [])
  t.match(await simulator.accounts(), [{ livemode: true }, { livemode: true }])

  const { url } = await live.v2.core.accountLinks.create(linkParams(id))
  t.match(url, /#alu_(?!test_)/)
  t.match(
    await failureOf(
      live.v2.core.accountLinks.create({
        account: id,
        use_case: { type: 'account_onboarding', account_onboarding: { refresh_url: 'http://p.test/refresh' } },
      }),
    ),
    { statusCode: 400, code: 'url_invalid', message: /HTTPS/ },
  )
  t.match(
    await failureOf(
      live.accountLinks.create({
        account: v1.id,
        type: 'account_onboarding',
        refresh_url: refreshUrl,
        return_url: 'http://p.test/return',
      }),
    ),
    { statusCode: 400, code: undefined, message: 'Livemode requests must always be redirected via HTTPS.' },
  )
})

t.test('the country of the platform is that of its own account', async (t) => {
  const { stripe, url } = await running(t)
  await controlClient(url).setPlatform({ country: 'FR' })
  t.match(await stripe.accounts.retrieveCurrent(), { country: 'FR', default_currency: 'eur' })
})
