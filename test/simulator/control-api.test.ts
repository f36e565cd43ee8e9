import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import t from 'tap'
import { controlClient, type SimulatorControl } from '#stripe-simulator'
import { failureOf, onboarding, payable, running } from './harness.ts'
import { receiver, secret } from './receiver.ts'

/** One suite for both ways to control a simulator, so that a test may use either. */
function contract(name: string, control: (made: Awaited<ReturnType<typeof running>>) => SimulatorControl) {
  t.test(name, async (t) => {
    const made = await running(t)
    const { stripe } = made
    const simulator = control(made)
    t.beforeEach(() => simulator.reset())

    t.test('faults are added, listed and cleared', async (t) => {
      const html = await simulator.faults.add({
        route: 'accounts.list',
        times: 2,
        fault: { kind: 'html', status: 502 },
      })
      const share = await simulator.faults.add({ route: '*', share: 0.1, fault: { kind: 'garbage' } })
      t.match(html, { route: 'accounts.list', remaining: 2, used: 0, fault: { kind: 'html', status: 502 } })
      t.type(share.seed, 'number', 'the seed is told, so that a run can be repeated')
      await failureOf(stripe.accounts.list())
      t.match(await simulator.faults.list(), [{ id: html.id, remaining: 1, used: 1 }, { id: share.id }])
      await simulator.faults.clear(html.id)
      t.match(await simulator.faults.list(), [{ id: share.id }])
      await simulator.faults.clear()
      t.same(await simulator.faults.list(), [])
      await t.rejects(
        simulator.faults.add({ route: '*', times: 1, share: 0.5, fault: { kind: 'garbage' } }),
        /either times or share/,
      )
    })

    t.test('accounts and links are shown with what the platform gave them', async (t) => {
      const { id } = await stripe.accounts.create({
        email: 'jo@example.com',
        country: 'FR',
        metadata: { client_id: 'c1' },
      })
      const { account, link } = await onboarding(stripe)
      t.match(await simulator.accounts(), [
        { id, access: 'connected', email: 'jo@example.com', country: 'FR', metadata: { client_id: 'c1' } },
        { id: account.id, disabled_reason: 'requirements.past_due' },
      ])
      t.match(await simulator.accountLinks(), [{ account: account.id, url: link.url, visits: 0 }])
    })

    t.test('the state of an account is set field by field or by an outcome', async (t) => {
      const { id } = await stripe.accounts.create({ capabilities: payable })
      await simulator.setAccountState(id, { outcome: 'complete' })
      t.match(await stripe.accounts.retrieve(id), { payouts_enabled: true, capabilities: { transfers: 'active' } })
      const paused = await simulator.setAccountState(id, {
        payouts_enabled: false,
        disabled_reason: 'something_new',
        requirements: { currently_due: ['a'], current_deadline: 1_900_000_000 },
        capabilities: { transfers: 'pending' },
      })
      t.match(paused, { details_submitted: true, payouts_enabled: false, disabled_reason: 'something_new' })
      const account = await stripe.accounts.retrieve(id)
      t.match(account, {
        charges_enabled: true,
        capabilities: { transfers: 'pending' },
        requirements: { currently_due: ['a'], current_deadline: 1_900_000_000, disabled_reason: 'something_new' },
      })
      await simulator.setAccountState(id, { disabled_reason: null })
      t.equal((await stripe.accounts.retrieve(id)).requirements?.disabled_reason, null)
      await simulator.setAccountState(id, { access: 'deleted' })
      t.match(await simulator.accounts(), [{ id, access: 'deleted' }])
      await t.rejects(simulator.setAccountState('acct_none', {}), /holds no account/)
    })

    t.test('calls are logged, and can be listed by route and number', async (t) => {
      await stripe.accounts.create({}, { idempotencyKey: 'k1' })
      await stripe.accounts.list()
      await failureOf(stripe.accounts.retrieve('acct_none'))
      const calls = await simulator.calls()
      t.match(calls, [
        {
          route: 'accounts.create',
          method: 'POST',
          path: '/v1/accounts',
          idempotencyKey: 'k1',
          status: 200,
          executed: true,
        },
        { route: 'accounts.list', outcome: 'answered' },
        { route: 'accounts.retrieve', status: 403, errorCode: 'account_invalid', executed: false },
      ])
      for (const { requestId, time } of calls) {
        t.match(requestId, /^req_\w{14}$/)
        t.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000)
      }
      t.same(await simulator.calls({ route: 'accounts.list' }), calls.slice(1, 2))
      t.same(await simulator.calls({ limit: 2 }), calls.slice(1))
    })

    t.test('the clock is read and moved on', async (t) => {
      const before = await simulator.clock.now()
      const after = await simulator.clock.advance(86_400_000)
      t.match([before.advancedMs, after.advancedMs], [0, 86_400_000])
      t.ok(Date.parse(after.now) - Date.parse(before.now) >= 86_400_000)
      const { created } = await stripe.accounts.create()
      t.ok(Math.abs((created ?? 0) - Date.parse(after.now) / 1000) < 60, 'accounts are born by that clock')
    })

    t.test('list lag and rate limit are set', async (t) => {
      await simulator.setListLag(1000)
      await stripe.accounts.create()
      t.same((await stripe.accounts.list()).data, [])
      await simulator.setRateLimit(1)
      await stripe.accounts.list()
      t.match(await failureOf(stripe.accounts.list()), { statusCode: 429 })
      await simulator.setRateLimit(null, 1)
      await stripe.accounts.list()
      t.match(await failureOf(stripe.accounts.create()), {
        statusCode: 429,
        headers: { 'stripe-rate-limited-reason': 'global-rate' },
      })
      await simulator.setRateLimit(null)
      t.ok(await stripe.accounts.list())
    })

    t.test(
      'all settings of the platform are replaced together, with defaults for those that are missing',
      async (t) => {
        const well = {
          registered: true,
          profileReviewed: true,
          transfersAlone: false,
          accountsV1: true,
          accountsV2: true,
          recipientsAloneIn: ['US'],
          country: 'US',
          v2InV1List: true,
          accountEventsFrom: 'accounts',
          liveKeys: false,
          name: 'Simulated platform',
          supportEmail: 'support@platform.example',
          logo: true,
          restrictedKeysMayNot: [],
          wallClockAheadMs: 0,
        }
        t.same(await simulator.platform(), well)
        t.same(await simulator.setPlatform({ registered: false, transfersAlone: true }), {
          ...well,
          registered: false,
          transfersAlone: true,
        })
        t.same(await simulator.setPlatform({ accountsV1: false }), { ...well, accountsV1: false })
        await simulator.reset()
        t.same(await simulator.platform(), well)
      },
    )

    t.test('requirements are scheduled', async (t) => {
      const { id } = await stripe.accounts.create()
      await simulator.setAccountState(id, { outcome: 'complete' })
      const asked = await simulator.scheduleRequirements(id, { items: ['a'], deadlineInMs: 60_000 })
      t.match(asked, { id, currently_due: ['a'], past_due: [], payouts_enabled: true })
      t.type(asked.current_deadline, 'number')
      await t.rejects(simulator.scheduleRequirements('acct_none', { deadlineInMs: 1 }), /holds no account/)
      await t.rejects(simulator.scheduleRequirements(id, { dueInMs: 2, deadlineInMs: 1 }), /before/)
    })

    t.test('webhooks are set up, disturbed, listed, sent again and waited for', async (t) => {
      const endpoint = await receiver(t)
      t.same(await simulator.webhookEndpoints(), [])
      t.match(await simulator.setWebhookEndpoints([{ url: endpoint.url, secret }]), [{ url: endpoint.url }])
      t.teardown(() => simulator.setWebhookEndpoints([]))
      await t.rejects(simulator.setWebhookEndpoints([{ url: 'nowhere', secret }]), /not a web address/)
      const behaviour = await simulator.setWebhookBehaviour({ duplicates: 1, paused: true })
      t.match(behaviour, { duplicates: 1, copies: 1, paused: true, loss: 0 })
      t.same(await simulator.webhookBehaviour(), behaviour)
      const { id } = await stripe.accounts.create()
      await simulator.setAccountState(id, { outcome: 'complete' })
      await t.rejects(simulator.flushWebhooks(), /paused/)
      const [queued] = await simulator.deliveries({ account: id, state: 'queued', limit: 1 })
      t.match(queued, { account: id, state: 'queued', copies: 1 })
      t.same(await simulator.deliveries({ account: 'acct_none' }), [])
      await simulator.setWebhookBehaviour({})
      await simulator.flushWebhooks(5000)
      t.match(await simulator.redeliver(queued?.eventId ?? ''), [{ eventId: queued?.eventId }])
      await simulator.flushWebhooks()
      t.equal(endpoint.received.length, 3)
      t.match(await simulator.deliveries({ state: 'delivered' }), [{ eventId: queued?.eventId, tries: 2 }])
    })

    t.test('reset deletes everything', async (t) => {
      await onboarding(stripe)
      await stripe.accounts.create({ email: 'a@example.com' }, { idempotencyKey: 'k1' })
      await simulator.faults.add({ route: '*', fault: { kind: 'garbage' } })
      await simulator.clock.advance(1000)
      await simulator.reset()
      t.same([await simulator.accounts(), await simulator.accountLinks()], [[], []])
      t.same([await simulator.calls(), await simulator.faults.list()], [[], []])
      t.equal((await simulator.clock.now()).advancedMs, 0)
      t.ok(await stripe.accounts.create({ email: 'b@example.com' }, { idempotencyKey: 'k1' }), 'keys too')
    })
  })
}

contract('the control object in the same process', ({ simulator }) => simulator)
contract('the control client over HTTP', ({ url }) => controlClient(url))

t.test('the control API refuses invalid requests and says why', async (t) => {
  const { raw } = await running(t)
  const post = (path: string, body: unknown) =>
    raw(`/_simulator${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const wrong: readonly (readonly [path: string, body: unknown])[] = [
    ['/faults', {}],
    ['/faults', { route: 'accounts.forget', fault: { kind: 'garbage' } }],
    ['/faults', { route: '*', fault: { kind: 'flood' } }],
    ['/faults', { route: '*', fault: { kind: 'json', status: 200, body: 'no JSON' } }],
    ['/faults', { route: '*', fault: { kind: 'json', status: 200, body: {} } }],
    ['/faults', { route: '*', fault: { kind: 'error', status: 200, saved: true } }],
    ['/faults', { route: '*', fault: { kind: 'garbage' }, times: '2' }],
    ['/faults', { route: '*', fault: { kind: 'garbage' }, often: 2 }],
    ['/clock', { advanceMs: -1 }],
    ['/rate-limit', { perSecond: 0 }],
    ['/platform', { registered: 'no' }],
    ['/platform', { approved: true }],
    ['/accounts/acct_none/state', { outcome: 'complete' }],
    ['/accounts/acct_none/state', { outcome: 'explode' }],
    ['/accounts/acct_none/requirements', {}],
    ['/webhook-behaviour', { loss: 2 }],
    ['/webhook-behaviour', { delayMs: [1] }],
    ['/webhook-behaviour', { delayMs: [2, 1] }],
    ['/webhooks/flush', { timeoutMs: -1 }],
    ['/deliveries/evt_none/redeliver', {}],
  ]
  for (const [path, body] of wrong) {
    const response = await post(path, body)
    t.equal(response.status, 400, `${path} ${JSON.stringify(body)}`)
    t.match(await response.json(), { error: /\w/ })
  }
  t.equal((await raw('/_simulator/nothing')).status, 404)
  t.equal((await raw('/_simulator/calls?limit=none')).status, 400)
  t.equal((await raw('/_simulator/deliveries?state=gone')).status, 400)
  const put = (body: unknown) =>
    raw('/_simulator/webhook-endpoints', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  for (const body of [{}, [{ url: 'http://127.0.0.1:1' }], [{ url: 'http://127.0.0.1:1', secret: ' ' }]]) {
    t.equal((await put(body)).status, 400)
  }
  t.equal((await put([{ url: 'http://127.0.0.1:1', secret }])).status, 200)
  t.equal((await raw('/_simulator/webhook-endpoints', { method: 'DELETE' })).status, 200)
  t.same(await (await raw('/_simulator/webhook-endpoints')).json(), [])
})

t.test('other sites cannot control a simulator through the browser', async (t) => {
  const { port, simulator } = await running(t)
  await simulator.faults.add({ route: '*', fault: { kind: 'garbage' } })
  for (const path of ['/_simulator/reset', '/_simulator/ui/clear-faults']) {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://other.example' },
      { origin: 'null' },
      // A name that another site has pointed to this machine.
      { host: 'rebound.example:12111' },
      { host: 'rebound.example:12111', 'sec-fetch-site': 'same-origin', origin: 'http://rebound.example:12111' },
    ]) {
      t.equal(await statusOf(port, path, headers), 403, JSON.stringify(headers))
    }
  }
  t.equal((await simulator.faults.list()).length, 1)

  const own = `http://127.0.0.1:${port}`
  for (const headers of [
    {},
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: own },
    { host: 'stripe-simulator:12111' },
    { host: '[::1]:12111' },
  ]) {
    t.equal(await statusOf(port, '/_simulator/reset', headers), 200, JSON.stringify(headers))
  }
})

/** The answer to a POST with headers that `fetch` would not send. */
async function statusOf(port: number, path: string, headers: Record<string, string>): Promise<number | undefined> {
  const call = request({ host: '127.0.0.1', port, path, method: 'POST', headers }).end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}
