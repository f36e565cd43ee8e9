import type { Stripe } from 'stripe'
import t, { type Test } from 'tap'
import { failureOf, openPage, press, running } from './harness.ts'
import { eventIn, receiver, secret } from './receiver.ts'
import { sdkChecker } from './sdk-schema.ts'
import { linkParams, payable, recipientOnly } from './v2-harness.ts'

const nothing = { body: '', signature: '', headers: {} }
const thinSecret = 'whsec_of_the_thin_endpoint_x1y2'

/** A simulator with an endpoint for each kind of events. */
async function told(t: Test, options: Parameters<typeof running>[1] = {}) {
  const [snapshot, thin] = [await receiver(t), await receiver(t)]
  const webhooks = [
    { url: snapshot.url, secret },
    { url: thin.url, secret: thinSecret, payload: 'thin' as const },
  ]
  const made = await running(t, { webhooks, ...options })
  const { stripe, simulator } = made
  const flushed = async () => {
    await simulator.flushWebhooks()
    const notes = thin.received.map(({ body, signature }) => stripe.parseEventNotification(body, signature, thinSecret))
    return { notes, types: notes.map(({ type }) => type), events: snapshot.events() }
  }
  return { ...made, snapshot, thin, flushed }
}

const merchantStatus = 'v2.core.account[configuration.merchant].capability_status_updated'
const recipientStatus = 'v2.core.account[configuration.recipient].capability_status_updated'

t.test('a new account of v2 causes a thin event, with the request and the key that created it', async (t) => {
  const { stripe, flushed, thin } = await told(t)
  const { id, lastResponse } = await stripe.v2.core.accounts.create(payable, { idempotencyKey: 'account:c1:1' })
  await stripe.accounts.create()
  const { notes, events } = await flushed()
  t.same(events, [], 'v1 does not tell of new accounts')
  t.match(notes, [{ type: 'v2.core.account.created' }])
  t.match(JSON.parse(thin.received[0]?.body ?? ''), {
    id: /^evt_test_65\w+$/,
    object: 'v2.core.event',
    type: 'v2.core.account.created',
    created: /^\d{4}-.*Z$/,
    livemode: false,
    reason: { type: 'request', request: { id: lastResponse.requestId, idempotency_key: 'account:c1:1' } },
    related_object: { id, type: 'v2.core.account', url: `/v2/core/accounts/${id}` },
  })
})

t.test('finishing the hosted page causes a thin event for each part, and an event of v1', async (t) => {
  const { stripe, flushed, thin, snapshot } = await told(t)
  const { accounts, accountLinks } = stripe.v2.core
  const { id } = await accounts.create(payable)
  const link = await accountLinks.create(linkParams(id))
  await press(await openPage(link), 'complete')
  const { types, events, notes } = await flushed()
  t.same(types, [
    'v2.core.account.created',
    'v2.core.account[requirements].updated',
    merchantStatus,
    merchantStatus,
    recipientStatus,
    recipientStatus,
    'v2.core.account_link.returned',
  ])
  t.match(events, [{ type: 'account.updated', account: id, data: { object: { id, details_submitted: true } } }])
  const status = JSON.parse(thin.received[4]?.body ?? '')
  t.equal(status.related_object.url, `/v2/core/accounts/${id}?include=configuration.recipient`)
  t.notOk('data' in status || 'context' in status || 'reason' in status, 'a notification has nothing but the id')
  t.match(await fetchEvent(notes[4]), { data: { updated_capability: 'stripe_balance.stripe_transfers' } })

  const returned = JSON.parse(thin.received[6]?.body ?? '')
  t.notOk('related_object' in returned)
  t.match(await fetchEvent(notes[6]), {
    data: { account_id: id, configurations: ['merchant', 'recipient'], use_case: 'account_onboarding' },
  })
  t.throws(() =>
    stripe.webhooks.constructEvent(thin.received[0]?.body ?? '', thin.received[0]?.signature ?? '', thinSecret),
  )
  t.throws(() => eventIn(thin.received[0] ?? nothing, secret), 'each endpoint has its own secret')
  t.ok(eventIn(snapshot.received[0] ?? nothing))
})

const fetchEvent = (note: unknown) => (note as { fetchEvent(): Promise<unknown> }).fetchEvent()

t.test('the related object is fetched with the part that changed, and without the others', async (t) => {
  const { stripe, simulator, flushed } = await told(t)
  const { id } = await stripe.v2.core.accounts.create(payable)
  await simulator.setAccountState(id, { outcome: 'complete' })
  const { notes } = await flushed()
  const related = (type: string) => {
    const note = notes.find((other) => other.type === type)
    return (note as unknown as { fetchRelatedObject(): Promise<unknown> }).fetchRelatedObject()
  }
  t.match(await related('v2.core.account[requirements].updated'), {
    id,
    requirements: { entries: [] },
    configuration: null,
  })
  t.match(await related(merchantStatus), {
    requirements: null,
    configuration: { merchant: { capabilities: { card_payments: { status: 'active' } } }, recipient: null },
  })
  t.match(await related('v2.core.account.created'), { requirements: null, configuration: null })
})

t.test('an update by the platform causes events for the parts that it changed', async (t) => {
  const { stripe, flushed } = await told(t)
  const { accounts } = stripe.v2.core
  const { id } = await accounts.create(recipientOnly)
  await accounts.update(id, { metadata: { a: '1' } }, { idempotencyKey: 'k1' })
  await accounts.update(id, { identity: { entity_type: 'individual' } })
  await accounts.update(id, { defaults: { profile: { product_description: 'Chairs' } } })
  await accounts.update(id, { configuration: { merchant: { ...payable.configuration.merchant, mcc: '5734' } } })
  const { types, events } = await flushed()
  t.same(types, [
    'v2.core.account.created',
    'v2.core.account.updated',
    'v2.core.account[identity].updated',
    'v2.core.account[defaults].updated',
    'v2.core.account.updated',
    'v2.core.account[requirements].updated',
    'v2.core.account[configuration.merchant].updated',
    merchantStatus,
    merchantStatus,
  ])
  t.equal(events.length, 4)
  t.match(events[0], {
    type: 'account.updated',
    request: { idempotency_key: 'k1' },
    data: { object: { metadata: { a: '1' } } },
  })
})

t.test('future requirements, a closed account, and an account of v1', async (t) => {
  const { stripe, simulator, flushed } = await told(t)
  const { accounts } = stripe.v2.core
  const { id } = await accounts.create(payable)
  await simulator.setAccountState(id, { future_requirements: { currently_due: ['business_profile.url'] } })
  await accounts.close(id, { applied_configurations: ['merchant', 'recipient'] })
  const older = await stripe.accounts.create({ type: 'express' })
  await simulator.setAccountState(older.id, { outcome: 'complete' })
  const { types, events } = await flushed()
  t.same(types, ['v2.core.account.created', 'v2.core.account[future_requirements].updated', 'v2.core.account.closed'])
  t.match(events, [{ account: id }, { account: older.id }], 'v1 does not tell that an account of v2 was closed')
})

t.test('an update without a change causes only an event of v1', async (t) => {
  const { stripe, simulator, flushed } = await told(t)
  const { id } = await stripe.v2.core.accounts.create(payable)
  await simulator.setAccountState(id, {})
  const { types, events } = await flushed()
  t.same(types, ['v2.core.account.created'])
  t.match(events, [{ type: 'account.updated' }])
})

t.test('thin forms of v1’s events go to endpoints that name them, in the context of the account', async (t) => {
  const endpoint = await receiver(t)
  const events = ['v1.account.updated', 'v1.account.application.deauthorized']
  const webhooks = [{ url: endpoint.url, secret: thinSecret, payload: 'thin' as const, events }]
  const { stripe, simulator } = await running(t, { webhooks })
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.setAccountState(id, { access: 'deauthorised' })
  await simulator.flushWebhooks()
  const [updated, lost] = endpoint.received.map(({ body }) => JSON.parse(body))
  t.match(updated, {
    type: 'v1.account.updated',
    context: id,
    related_object: { id, type: 'account', url: `/v1/accounts/${id}` },
  })
  t.match(lost, { type: 'v1.account.application.deauthorized', context: id })
  t.notOk('related_object' in lost)
  t.match(await failureOf(stripe.v2.core.events.retrieve(updated.id)), { code: 'not_found' })
  t.match(await stripe.v2.core.events.retrieve(updated.id, {}, { stripeContext: id }), {
    context: id,
    snapshot_event: /^evt_1\w+$/,
  })
  t.same((await stripe.v2.core.events.list()).data, [], 'they are not the platform’s own')
})

t.test('events are listed newest first, and found by account, type and time', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const { accounts, events } = stripe.v2.core
  const first = await accounts.create(payable, { idempotencyKey: 'k1' })
  await simulator.clock.advance(60_000)
  const second = await accounts.create(payable, { idempotencyKey: 'k2' })
  await simulator.setAccountState(second.id, { outcome: 'complete' })
  const types = async (params: Stripe.V2.Core.EventListParams) =>
    (await events.list(params).autoPagingToArray({ limit: 100 })).map(({ type }) => type)

  const created = await events.list({ types: ['v2.core.account.created'] })
  t.match(created.data, [
    { related_object: { id: second.id }, reason: { request: { idempotency_key: 'k2' } } },
    { related_object: { id: first.id }, reason: { request: { idempotency_key: 'k1' } } },
  ])
  t.same(await types({ object_id: first.id }), ['v2.core.account.created'])
  const all = await types({})
  t.equal(all.length, 7)
  t.equal(all.at(-1), 'v2.core.account.created')
  t.same(await types({ limit: 2 }), all, 'in pages')
  t.equal((await types({ created: { gte: 1_800_000_060 } })).length, 6)
  t.equal((await types({ created: { gt: 1_800_000_060 } })).length, 0)
  t.equal((await types({ created: { lt: 1_800_000_060 } })).length, 1)
  t.equal((await types({ created: { lte: 1_800_000_060 } })).length, 7)
  t.match(await failureOf(events.list({ created: { gte: 'soon' as unknown as number } })), { code: 'invalid_fields' })

  const [newest] = created.data
  t.match(await events.retrieve(newest?.id ?? ''), { id: newest?.id, type: 'v2.core.account.created', context: null })
  t.match(await failureOf(events.retrieve('evt_none')), { statusCode: 404, code: 'not_found' })
})

t.test('events are stored for 30 days, belong to a platform, and appear late in a list that lags', async (t) => {
  const { stripe, sdk, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const { events } = stripe.v2.core
  await stripe.v2.core.accounts.create(payable)
  const [event] = (await events.list()).data
  const id = event?.id ?? ''
  const other = sdk({}, 'sk_test_sandbox_other').v2.core.events
  t.same((await other.list()).data, [])
  t.match(await failureOf(other.retrieve(id)), { code: 'not_found' })

  await simulator.setListLag(5000)
  t.same((await events.list()).data, [])
  t.ok(await events.retrieve(id))
  await simulator.clock.advance(5000)
  t.match((await events.list()).data, [{ id }])

  await simulator.clock.advance(30 * 24 * 3_600_000 - 5001)
  t.ok(await events.retrieve(id))
  await simulator.clock.advance(1)
  t.match(await failureOf(events.retrieve(id)), { code: 'not_found' })
  t.same((await events.list()).data, [])
})

t.test('lost and duplicated deliveries apply to thin events, and lost ones are still in the list', async (t) => {
  const { stripe, simulator, thin } = await told(t)
  await simulator.setWebhookBehaviour({ loss: 1 })
  const { id } = await stripe.v2.core.accounts.create(payable)
  await simulator.flushWebhooks()
  t.equal(thin.received.length, 0)
  t.match(await simulator.deliveries(), [{ type: 'v2.core.account.created', account: id, state: 'lost' }])
  const [event] = (await stripe.v2.core.events.list()).data
  await simulator.redeliver(event?.id ?? '')
  await simulator.flushWebhooks()
  t.equal(thin.received.length, 1)
  await simulator.setWebhookBehaviour({ duplicates: 1 })
  await stripe.v2.core.accounts.create(payable)
  await simulator.flushWebhooks()
  t.equal(thin.received.length, 3)
})

const eventTypes = {
  'v2.core.account.created': 'V2CoreAccountCreatedEvent',
  'v2.core.account.updated': 'V2CoreAccountUpdatedEvent',
  'v2.core.account.closed': 'V2CoreAccountClosedEvent',
  'v2.core.account[requirements].updated': 'V2CoreAccountIncludingRequirementsUpdatedEvent',
  'v2.core.account[future_requirements].updated': 'V2CoreAccountIncludingFutureRequirementsUpdatedEvent',
  'v2.core.account[identity].updated': 'V2CoreAccountIncludingIdentityUpdatedEvent',
  'v2.core.account[defaults].updated': 'V2CoreAccountIncludingDefaultsUpdatedEvent',
  'v2.core.account[configuration.merchant].updated': 'V2CoreAccountIncludingConfigurationMerchantUpdatedEvent',
  'v2.core.account[configuration.recipient].updated': 'V2CoreAccountIncludingConfigurationRecipientUpdatedEvent',
  [merchantStatus]: 'V2CoreAccountIncludingConfigurationMerchantCapabilityStatusUpdatedEvent',
  [recipientStatus]: 'V2CoreAccountIncludingConfigurationRecipientCapabilityStatusUpdatedEvent',
  'v2.core.account_link.returned': 'V2CoreAccountLinkReturnedEvent',
}

t.test('each event fits its type in the SDK', async (t) => {
  const { stripe, simulator } = await running(t)
  const { accounts, accountLinks, events } = stripe.v2.core
  const { id } = await accounts.create({ ...payable, configuration: { merchant: payable.configuration.merchant } })
  await accounts.update(id, {
    display_name: 'New',
    identity: { entity_type: 'company' },
    defaults: { locales: ['de'] },
    configuration: { merchant: { mcc: '5734' }, recipient: recipientOnly.configuration.recipient },
  })
  await simulator.setAccountState(id, { future_requirements: { currently_due: ['company.name'] } })
  await press(await openPage(await accountLinks.create(linkParams(id))), 'complete')
  await accounts.close(id, { applied_configurations: ['merchant', 'recipient'] })
  const all = JSON.parse(JSON.stringify(await events.list({ limit: 100 }))) as { data: { type: string }[] }
  t.same(new Set(all.data.map(({ type }) => type)), new Set(Object.keys(eventTypes)))
  for (const event of all.data) {
    const name = Object.entries(eventTypes).find(([type]) => type === event.type)?.[1] ?? ''
    t.same(sdkChecker('resources/V2/Core/Events.d.ts', name)(event), [], event.type)
  }
})
