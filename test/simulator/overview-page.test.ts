import t from 'tap'
import { type RawRequest, running } from './harness.ts'
import { notified, secret } from './receiver.ts'
import { everything, linkParams, payable, statusesOf } from './v2-harness.ts'

const formOf =
  (raw: (path: string, request?: RawRequest) => Promise<Response>) => (path: string, fields: Record<string, string>) =>
    raw(`/_simulator/ui/${path}`, { method: 'POST', body: new URLSearchParams(fields) })

t.test('the overview page shows faults and clock, and its forms work without scripts', async (t) => {
  const { raw, simulator } = await running(t)
  const form = formOf(raw)

  const added = await form('faults', { route: 'accounts.create', preset: 'timeout-after', times: '3' })
  t.equal(added.status, 303)
  t.equal(new URL(added.headers.get('location') ?? '', added.url).pathname, '/')
  t.match(await simulator.faults.list(), [
    { route: 'accounts.create', remaining: 3, fault: { kind: 'timeout', when: 'after' } },
  ])
  t.match(await (await raw('/')).text(), /timeout/)
  t.equal((await form('faults', { route: '*', preset: 'json-424', times: '1' })).status, 303)
  t.match(await simulator.faults.list(), [{}, { fault: { kind: 'json', status: 424, when: 'after' } }])
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

t.test('the overview page shows the endpoints without their secrets, and the deliveries', async (t) => {
  const { raw, simulator, stripe, endpoint } = await notified(t)
  const form = formOf(raw)
  await simulator.setWebhookEndpoints([{ url: `${endpoint.url}?key=k3y-of-ours`, secret }])
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, {})
  await simulator.flushWebhooks()
  const [delivery] = await simulator.deliveries()
  const shown = await (await raw('/')).text()
  for (const text of [endpoint.url, 'delivered', delivery?.eventId ?? '?']) t.match(shown, text)
  for (const text of [secret, secret.slice(-4), 'k3y-of-ours']) t.notOk(shown.includes(text))

  const again = await form('redeliver', { eventId: delivery?.eventId ?? '' })
  t.equal(new URL(again.headers.get('location') ?? '', again.url).pathname, '/')
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, 2)
  t.equal((await form('redeliver', { eventId: 'evt_none' })).status, 400)
})

t.test('the switches of the overview page control the delivery faults and show their state', async (t) => {
  const { raw, simulator } = await running(t)
  const form = formOf(raw)
  await simulator.setWebhookBehaviour({ delayMs: [1, 2], seed: 5, copies: 4 })
  const wanted = { loss: '10', duplicates: '50', paused: 'on' }
  t.equal((await form('webhooks', wanted)).status, 303)
  const behaviour = { loss: 0.1, duplicates: 0.5, paused: true, reorder: false, delayMs: [1, 2], seed: 5, copies: 4 }
  t.same(await simulator.webhookBehaviour(), behaviour)
  const shown = await (await raw('/')).text()
  t.match(shown, /name="loss"[^>]*value="10"/)
  t.match(shown, /name="paused"[^>]*checked/)
  t.notMatch(shown, /name="reorder"[^>]*checked/)
  t.equal((await form('webhooks', { loss: '0', duplicates: '0' })).status, 303)
  t.match(await simulator.webhookBehaviour(), { loss: 0, duplicates: 0, paused: false })
  t.equal((await form('webhooks', { loss: '101', duplicates: '0' })).status, 400)
})

t.test('the overview page shows the settings of the platform, and its form changes them', async (t) => {
  const { raw, simulator } = await running(t)
  const form = formOf(raw)
  t.match(await (await raw('/')).text(), /name="registered"[^>]*checked/)
  t.equal((await form('platform', { profileReviewed: 'on', transfersAlone: 'on' })).status, 303)
  const off = {
    registered: false,
    accountsV1: false,
    accountsV2: false,
    v2InV1List: false,
    liveKeys: false,
    logo: false,
  }
  const own = { name: 'Simulated platform', supportEmail: 'support@platform.example' }
  const none = { restrictedKeysMayNot: [], wallClockAheadMs: 0 }
  const rest = { country: 'US', recipientsAloneIn: ['US'], accountEventsFrom: 'accounts', ...own, ...none }
  t.same(await simulator.platform(), { ...off, ...rest, profileReviewed: true, transfersAlone: true })
  t.notMatch(await (await raw('/')).text(), /name="registered"[^>]*checked/)
  await form('platform', { name: '', restrictedKeysMayNot: 'accounts.list nonsense', wallClockAheadMs: '-5000' })
  const changed = { name: '', restrictedKeysMayNot: ['accounts.list'], wallClockAheadMs: -5000 }
  t.match(await simulator.platform(), changed)
  t.match(await (await raw('/')).text(), /value="accounts.list"/)
})

t.test('the overview page shows the generation, platform and mode of each account, link and call', async (t) => {
  const { raw, sdk, stripe, simulator } = await running(t)
  const older = await stripe.accounts.create()
  await simulator.setPlatform({ liveKeys: true })
  const newer = await sdk({}, 'sk_test_sandbox_blue').v2.core.accounts.create(payable)
  const live = await sdk({}, 'sk_live_x').v2.core.accounts.create(payable)
  await sdk({}, 'sk_live_x').v2.core.accountLinks.create(linkParams(live.id))
  const text = (await (await raw('/')).text()).replaceAll(/>\s+</g, '><').replaceAll(/ data-of="[^"]*"/g, '')
  for (const cells of [
    [older.id, 'v1', 'acct_1SimulatorPlatform'],
    [newer.id, 'v2', 'acct_1Sandboxblue'],
    [live.id, 'v2', 'acct_1SimulatorPlatform, live'],
    [live.id, 'v2', 'account_onboarding'],
    ['v2', 'account_links.create', '200'],
  ]) {
    t.ok(text.includes(cells.map((cell) => `<td>${cell}</td>`).join('')), cells.join())
  }
})

t.test('faults may be injected for one generation, and unsupported accounts show in v2', async (t) => {
  const { raw, simulator, stripe } = await running(t)
  const form = formOf(raw)
  await form('faults', { route: 'accounts.create', api: 'v2', preset: 'html', times: '1' })
  await form('faults', { route: '*', api: '', preset: 'html', times: '1' })
  t.match(await simulator.faults.list(), [{ api: 'v2' }, { api: undefined }])
  await simulator.faults.clear()
  const { id } = await stripe.v2.core.accounts.create(payable)
  await form('account', { id, action: 'unsupported' })
  t.match(statusesOf(await stripe.v2.core.accounts.retrieve(id, { include: everything })), { payouts: 'unsupported' })
})

t.test('the menu beside an account sets its state', async (t) => {
  const { raw, simulator, stripe } = await running(t)
  const form = formOf(raw)
  const { id } = await stripe.accounts.create()
  const states = {
    complete: { payouts_enabled: true },
    needs_more: { disabled_reason: 'requirements.past_due' },
    under_review: { disabled_reason: 'requirements.pending_verification' },
    reject: { disabled_reason: 'rejected.other' },
    unsupported: {},
    ask: { currently_due: ['individual.verification.document'], current_deadline: Number },
    deauthorise: { access: 'deauthorised' },
    reconnect: { access: 'connected' },
  }
  for (const [action, state] of Object.entries(states)) {
    t.match(await (await raw('/')).text(), `value="${action}"`)
    t.equal((await form('account', { id, action })).status, 303)
    t.match(await simulator.accounts(), [{ id, ...state }], action)
  }
  t.equal((await form('account', { id, action: 'explode' })).status, 400)
  t.equal((await form('account', { id: 'acct_none', action: 'complete' })).status, 400)
})
