import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { startSimulator } from '#stripe-simulator'
import { failureOf, onboarding, openPage, payable, press } from './harness.ts'
import { eventIn, notified, secret } from './receiver.ts'

t.test('each outcome of the hosted page causes an event with the account after it', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const endings = {
    complete: { details_submitted: true, payouts_enabled: true, requirements: { currently_due: [] } },
    needs_more: { payouts_enabled: false, requirements: { disabled_reason: 'requirements.past_due' } },
    under_review: { details_submitted: true, requirements: { disabled_reason: 'requirements.pending_verification' } },
    reject: { charges_enabled: false, requirements: { disabled_reason: 'rejected.other' } },
  }
  for (const [outcome, state] of Object.entries(endings)) {
    const { account, link } = await onboarding(stripe)
    await press(await openPage(link), outcome)
    await simulator.flushWebhooks()
    const event = endpoint.events().at(-1)
    const now = await stripe.accounts.retrieve(account.id)
    t.match(event, {
      id: /^evt_\w{24}$/,
      object: 'event',
      type: 'account.updated',
      account: account.id,
      api_version: '2026-10-28.endive',
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
    })
    t.match(now, state, outcome)
    t.same(event?.data.object, JSON.parse(JSON.stringify(now)))
  }
  t.equal(new Set(endpoint.events().map(({ id }) => id)).size, 4)
})

t.test('an event has the previous values of the changed fields, and no others', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id, requirements } = await stripe.accounts.create({ capabilities: payable })
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.setAccountState(id, { payouts_enabled: false, disabled_reason: 'something_new' })
  await simulator.flushWebhooks()
  const [completed, disabled] = endpoint.events().map(({ data }) => data)
  t.same(completed?.previous_attributes, {
    capabilities: { card_payments: 'inactive', transfers: 'inactive' },
    charges_enabled: false,
    details_submitted: false,
    payouts_enabled: false,
    requirements: {
      currently_due: requirements?.currently_due,
      eventually_due: requirements?.eventually_due,
      past_due: requirements?.past_due,
      disabled_reason: 'requirements.past_due',
    },
  })
  t.same(disabled?.previous_attributes, { payouts_enabled: true, requirements: { disabled_reason: null } })
  t.match(disabled?.object, { requirements: { disabled_reason: 'something_new' } })
})

t.test('a deauthorised account causes one event, and none after that', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, { access: 'deauthorised' })
  await simulator.setAccountState(id, { payouts_enabled: true })
  await simulator.flushWebhooks()
  t.match(endpoint.events(), [
    { type: 'account.application.deauthorized', account: id, data: { object: { object: 'application', id: /^ca_/ } } },
  ])
  t.equal(endpoint.received.length, 1)
  t.match(await failureOf(stripe.accounts.retrieve(id)), { code: 'account_invalid' })
})

t.test('the signature holds for the secret and the body, and for nothing else', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  // The clock of Stripe has nothing to do with the tolerance of receivers.
  await simulator.clock.advance(86_400_000)
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  const [request] = endpoint.received
  t.ok(request)
  if (request === undefined) return
  const event = eventIn(request)
  t.ok(Math.abs(event.created - Date.now() / 1000 - 86_400) < 60, 'an event is born by the clock of Stripe')
  const signedAt = Number(/^t=(\d+),/.exec(request.signature)?.[1])
  t.ok(Math.abs(signedAt - Date.now() / 1000) < 60, 'and signed by that of everybody')
  t.match(request.headers, { 'content-type': /^application\/json/, 'user-agent': /^Stripe/ })
  t.throws(() => eventIn(request, 'whsec_of_another_endpoint'), /No signatures found/)
  t.throws(() => eventIn({ ...request, body: request.body.replace(id, 'acct_other') }), /No signatures found/)
})

t.test('while a secret is rolled, an event is signed with both', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  await simulator.setWebhookEndpoints([{ url: endpoint.url, secret: [secret, 'whsec_the_new_one'] }])
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, {})
  await simulator.flushWebhooks()
  const [request] = endpoint.received
  t.match(request?.signature, /^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/)
  for (const one of [secret, 'whsec_the_new_one']) t.ok(request && eventIn(request, one))
})

t.test('a delivery that fails is tried again, as the same event with a new signature', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  endpoint.answerWith((count) => [500, 302][count - 1] ?? 204)
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, 3, 'a redirect is a failure, and is not followed')
  t.equal(new Set(endpoint.received.map(({ body }) => body)).size, 1)
  t.equal(new Set(endpoint.events().map((event) => event.id)).size, 1)
  t.match(await simulator.deliveries(), [
    { eventId: endpoint.events()[0]?.id, type: 'account.updated', account: id, url: endpoint.url },
  ])
  t.match(await simulator.deliveries(), [{ state: 'delivered', tries: 3, lastStatus: 204, lastError: null }])
})

t.test('the attempts end, and the event can be sent again', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  endpoint.answerWith(() => 503)
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  t.match(await simulator.deliveries(), [{ state: 'failed', tries: 3, lastStatus: 503 }])
  endpoint.answerWith(() => 200)
  const eventId = endpoint.events()[0]?.id ?? ''
  t.match(await simulator.redeliver(eventId), [{ eventId, account: id }])
  await simulator.flushWebhooks()
  t.match(await simulator.deliveries(), [{ state: 'delivered', tries: 4 }])
  t.match(endpoint.events().at(-1), { id: eventId, data: { object: { payouts_enabled: true } } })
  endpoint.answerWith((count) => (count < 7 ? 500 : 200))
  await simulator.redeliver(eventId)
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, 7, 'one that arrived can be sent again too, with as many tries')
  await t.rejects(simulator.redeliver('evt_none'), /holds no event/)
})

t.test('a receiver that refuses, is slow or disconnects is a failed attempt', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  const away = await startSimulator()
  await away.close()
  const endpoints = [
    { url: away.url, secret, retryDelaysMs: [] },
    { url: endpoint.url, secret, retryDelaysMs: [], timeoutMs: 50 },
  ]
  await simulator.setWebhookEndpoints(endpoints)
  endpoint.answerWith(async () => {
    await pause(150)
    return 200
  })
  await simulator.setAccountState(id, {})
  await simulator.flushWebhooks()
  t.match(await simulator.deliveries(), [
    { state: 'failed', tries: 1, lastStatus: null, lastError: /ECONNREFUSED/ },
    { state: 'failed', tries: 1, lastStatus: null, lastError: 'no answer in time' },
  ])
  await simulator.setWebhookBehaviour({ paused: true })
  await simulator.setAccountState(id, {})
  await simulator.setWebhookEndpoints([])
  await simulator.setWebhookBehaviour({})
  await simulator.flushWebhooks()
  t.match((await simulator.deliveries()).slice(2), [
    { state: 'failed', tries: 0, lastError: 'the endpoint was removed' },
    { state: 'failed' },
  ])
  await simulator.setAccountState(id, {})
  t.equal((await simulator.deliveries()).length, 4, 'without an endpoint there are no events')
  await t.rejects(simulator.redeliver((await simulator.deliveries())[0]?.eventId ?? ''), /were removed/)
})

t.test('the events of one account arrive in order, those of several concurrently', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  endpoint.answerWith(async (count) => {
    await pause(count % 3 === 0 ? 25 : 10)
    return 200
  })
  const made = await Promise.all(Array.from({ length: 12 }, () => stripe.accounts.create()))
  for (let n = 0; n < 3; n++) {
    for (const { id } of made) await simulator.setAccountState(id, { requirements: { currently_due: [`item${n}`] } })
  }
  await simulator.flushWebhooks()
  for (const { id } of made) {
    const events = endpoint.events().filter(({ account }) => account === id)
    t.match(
      events,
      Array.from({ length: 3 }, (_, n) => ({ data: { object: { requirements: { currently_due: [`item${n}`] } } } })),
    )
  }
  t.equal(endpoint.mostAtOnce(), 8, 'but not without limit')
})
