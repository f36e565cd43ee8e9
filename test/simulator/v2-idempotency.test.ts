import { setTimeout as pause } from 'node:timers/promises'
import { Stripe } from 'stripe'
import t from 'tap'
import type { Fault } from '#stripe-simulator'
import { failureOf, running } from './harness.ts'
import { linkParams, payable } from './v2-harness.ts'

const { errors } = Stripe
const day = 24 * 3_600_000
const create = (stripe: Stripe, idempotencyKey: string, more: Partial<Stripe.V2.Core.AccountCreateParams> = {}) =>
  stripe.v2.core.accounts.create({ ...payable, ...more }, { idempotencyKey })

t.test('the same key makes one account, and is answered with that account as it is now', async (t) => {
  const { stripe, simulator } = await running(t)
  const first = await create(stripe, 'k1')
  t.match(await create(stripe, 'k1'), { id: first.id, display_name: null })
  await stripe.v2.core.accounts.update(first.id, { display_name: 'New' })
  const later = await create(stripe, 'k1')
  t.match(later, { id: first.id, display_name: 'New' })
  t.notOk(later.lastResponse.headers['idempotent-replayed'], 'nothing says that it is a replay')
  t.equal((await simulator.accounts()).length, 1)
  t.match(await simulator.calls({ route: 'accounts.create' }), [
    { idempotencyKey: 'k1', executed: true, replayed: false },
    { idempotencyKey: 'k1', executed: false, replayed: true },
    { idempotencyKey: 'k1', executed: false, replayed: true },
  ])
})

t.test(
  'the same key with other parameters is a conflict with a code, which SDKs do not know as idempotency',
  async (t) => {
    const { stripe, simulator } = await running(t)
    const { id } = await create(stripe, 'k1')
    const error = await failureOf(create(stripe, 'k1', { display_name: 'Other' }))
    t.match(error, { statusCode: 409, code: 'idempotency_error', rawType: undefined })
    t.notOk(error instanceof errors.StripeIdempotencyError)
    t.equal((await simulator.accounts()).length, 1)
    t.equal((await create(stripe, 'k1')).id, id, 'the key still answers its first use')
  },
)

t.test('the order of the fields does not matter', async (t) => {
  const { raw, simulator } = await running(t)
  const post = (body: object) =>
    raw('/v2/core/accounts', { method: 'POST', headers: { 'idempotency-key': 'k1' }, body: JSON.stringify(body) })
  t.equal((await post(payable)).status, 200)
  t.equal((await post(Object.fromEntries(Object.entries(payable).toReversed()))).status, 200)
  t.equal((await simulator.accounts()).length, 1)
})

const failures: Record<string, readonly [fault: Fault, created: number]> = {
  'that saved nothing': [{ kind: 'error', status: 500, saved: true }, 0],
  'although the account was created': [{ kind: 'error', status: 500, saved: true, executed: true }, 1],
  'on the way back': [{ kind: 'error', status: 503, saved: false, executed: true }, 1],
  'before any work': [{ kind: 'error', status: 503, saved: false }, 0],
}

for (const [what, [fault, created]] of Object.entries(failures)) {
  t.test(`after a server error ${what}, the same key finishes the work`, async (t) => {
    const { stripe, simulator } = await running(t)
    await simulator.faults.add({ route: 'accounts.create', fault })
    const error = await failureOf(create(stripe, 'k1'))
    t.ok(error instanceof errors.StripeAPIError)
    t.equal((await simulator.accounts()).length, created)
    const { id } = await create(stripe, 'k1')
    t.equal((await create(stripe, 'k1')).id, id)
    t.match(await simulator.accounts(), [{ id }])
  })
}

t.test('the SDK repeats a request that failed, because its key does not replay the failure', async (t) => {
  const { sdk, simulator } = await running(t)
  await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 500, saved: true } })
  const { id } = await create(sdk({ maxNetworkRetries: 1 }), 'k1')
  t.match(await simulator.accounts(), [{ id }])
})

t.test('a key whose request failed can be used for the same request only', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 500, saved: true } })
  await failureOf(create(stripe, 'k1'))
  t.match(await failureOf(create(stripe, 'k1', { display_name: 'Other' })), {
    statusCode: 409,
    code: 'idempotency_error',
  })
  t.ok(await create(stripe, 'k1'))
})

t.test('a refusal is not replayed: the same request succeeds once the platform is ready', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.setPlatform({ registered: false })
  t.match(await failureOf(create(stripe, 'k1')), { code: 'platform_registration_required' })
  t.match(await failureOf(create(stripe, 'k1', { display_name: 'Other' })), { code: 'idempotency_error' })
  await simulator.setPlatform({})
  t.ok(await create(stripe, 'k1'))
})

t.test('a request that is refused before any work uses no key', async (t) => {
  const { stripe, simulator } = await running(t)
  t.match(await failureOf(create(stripe, 'k1', { contact_email: 'jo' })), { code: 'email_invalid' })
  await simulator.faults.add({ route: '*', fault: { kind: 'rate_limit' } })
  t.match(await failureOf(create(stripe, 'k1')), { statusCode: 429 })
  t.ok(await create(stripe, 'k1', { display_name: 'Other' }))
})

t.test('a key is known for 30 days', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const { id } = await create(stripe, 'k1')
  await simulator.clock.advance(30 * day - 1)
  t.equal((await create(stripe, 'k1')).id, id)
  await simulator.clock.advance(1)
  t.not((await create(stripe, 'k1')).id, id)
})

t.test('a key whose request failed at first is as old as that request', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 500, saved: true } })
  await failureOf(create(stripe, 'k1'))
  await simulator.clock.advance(10 * day)
  const { id } = await create(stripe, 'k1')
  await simulator.clock.advance(20 * day)
  t.not((await create(stripe, 'k1')).id, id)
})

t.test('keys belong to an endpoint, and those of v1 and v2 are apart', async (t) => {
  const { stripe, simulator } = await running(t)
  const { id } = await create(stripe, 'k1')
  t.ok(await stripe.v2.core.accountLinks.create(linkParams(id), { idempotencyKey: 'k1' }))
  t.ok(await stripe.v2.core.accounts.update(id, { display_name: 'New' }, { idempotencyKey: 'k1' }))
  t.ok(await stripe.accounts.create({}, { idempotencyKey: 'k1' }))
  t.equal((await simulator.accounts()).length, 2)
})

t.test('a second request while the first is in flight is a conflict of another code', async (t) => {
  const { stripe, sdk, simulator } = await running(t)
  await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'latency', ms: 300 } })
  const first = create(stripe, 'k1')
  while ((await simulator.calls())[0]?.outcome !== 'in_progress') await pause(1)
  const conflict = await failureOf(create(stripe, 'k1'))
  t.match(conflict, { statusCode: 409, code: 'idempotency_key_in_use' })
  const retried = await create(sdk({ maxNetworkRetries: 2 }), 'k1')
  t.equal(retried.id, (await first).id)
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

t.test('an account whose answer was lost is the one that the same key answers', async (t) => {
  const { stripe, simulator } = await running(t)
  const lost: readonly Fault[] = [
    { kind: 'reset', when: 'after' },
    { kind: 'timeout', when: 'after', ms: 20 },
    { kind: 'html', status: 502, when: 'after' },
    { kind: 'json', status: 424, body: '{"error":{"message":"No."}}', when: 'after' },
    { kind: 'garbage' },
  ]
  for (const [n, fault] of lost.entries()) {
    // The SDK sends a request whose connection was closed once more.
    await simulator.faults.add({ route: 'accounts.create', api: 'v2', times: 2, fault })
    await failureOf(create(stripe, `k${n}`))
    await simulator.faults.clear()
    const { id } = await create(stripe, `k${n}`)
    t.match((await simulator.accounts()).at(-1), { id }, fault.kind)
    t.equal((await simulator.accounts()).length, n + 1, fault.kind)
  }
})

t.test('if what a key made cannot be shown any more, the answer says why', async (t) => {
  const { stripe, simulator } = await running(t)
  const { id } = await create(stripe, 'k1')
  await simulator.setAccountState(id, { access: 'deauthorised' })
  t.match(await failureOf(create(stripe, 'k1')), { statusCode: 404, code: 'not_found' })
  t.equal((await simulator.accounts()).length, 1)
})

t.test('faults may be for one generation only', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: '*', api: 'v1', fault: { kind: 'error', status: 500, saved: false } })
  t.ok(await create(stripe, 'k1'))
  t.match(await failureOf(stripe.accounts.list()), { statusCode: 500 })
  await simulator.faults.add({ route: 'accounts.list', api: 'v2', fault: { kind: 'error', status: 403, saved: false } })
  t.ok(await stripe.accounts.list())
  const refused = await failureOf(stripe.v2.core.accounts.list())
  t.ok(refused instanceof errors.StripePermissionError)
  t.match(refused, { rawType: undefined })
  t.match(await simulator.calls(), [{ api: 'v2' }, { api: 'v1' }, { api: 'v1' }, { api: 'v2', fault: 'error' }])
})
