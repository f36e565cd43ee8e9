import type { Stripe } from 'stripe'
import t from 'tap'
import { failureOf, running } from './harness.ts'
import { receiver } from './receiver.ts'
import { sdkChecker } from './sdk-schema.ts'
import { payable } from './v2-harness.ts'

type Creation = Stripe.V2.Core.EventDestinationCreateParams
const destination = sdkChecker('resources/V2/Core/EventDestinations.d.ts', 'EventDestination')
const ping = sdkChecker('resources/V2/Core/Events.d.ts', 'V2CoreEventDestinationPingEvent')
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const thin = (url: string, more: Partial<Creation> = {}): Creation => ({
  name: 'Accounts',
  type: 'webhook_endpoint',
  event_payload: 'thin',
  events_from: ['@accounts'],
  enabled_events: ['v2.core.account.created', 'v2.core.account[requirements].updated'],
  webhook_endpoint: { url },
  include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
  ...more,
})

t.test('a destination gets the events that it names, signed with a secret that is shown once', async (t) => {
  const { stripe, simulator } = await running(t)
  const { eventDestinations, accounts } = stripe.v2.core
  const endpoint = await receiver(t)
  const made = await eventDestinations.create(thin(endpoint.url, { metadata: { a: '1' } }))
  t.same(destination(plain(made)), [])
  t.match(made, {
    id: /^ed_test_\w+$/,
    status: 'enabled',
    events_from: ['@accounts'],
    livemode: false,
    metadata: { a: '1' },
    snapshot_api_version: null,
    webhook_endpoint: { url: endpoint.url, signing_secret: /^whsec_\w{32}$/ },
  })
  const secret = made.webhook_endpoint?.signing_secret ?? ''
  const again = await eventDestinations.retrieve(made.id, { include: ['webhook_endpoint.url'] })
  t.match(again, { webhook_endpoint: { url: endpoint.url, signing_secret: null } })
  t.match(await eventDestinations.retrieve(made.id), { webhook_endpoint: { url: null } })

  const { id } = await accounts.create(payable)
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  const types = endpoint.received.map(
    ({ body, signature }) => stripe.parseEventNotification(body, signature, secret).type,
  )
  t.same(types, ['v2.core.account.created', 'v2.core.account[requirements].updated'])
  t.match(await simulator.webhookEndpoints(), [{ id: made.id, url: endpoint.url, payload: 'thin', enabled: true }])
})

t.test('a snapshot destination gets the events of v1', async (t) => {
  const { stripe, simulator } = await running(t)
  const endpoint = await receiver(t)
  const made = await stripe.v2.core.eventDestinations.create(
    thin(endpoint.url, { event_payload: 'snapshot', enabled_events: ['account.updated'] }),
  )
  t.match(made, { event_payload: 'snapshot', snapshot_api_version: /^\d{4}-/ })
  const { id } = await stripe.v2.core.accounts.create(payable)
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.setAccountState(id, { access: 'deauthorised' })
  await simulator.flushWebhooks()
  t.same(
    endpoint.received.map(({ body }) => JSON.parse(body).type),
    ['account.updated'],
  )
})

t.test('thin and snapshot events cannot be mixed, and what cannot be is refused', async (t) => {
  const { stripe } = await running(t)
  const { eventDestinations } = stripe.v2.core
  const url = 'https://platform.test/hooks'
  const wrong: Record<string, Partial<Creation>> = {
    'snapshot events in a thin destination': { enabled_events: ['v2.core.account.created', 'account.updated'] },
    'thin events in a snapshot destination': {
      event_payload: 'snapshot',
      enabled_events: ['account.updated', 'v2.core.account.created'],
    },
    'a version for thin events': { snapshot_api_version: '2026-10-28.endive' },
    'no events': { enabled_events: [] },
    'an unknown origin': { events_from: ['@everybody'] },
    'another kind of destination': { type: 'amazon_eventbridge' },
  }
  for (const [what, more] of Object.entries(wrong)) {
    const error = await failureOf(eventDestinations.create(thin(url, more)))
    t.match(error, { statusCode: 400, code: 'invalid_fields' }, what)
  }
  t.match(await failureOf(eventDestinations.create(thin('nowhere'))), { code: 'url_invalid' })
  const { id } = await eventDestinations.create(thin(url))
  t.match(await failureOf(eventDestinations.update(id, { enabled_events: ['account.updated'] })), {
    code: 'invalid_fields',
  })
})

t.test('a destination is listed, changed, disabled, enabled and deleted', async (t) => {
  const { stripe, sdk, simulator } = await running(t)
  const { eventDestinations, accounts } = stripe.v2.core
  const endpoint = await receiver(t)
  const first = await eventDestinations.create(thin('https://platform.test/hooks'))
  await simulator.clock.advance(1000)
  const second = await eventDestinations.create(thin('https://platform.test/hooks'))
  const ids = async (limit: number) =>
    (await eventDestinations.list({ limit }).autoPagingToArray({ limit: 100 })).map(({ id }) => id)
  t.same(await ids(1), [second.id, first.id])
  t.same(await ids(100), [second.id, first.id])
  const other = sdk({}, 'sk_test_sandbox_other').v2.core.eventDestinations
  t.same((await other.list()).data, [])
  t.match(await failureOf(other.retrieve(first.id)), { statusCode: 404, code: 'not_found' })

  const updated = await eventDestinations.update(first.id, {
    name: 'New',
    description: 'All of it',
    metadata: { b: '2' },
    enabled_events: ['*'],
    webhook_endpoint: { url: endpoint.url },
    include: ['webhook_endpoint.url'],
  })
  t.match(updated, { name: 'New', description: 'All of it', enabled_events: ['*'], metadata: { b: '2' } })
  t.equal(updated.webhook_endpoint?.url, endpoint.url)
  await eventDestinations.del(second.id)
  t.match(await failureOf(eventDestinations.del(second.id)), { code: 'not_found' })

  const disabled = await eventDestinations.disable(first.id)
  t.same(destination(plain(disabled)), [])
  t.match(disabled, { status: 'disabled', status_details: { disabled: { reason: 'user' } } })
  await accounts.create(payable)
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, 0)
  t.match(await eventDestinations.enable(first.id), { status: 'enabled', status_details: null })
  await accounts.create(payable)
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, 1)
})

t.test('a ping reaches the endpoint', async (t) => {
  const { stripe, simulator } = await running(t)
  const { eventDestinations, events } = stripe.v2.core
  const endpoint = await receiver(t)
  const { id, webhook_endpoint } = await eventDestinations.create(thin(endpoint.url))
  const sent = await eventDestinations.ping(id)
  t.same(ping(plain(sent)), [])
  await simulator.flushWebhooks()
  const [{ body, signature } = { body: '', signature: '' }] = endpoint.received
  t.match(stripe.parseEventNotification(body, signature, webhook_endpoint?.signing_secret ?? ''), {
    id: sent.id,
    type: 'v2.core.event_destination.ping',
    related_object: { id, type: 'v2.core.event_destination' },
  })
  t.match(await events.retrieve(sent.id), { id: sent.id })
})

t.test('thin events about accounts go to the scope that the platform is set to', async (t) => {
  const { stripe, simulator } = await running(t)
  const [accountsScope, selfScope] = [await receiver(t), await receiver(t)]
  await stripe.v2.core.eventDestinations.create(thin(accountsScope.url))
  await stripe.v2.core.eventDestinations.create(thin(selfScope.url, { events_from: ['@self'] }))
  const seen = async () => {
    await stripe.v2.core.accounts.create(payable)
    await simulator.flushWebhooks()
    return [accountsScope, selfScope].map(({ received }) => received.splice(0).map(({ body }) => JSON.parse(body).id))
  }
  t.match(await seen(), [{ length: 1 }, { length: 0 }])
  await simulator.setPlatform({ accountEventsFrom: 'self' })
  t.match(await seen(), [{ length: 0 }, { length: 1 }])
  await simulator.setPlatform({ accountEventsFrom: 'both' })
  const [here, there] = await seen()
  t.equal(here?.length, 1)
  t.same(here, there, 'the same event, with the same id')
})

t.test('endpoints of the control API may be for a sandbox, and for either kind of events', async (t) => {
  const { sdk, simulator } = await running(t)
  const [main, blue] = [await receiver(t), await receiver(t)]
  const secret = 'whsec_of_the_control_api'
  await simulator.setWebhookEndpoints([
    { url: main.url, secret },
    { url: main.url, secret, payload: 'thin' },
    { url: blue.url, secret, payload: 'thin', sandbox: 'blue', events: ['v2.core.account.created'] },
  ])
  const { id } = await sdk({}, 'sk_test_sandbox_blue').v2.core.accounts.create(payable)
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  t.equal(main.received.length, 0)
  t.same(
    blue.received.map(({ body }) => JSON.parse(body).type),
    ['v2.core.account.created'],
  )
  await sdk().v2.core.accounts.create(payable)
  await simulator.flushWebhooks()
  t.same(
    main.received.map(({ body }) => JSON.parse(body).object),
    ['v2.core.event'],
  )
})
