import t from 'tap'
import { controlClient } from '../../stripe-simulator/control-client.ts'
import type { SimulatorControl } from '../../stripe-simulator/types.ts'
import { failureOf, onboarding, running } from './harness.ts'

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
      const { id } = await stripe.accounts.create({ capabilities: { transfers: { requested: true } } })
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

    t.test('calls are logged, and can be asked for by route and number', async (t) => {
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
      await simulator.setRateLimit(null)
      t.ok(await stripe.accounts.list())
    })

    t.test('reset forgets everything', async (t) => {
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

t.test('the control API refuses what it does not understand and says why', async (t) => {
  const { raw } = await running(t)
  const post = (path: string, body: unknown) =>
    raw(`/_simulator${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const wrong: readonly (readonly [path: string, body: unknown])[] = [
    ['/faults', {}],
    ['/faults', { route: 'accounts.delete', fault: { kind: 'garbage' } }],
    ['/faults', { route: '*', fault: { kind: 'flood' } }],
    ['/faults', { route: '*', fault: { kind: 'error', status: 200, saved: true } }],
    ['/faults', { route: '*', fault: { kind: 'garbage' }, times: '2' }],
    ['/faults', { route: '*', fault: { kind: 'garbage' }, often: 2 }],
    ['/clock', { advanceMs: -1 }],
    ['/rate-limit', { perSecond: 0 }],
    ['/accounts/acct_none/state', { outcome: 'complete' }],
    ['/accounts/acct_none/state', { outcome: 'explode' }],
  ]
  for (const [path, body] of wrong) {
    const response = await post(path, body)
    t.equal(response.status, 400, `${path} ${JSON.stringify(body)}`)
    t.match(await response.json(), { error: /\w/ })
  }
  t.equal((await raw('/_simulator/nothing')).status, 404)
  t.equal((await raw('/_simulator/calls?limit=none')).status, 400)
})

t.test('the overview page shows faults and clock, and its forms work without scripts', async (t) => {
  const { raw, simulator } = await running(t)
  const form = (path: string, fields: Record<string, string>) =>
    raw(`/_simulator/ui/${path}`, { method: 'POST', body: new URLSearchParams(fields) })

  const added = await form('faults', { route: 'accounts.create', preset: 'timeout-after', times: '3' })
  t.equal(added.status, 303)
  t.equal(new URL(added.headers.get('location') ?? '', added.url).pathname, '/')
  t.match(await simulator.faults.list(), [
    { route: 'accounts.create', remaining: 3, fault: { kind: 'timeout', when: 'after' } },
  ])
  t.match(await (await raw('/')).text(), /timeout/)
  t.equal((await form('clear-faults', {})).status, 303)
  t.same(await simulator.faults.list(), [])
  t.equal((await form('clock', { minutes: '6' })).status, 303)
  t.equal((await simulator.clock.now()).advancedMs, 360_000)
  t.equal((await form('faults', { route: '*', preset: 'nonsense', times: '1' })).status, 400)

  const page = await raw('/')
  t.match(page.headers.get('content-type'), 'text/html')
  t.match(page.headers.get('content-security-policy'), "default-src 'none'")
  t.match(await page.text(), /6 minutes ahead/)
})

t.test('other sites cannot control a simulator through the browser', async (t) => {
  const { raw, simulator } = await running(t)
  await simulator.faults.add({ route: '*', fault: { kind: 'garbage' } })
  for (const path of ['/_simulator/reset', '/_simulator/ui/clear-faults']) {
    const response = await raw(path, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })
    t.equal(response.status, 403)
  }
  t.equal((await simulator.faults.list()).length, 1)
})
