import t from 'tap'
import { failureOf, payable, running } from './harness.ts'
import { receiver } from './receiver.ts'
import { sdkChecker } from './sdk-schema.ts'

const endpoint = sdkChecker('resources/WebhookEndpoints.d.ts', 'WebhookEndpoint')
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const events = ['account.updated', 'capability.updated'] as const

t.test(
  'an endpoint for connected accounts gets the events that it names, signed with a secret shown once',
  async (t) => {
    const { stripe, simulator } = await running(t)
    const { url, received } = await receiver(t)
    const made = await stripe.webhookEndpoints.create({
      url,
      connect: true,
      enabled_events: [...events],
      description: 'A',
    })
    t.same(endpoint(plain(made)), [])
    t.match(made, { id: /^we_1\w+$/, status: 'enabled', application: /^ca_/, livemode: false, description: 'A' })
    t.match(made.secret, /^whsec_\w{32}$/)
    const again = await stripe.webhookEndpoints.retrieve(made.id)
    t.same(endpoint(plain(again)), [])
    t.equal(again.secret, undefined)

    const { id } = await stripe.accounts.create({ capabilities: payable })
    await simulator.setAccountState(id, { outcome: 'complete' })
    await simulator.setAccountState(id, { access: 'deauthorised' })
    await simulator.flushWebhooks()
    const types = received.map(({ body, signature }) => {
      return stripe.webhooks.constructEvent(body, signature, made.secret ?? '').type
    })
    t.same(types, ['account.updated'])
  },
)

t.test('an endpoint for the own account, or one that is disabled, gets no events of connected accounts', async (t) => {
  const { stripe, simulator } = await running(t)
  const { url, received } = await receiver(t)
  const own = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
  t.equal(own.application, null)
  const disabled = await stripe.webhookEndpoints.create({ url, connect: true, enabled_events: ['*'] })
  t.match(await stripe.webhookEndpoints.update(disabled.id, { disabled: true }), { status: 'disabled' })
  const { id } = await stripe.accounts.create({ capabilities: payable })
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  t.same(received, [])
})

t.test('endpoints are changed, listed from the newest, and deleted', async (t) => {
  const { stripe, simulator } = await running(t)
  const made = []
  for (let index = 0; index < 3; index += 1) {
    const url = `https://platform.example/${index}`
    made.push(await stripe.webhookEndpoints.create({ url, enabled_events: ['*'], metadata: { index: String(index) } }))
    await simulator.clock.advance(1000)
  }
  const [first, , last] = made
  const ids = made.map(({ id }) => id).toReversed()
  const page = await stripe.webhookEndpoints.list({ limit: 2 })
  t.match({ ...page, data: page.data.map(({ id }) => id) }, { has_more: true, data: ids.slice(0, 2) })
  const next = await stripe.webhookEndpoints.list({ starting_after: ids[1] ?? '' })
  t.same(
    next.data.map(({ id }) => id),
    ids.slice(2),
  )
  const before = await stripe.webhookEndpoints.list({ ending_before: ids[2] ?? '' })
  t.same(
    before.data.map(({ id }) => id),
    ids.slice(0, 2),
  )

  const url = 'https://platform.example/other'
  const changed = await stripe.webhookEndpoints.update(first?.id ?? '', { url, enabled_events: [...events] })
  t.match(changed, { url, enabled_events: events, metadata: { index: '0' }, status: 'enabled' })
  t.match(await stripe.webhookEndpoints.del(last?.id ?? ''), { deleted: true })
  const gone = await failureOf(stripe.webhookEndpoints.retrieve(last?.id ?? ''))
  t.match(gone, { statusCode: 404, code: 'resource_missing' })
  await simulator.setWebhookEndpoints([])
  t.equal((await stripe.webhookEndpoints.list()).data.length, 2, 'those of the control API are apart')
})

t.test('an endpoint belongs to its platform and mode, and takes no http in live mode', async (t) => {
  const { sdk, simulator } = await running(t)
  await simulator.setPlatform({ liveKeys: true })
  const [blue, live] = [sdk({}, 'sk_test_sandbox_blue'), sdk({}, 'sk_live_x')]
  const wanted = { url: 'https://platform.example/', enabled_events: ['*' as const] }
  const made = await blue.webhookEndpoints.create(wanted)
  for (const other of [live, sdk()]) {
    t.match(await failureOf(other.webhookEndpoints.retrieve(made.id)), { code: 'resource_missing' })
    t.same((await other.webhookEndpoints.list()).data, [])
  }
  const plainHttp = { ...wanted, url: 'http://platform.example/' }
  t.match(await failureOf(live.webhookEndpoints.create(plainHttp)), { statusCode: 400, code: 'url_invalid' })
  t.ok(await blue.webhookEndpoints.create(plainHttp))
  t.match(await live.webhookEndpoints.create(wanted), { livemode: true })
})

t.test('a restricted key is refused the calls that it has no permission for, by both generations', async (t) => {
  const { stripe, sdk, simulator } = await running(t)
  await simulator.setPlatform({ restrictedKeysMayNot: ['accounts.list', 'accounts.update'] })
  const restricted = sdk({}, 'rk_test_0123456789')
  const refused = await failureOf(restricted.accounts.list())
  t.match(refused, { statusCode: 403, code: undefined, message: /'rak_connected_account_read' permission/ })
  t.notMatch(refused.message, /0123456789/, 'the key is not repeated')
  t.match(await failureOf(restricted.v2.core.accounts.list()), { statusCode: 403, code: 'forbidden' })
  const update = restricted.accounts.update('acct_1None', { metadata: {} })
  t.match(await failureOf(update), { message: /'rak_connected_account_write'/ })
  t.ok(await restricted.accounts.retrieveCurrent())
  t.ok(await stripe.accounts.list(), 'the secret key may do everything')
})

t.test('a platform without Connect has no other accounts', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.setPlatform({ registered: false })
  const refusal = { statusCode: 403, code: 'platform_account_required', message: /^Only Stripe Connect platforms/ }
  t.match(await failureOf(stripe.accounts.list()), refusal)
  t.match(await failureOf(stripe.accounts.retrieve('acct_1None')), refusal)
  const refusalV2 = { statusCode: 400, code: 'non_connect_platform_accounts_v2_access_blocked' }
  t.match(await failureOf(stripe.v2.core.accounts.list()), refusalV2)
  t.ok(await stripe.accounts.retrieveCurrent())
})

t.test("Stripe's wall clock may differ from ours, in answers and in signatures", async (t) => {
  const { stripe, simulator } = await running(t)
  const { url, received } = await receiver(t)
  await simulator.setWebhookEndpoints([{ url, secret: 'whsec_x' }])
  await simulator.setPlatform({ wallClockAheadMs: -600_000 })
  const { lastResponse } = await stripe.accounts.retrieveCurrent()
  const aheadMs = Date.parse(String(lastResponse.headers['date'])) - Date.now()
  t.ok(Math.abs(aheadMs + 600_000) < 60_000, String(aheadMs))
  const { id } = await stripe.accounts.create({ capabilities: payable })
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  const [{ body, signature } = { body: '', signature: '' }] = received
  t.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_x'), /tolerance/)
})

t.test('the account of the platform says its name, logo and support address, as far as they are set', async (t) => {
  const { stripe, simulator } = await running(t)
  t.match(await stripe.accounts.retrieveCurrent(), {
    business_profile: { name: 'Simulated platform', support_email: 'support@platform.example' },
    settings: { branding: { logo: /^file_/ }, dashboard: { display_name: 'Simulated platform' } },
  })
  await simulator.setPlatform({ name: '', supportEmail: '', logo: false })
  t.match(await stripe.accounts.retrieveCurrent(), {
    business_profile: { name: null, support_email: null },
    settings: { branding: { logo: null }, dashboard: { display_name: null } },
  })
})

t.test('the metadata of an account of v1 can be updated, and nothing else', async (t) => {
  const { stripe } = await running(t)
  const { id } = await stripe.accounts.create({ metadata: { a: '1' } })
  t.match(await stripe.accounts.update(id, { metadata: { b: '2' } }), { metadata: { a: '1', b: '2' } })
  t.match(await failureOf(stripe.accounts.update(id, { email: 'a@b.example' })), { code: 'parameter_unknown' })
  t.match(await failureOf(stripe.accounts.update('acct_1None', {})), { code: 'account_invalid', statusCode: 403 })
})
