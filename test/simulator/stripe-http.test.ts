import { Stripe } from 'stripe'
import t from 'tap'
import { startSimulator } from '#stripe-simulator'
import { errorIn, failureOf, type RawRequest, running } from './harness.ts'

const basic = (user: string) => `Basic ${Buffer.from(`${user}:`).toString('base64')}`

t.test('any test key is taken, by Bearer or Basic', async (t) => {
  const { raw } = await running(t)
  for (const authorization of ['Bearer sk_test_x', 'Bearer rk_test_51Abc', basic('sk_test_x'), 'bearer sk_test_y']) {
    t.equal((await raw('/v1/accounts', { headers: { authorization } })).status, 200, authorization)
  }
})

t.test("without a test key the answer is Stripe's 401, and the key is not repeated", async (t) => {
  const { raw, sdk } = await running(t)
  for (const authorization of ['', 'Bearer', 'Bearer nonsense', 'Bearer pk_test_x', 'Digest x', basic('')]) {
    const response = await raw('/v1/accounts', { headers: { authorization } })
    t.equal(response.status, 401, authorization)
    t.match(await errorIn(response), { type: 'invalid_request_error', message: String })
  }
  const live = await failureOf(sdk({}, 'sk_live_abcdefghijklmnop').accounts.list())
  t.ok(live instanceof Stripe.errors.StripeAuthenticationError)
  t.match(live.message, 'simulator')
  t.notMatch(live.message, 'abcdefgh')
  const wrong = await failureOf(sdk({}, 'xx_abcdefghijklmnop').accounts.list())
  t.notMatch(wrong.message, 'abcdefgh')
})

t.test('every answer has a request id and echoes the version', async (t) => {
  const { raw } = await running(t)
  const requests: readonly [string, RawRequest?][] = [
    ['/v1/accounts'],
    ['/v1/accounts/acct_none'],
    ['/v1/nothing'],
    ['/v1/accounts', { method: 'POST', body: 'colour=red' }],
    ['/v1/accounts', { headers: { authorization: '' } }],
    ['/v1/accounts', { method: 'POST', body: 'x'.repeat(2_000_000) }],
  ]
  const ids = new Set<unknown>()
  for (const [path, { headers, ...init } = {}] of requests) {
    const response = await raw(path, { ...init, headers: { 'stripe-version': '2020-08-27', ...headers } })
    const id = response.headers.get('request-id')
    t.match(id, /^req_\w{14}$/, path)
    t.equal(response.headers.get('stripe-version'), '2020-08-27')
    t.match(response.headers.get('content-type'), 'application/json')
    ids.add(id)
  }
  t.equal(ids.size, requests.length)
  const { lastResponse } = await (await running(t)).stripe.accounts.list()
  t.equal(lastResponse.apiVersion, Stripe.API_VERSION)
})

t.test("an unknown URL or method is Stripe's 404", async (t) => {
  const { raw, stripe } = await running(t)
  const error = await failureOf(stripe.customers.list())
  t.ok(error instanceof Stripe.errors.StripeInvalidRequestError)
  t.match(error, { statusCode: 404, message: /Unrecognized request URL \(GET: \/v1\/customers\)/ })
  for (const [method, path] of [
    ['PUT', '/v1/accounts/acct_x'],
    ['HEAD', '/v1/accounts'],
    ['GET', '/v1/account_links'],
  ]) {
    t.equal((await raw(path ?? '', { method: method ?? '' })).status, 404, `${method} ${path}`)
  }
})

t.test('errors point to their documentation and to the simulator’s log', async (t) => {
  const { url, raw } = await running(t)
  const response = await raw('/v1/accounts', { method: 'POST', body: 'email=x' })
  t.match(await errorIn(response), {
    doc_url: 'https://stripe.com/docs/error-codes/email-invalid',
    request_log_url: `${url}/#${response.headers.get('request-id')}`,
  })
})

t.test('acting as a connected account is refused, not ignored', async (t) => {
  const { stripe } = await running(t)
  t.match(await failureOf(stripe.accounts.list({}, { stripeAccount: 'acct_x' })), { statusCode: 400 })
})

t.test('the simulator closes immediately although requests are held and delayed', async (t) => {
  const simulation = await startSimulator()
  const { simulator, url } = simulation
  await simulator.faults.add({ route: 'accounts.list', fault: { kind: 'timeout', when: 'before' } })
  await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'latency', ms: 60_000 } })
  const headers = { authorization: 'Bearer sk_test_x' }
  const requests = Promise.allSettled([
    fetch(`${url}/v1/accounts`, { headers }),
    fetch(`${url}/v1/accounts`, { headers, method: 'POST' }),
  ])
  while ((await simulator.calls()).length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  const begin = performance.now()
  await simulation.close()
  t.match(await requests, [{ status: 'rejected' }, { status: 'rejected' }])
  t.ok(performance.now() - begin < 2000)
})
