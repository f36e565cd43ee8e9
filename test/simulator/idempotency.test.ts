import { Stripe } from 'stripe'
import t from 'tap'
import { errorIn, failureOf, running } from './harness.ts'

const create = (stripe: Stripe, idempotencyKey: string, email = 'jo@example.com') =>
  stripe.accounts.create({ type: 'express', email }, { idempotencyKey })
const hour = 3_600_000

t.test('the same key and parameters answer the same account, and say that it is a replay', async (t) => {
  const { stripe, simulator } = await running(t)
  const first = await create(stripe, 'k1')
  const second = await create(stripe, 'k1')
  t.same(second, first)
  t.equal((await simulator.accounts()).length, 1)
  t.notOk(first.lastResponse.headers['idempotent-replayed'])
  const { headers } = second.lastResponse
  t.equal(headers['idempotent-replayed'], 'true')
  t.equal(headers['original-request'], first.lastResponse.requestId)
  t.not(second.lastResponse.requestId, first.lastResponse.requestId)
  t.match(await simulator.calls(), [
    { idempotencyKey: 'k1', executed: true, replayed: false },
    { idempotencyKey: 'k1', executed: false, replayed: true },
  ])
})

t.test('the order of the parameters does not matter', async (t) => {
  const { raw, simulator } = await running(t)
  const headers = { 'idempotency-key': 'k1' }
  await raw('/v1/accounts', { method: 'POST', headers, body: 'country=US&metadata[a]=1&metadata[b]=2' })
  await raw('/v1/accounts', { method: 'POST', headers, body: 'metadata[b]=2&metadata[a]=1&country=US' })
  t.equal((await simulator.accounts()).length, 1)
})

t.test('the same key with other parameters is an idempotency error', async (t) => {
  const { stripe, simulator } = await running(t)
  await create(stripe, 'k1')
  const error = await failureOf(create(stripe, 'k1', 'other@example.com'))
  t.ok(error instanceof Stripe.errors.StripeIdempotencyError)
  t.match(error, { statusCode: 400, rawType: 'idempotency_error' })
  t.equal((await simulator.accounts()).length, 1)
  t.ok(await create(stripe, 'k1'), 'the key still answers its first use')
})

t.test('the same key at another endpoint is an idempotency error', async (t) => {
  const { stripe } = await running(t)
  const { id } = await create(stripe, 'k1')
  const link = stripe.accountLinks.create(
    { account: id, type: 'account_onboarding', refresh_url: 'https://p.test/a', return_url: 'https://p.test/b' },
    { idempotencyKey: 'k1' },
  )
  t.ok((await failureOf(link)) instanceof Stripe.errors.StripeIdempotencyError)
})

t.test('the same key and parameters at another endpoint are also an idempotency error', async (t) => {
  const { raw } = await running(t)
  const post = (path: string) => raw(path, { method: 'POST', headers: { 'idempotency-key': 'k1' } })
  t.equal((await post('/v1/accounts')).status, 200)
  t.match(await errorIn(await post('/v1/account_links')), { type: 'idempotency_error' })
})

t.test('a refused link is refused again under its key, and created under another', async (t) => {
  const { stripe, simulator } = await running(t)
  const { id } = await stripe.accounts.create()
  const link = (idempotencyKey: string) =>
    stripe.accountLinks.create(
      { account: id, type: 'account_onboarding', refresh_url: 'https://p.test/a', return_url: 'https://p.test/b' },
      { idempotencyKey },
    )
  await simulator.setAccountState(id, { access: 'deauthorised' })
  t.match(await failureOf(link('k1')), { statusCode: 400 })
  await simulator.setAccountState(id, { access: 'connected' })
  t.match(await failureOf(link('k1')), { statusCode: 400, headers: { 'idempotent-replayed': 'true' } })
  const { url } = await link('k2')
  t.equal((await link('k2')).url, url, 'a link under the same key is the same link, used or not')
})

t.test('a 500 that was saved is replayed, even after Stripe has recovered', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'error', status: 500, saved: true } })
  const outage = await failureOf(create(stripe, 'k1'))
  t.match(outage, { statusCode: 500 })
  t.notOk(outage.headers?.['idempotent-replayed'])
  for (let n = 0; n < 2; n++) {
    const replay = await failureOf(create(stripe, 'k1'))
    t.ok(replay instanceof Stripe.errors.StripeAPIError)
    t.match(replay, { statusCode: 500 })
    t.equal(replay.headers?.['idempotent-replayed'], 'true')
    t.equal(replay.headers?.['original-request'], outage.requestId)
  }
  t.equal((await simulator.accounts()).length, 0)
  t.ok(await create(stripe, 'k2'), 'another key is not touched')
})

t.test('a request that is refused before any work is not saved', async (t) => {
  const { stripe, sdk, simulator } = await running(t)
  t.match(await failureOf(create(stripe, 'k1', 'not an address')), { code: 'email_invalid' })
  t.match(await failureOf(create(sdk({}, 'sk_live_x'), 'k1')), { statusCode: 401 })
  await simulator.faults.add({ route: '*', fault: { kind: 'rate_limit' } })
  t.match(await failureOf(create(stripe, 'k1')), { statusCode: 429 })
  t.ok(await create(stripe, 'k1'), 'the key is free')
})

t.test('a second request while the first is in flight is a conflict that can be retried', async (t) => {
  const { stripe, sdk, simulator } = await running(t)
  await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'latency', ms: 300 } })
  const first = create(stripe, 'k1')
  await inFlight(simulator)
  const conflict = await failureOf(create(stripe, 'k1'))
  t.ok(conflict instanceof Stripe.errors.StripeAPIError)
  t.match(conflict, { statusCode: 409, code: 'idempotency_key_in_use' })
  t.equal(conflict.headers?.['stripe-should-retry'], 'true')

  const retried = await create(sdk({ maxNetworkRetries: 2 }), 'k1')
  t.equal(retried.id, (await first).id, 'the SDK retries into the replay')
  t.equal((await simulator.accounts()).length, 1)
})

t.test('of many concurrent requests with one key, one creates the account', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: 'accounts.create', times: 20, fault: { kind: 'latency', ms: 20 } })
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => create(stripe, 'k1')))
  const created = results.filter((result) => result.status === 'fulfilled')
  t.equal(new Set(created.map(({ value }) => value.id)).size, 1)
  t.equal((await simulator.accounts()).length, 1)
})

t.test('a key is forgotten after 24 hours, and not before', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const first = await create(stripe, 'k1')
  await simulator.clock.advance(24 * hour - 1)
  t.equal((await create(stripe, 'k1')).id, first.id)
  await simulator.clock.advance(1)
  t.not((await create(stripe, 'k1')).id, first.id)
  t.equal((await simulator.accounts()).length, 2)
})

t.test('a key may have 255 characters and not one more', async (t) => {
  const { stripe } = await running(t)
  t.ok(await create(stripe, 'k'.repeat(255)))
  t.match(await failureOf(create(stripe, 'k'.repeat(256))), { statusCode: 400 })
})

t.test('a client that goes away does not stop the work', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'latency', ms: 150 } })
  const request = stripe.accounts.create({ type: 'express' }, { idempotencyKey: 'k1', timeout: 50 })
  t.ok((await failureOf(request)) instanceof Stripe.errors.StripeConnectionError)
  await until(async () => (await simulator.accounts()).length === 1)
  const [account] = await simulator.accounts()
  t.equal((await stripe.accounts.create({ type: 'express' }, { idempotencyKey: 'k1' })).id, account?.id)
})

type Control = Awaited<ReturnType<typeof running>>['simulator']

const inFlight = (simulator: Control) =>
  until(async () => (await simulator.calls()).some(({ outcome }) => outcome === 'in_progress'))

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 500; n++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('it never came to that')
}
