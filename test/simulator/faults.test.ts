import { Stripe } from 'stripe'
import t from 'tap'
import type { Fault } from '#stripe-simulator'
import { failureOf, running } from './harness.ts'

const { errors } = Stripe

interface Expected {
  readonly failure: typeof errors.StripeError
  readonly status: number | undefined
  /** Accounts there are after the failure. */
  readonly created: number
  /** What the same key answers once the fault is over. */
  readonly then: 'created' | 'replayed' | 'failed'
  /** The SDK retries a closed connection once, even when told not to. */
  readonly requests?: number
}

const cases: readonly (readonly [name: string, fault: Fault, expected: Expected])[] = [
  [
    'a 500 that is saved',
    { kind: 'error', status: 500, saved: true },
    { failure: errors.StripeAPIError, status: 500, created: 0, then: 'failed' },
  ],
  [
    'a 500 that is saved although the account was created',
    { kind: 'error', status: 500, saved: true, executed: true },
    { failure: errors.StripeAPIError, status: 500, created: 1, then: 'failed' },
  ],
  [
    'a 500 that is not saved, while the account was created',
    { kind: 'error', status: 500, saved: false, executed: true },
    { failure: errors.StripeAPIError, status: 500, created: 1, then: 'replayed' },
  ],
  [
    'a 503 before any work',
    { kind: 'error', status: 503, saved: false },
    { failure: errors.StripeAPIError, status: 503, created: 0, then: 'created' },
  ],
  [
    'a 402 with the fields it was given',
    { kind: 'error', status: 402, saved: false, error: { type: 'card_error', code: 'card_declined' } },
    { failure: errors.StripeCardError, status: 402, created: 0, then: 'created' },
  ],
  [
    'a 403',
    { kind: 'error', status: 403, saved: false },
    { failure: errors.StripePermissionError, status: 403, created: 0, then: 'created' },
  ],
  [
    'a connection that is reset before the work',
    { kind: 'reset', when: 'before' },
    { failure: errors.StripeConnectionError, status: undefined, created: 0, then: 'created', requests: 2 },
  ],
  [
    'a connection that is reset after the work',
    { kind: 'reset', when: 'after' },
    { failure: errors.StripeConnectionError, status: undefined, created: 1, then: 'replayed', requests: 2 },
  ],
  [
    'no answer, and nothing done',
    { kind: 'timeout', when: 'before' },
    { failure: errors.StripeConnectionError, status: undefined, created: 0, then: 'created' },
  ],
  [
    'no answer, though the work was done',
    { kind: 'timeout', when: 'after' },
    { failure: errors.StripeConnectionError, status: undefined, created: 1, then: 'replayed' },
  ],
  [
    "a proxy's HTML before the work",
    { kind: 'html', status: 502 },
    { failure: errors.StripeAPIError, status: undefined, created: 0, then: 'created' },
  ],
  [
    "a proxy's HTML after the work",
    { kind: 'html', status: 504, when: 'after' },
    { failure: errors.StripeAPIError, status: undefined, created: 1, then: 'replayed' },
  ],
  [
    'half a document after the work',
    { kind: 'garbage' },
    { failure: errors.StripeAPIError, status: undefined, created: 1, then: 'replayed' },
  ],
  [
    'half a document before the work',
    { kind: 'garbage', when: 'before' },
    { failure: errors.StripeAPIError, status: undefined, created: 0, then: 'created' },
  ],
  [
    'the rate limit',
    { kind: 'rate_limit' },
    { failure: errors.StripeRateLimitError, status: 429, created: 0, then: 'created' },
  ],
  [
    'a lock timeout',
    { kind: 'rate_limit', lockTimeout: true },
    { failure: errors.StripeRateLimitError, status: 429, created: 0, then: 'created' },
  ],
]

for (const [name, fault, expected] of cases) {
  t.test(`${name}: the SDK throws ${expected.failure.name}, the same key is then ${expected.then}`, async (t) => {
    const { stripe, simulator } = await running(t)
    const requests = expected.requests ?? 1
    await simulator.faults.add({ route: 'accounts.create', times: requests, fault })
    // Short only where nothing comes.
    const timeout = fault.kind === 'timeout' ? 100 : 10_000
    const create = () => stripe.accounts.create({ type: 'express' }, { idempotencyKey: 'k1', timeout })

    const failure = await failureOf(create())
    t.ok(failure instanceof expected.failure, failure.message)
    t.equal(failure.statusCode, expected.status)
    t.equal((await simulator.accounts()).length, expected.created)
    t.same(await simulator.faults.list(), [], 'the fault is used up')
    const struck = (await simulator.calls()).filter((call) => call.fault === fault.kind)
    t.equal(struck.length, requests, 'the calls say what struck them')

    if (expected.then === 'failed') {
      const replay = await failureOf(create())
      t.match(replay, { statusCode: expected.status, headers: { 'idempotent-replayed': 'true' } })
    } else {
      const { lastResponse } = await create()
      t.equal(lastResponse.headers['idempotent-replayed'], expected.then === 'replayed' ? 'true' : undefined)
      t.equal((await simulator.accounts()).length, 1)
    }
  })
}

t.test('a saved 500 says that a retry is of no use, and the SDK sends no other request', async (t) => {
  const { sdk, simulator } = await running(t)
  const stripe = sdk({ maxNetworkRetries: 2 })
  const create = () => stripe.accounts.create({}, { idempotencyKey: 'k1' })
  await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 500, saved: true, executed: true } })
  const first = await failureOf(create())
  t.match(first, { statusCode: 500, headers: { 'stripe-should-retry': 'false', 'idempotent-replayed': undefined } })
  t.equal((await simulator.calls()).length, 1)
  const second = await failureOf(create())
  t.match(second, { headers: { 'stripe-should-retry': 'false', 'idempotent-replayed': 'true' } })
})

t.test('Stripe says whether a 429 is worth a retry, and the SDK obeys', async (t) => {
  const { sdk, simulator } = await running(t)
  const stripe = sdk({ maxNetworkRetries: 1 })
  await simulator.faults.add({ route: '*', fault: { kind: 'rate_limit' } })
  const limited = await failureOf(stripe.accounts.create())
  t.match(limited, { code: 'rate_limit', headers: { 'stripe-should-retry': 'false' } })
  await simulator.faults.add({ route: '*', fault: { kind: 'rate_limit', lockTimeout: true } })
  t.ok(await stripe.accounts.create(), 'a lock timeout is retried')
  t.match(await simulator.calls(), [{ errorCode: 'rate_limit' }, { errorCode: 'lock_timeout' }, { status: 200 }])
})

t.test('latency delays the answer and goes together with another fault', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: '*', times: 2, fault: { kind: 'latency', ms: 60 } })
  await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 500, saved: false } })
  const begin = performance.now()
  t.match(await failureOf(stripe.accounts.list()), { statusCode: 500 })
  await stripe.accounts.list()
  t.ok(performance.now() - begin >= 115)
  t.match(await simulator.calls(), [{ fault: 'latency,error' }, { fault: 'latency' }])
})

t.test('faults strike in order, on their own route, as often as requested', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({
    route: 'accounts.create',
    times: 2,
    fault: { kind: 'error', status: 500, saved: false },
  })
  await simulator.faults.add({ route: '*', times: 1, fault: { kind: 'error', status: 503, saved: false } })
  const statuses: unknown[] = []
  for (let n = 0; n < 4; n++) {
    const [result] = await Promise.allSettled([stripe.accounts.create()])
    statuses.push(result.status === 'rejected' ? result.reason.statusCode : 200)
  }
  t.same(statuses, [500, 500, 503, 200])
})

t.test('a share of the calls fails, the same ones for the same seed, until the fault is cleared', async (t) => {
  const { stripe, simulator } = await running(t)
  async function run(): Promise<number[]> {
    await simulator.reset()
    await simulator.faults.add({ route: '*', share: 0.5, seed: 7, fault: { kind: 'error', status: 500, saved: false } })
    for (let n = 0; n < 60; n++) await stripe.accounts.list().catch(() => undefined)
    return (await simulator.calls()).map(({ status }) => status ?? 0)
  }
  const first = await run()
  const failed = first.filter((status) => status === 500).length
  t.ok(failed > 15 && failed < 45, `${failed} of 60`)
  t.same(await run(), first)
  await simulator.faults.clear()
  t.ok(await stripe.accounts.list())
})

t.test('a replay cannot fail inside the endpoint, but on its way it can', async (t) => {
  const { stripe, simulator } = await running(t)
  const create = () => stripe.accounts.create({}, { idempotencyKey: 'k1' })
  const { id } = await create()
  await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 500, saved: true } })
  t.equal((await create()).id, id, 'the fault waits for a call that executes')
  await simulator.faults.clear()
  await simulator.faults.add({ route: '*', fault: { kind: 'html', status: 502 } })
  t.match(await failureOf(create()), { message: /Invalid JSON/ })
})

t.test('a fault that holds a request releases it after the given time', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: '*', times: 2, fault: { kind: 'timeout', when: 'before', ms: 50 } })
  const begin = performance.now()
  t.ok((await failureOf(stripe.accounts.list())) instanceof errors.StripeConnectionError)
  t.ok(performance.now() - begin < 5000)
  t.match(await simulator.calls(), [{ outcome: 'held' }, { outcome: 'held' }])
})

t.test('the rate limit answers 429 above so many calls a second for each endpoint', async (t) => {
  let now = 1_800_000_000_000
  const { stripe, simulator } = await running(t, { now: () => now })
  await simulator.setRateLimit(3)
  for (let n = 0; n < 3; n++) await stripe.accounts.list()
  const limited = await failureOf(stripe.accounts.list())
  t.ok(limited instanceof errors.StripeRateLimitError)
  t.equal(limited.headers?.['stripe-should-retry'], 'false')
  t.ok(await stripe.accounts.create(), 'another endpoint has its own limit')
  now += 400
  t.ok(await stripe.accounts.list(), 'the bucket fills up again')
  await simulator.setRateLimit(null)
  for (let n = 0; n < 10; n++) await stripe.accounts.list()
})
