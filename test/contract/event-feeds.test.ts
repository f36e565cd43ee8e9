import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { memoryEventFeed } from '../../src/adapters/memory/event-feed.ts'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { startSimulator } from '#stripe-simulator'
import { onEachAdapter } from '../support/contract-ports.ts'
import { stripeAt } from '../support/stripe-provider.ts'
import { openPage, press } from '../simulator/harness.ts'
import { linkParams, payable } from '../simulator/v2-harness.ts'
import { eventFeedContract, listed } from './event-feed.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

eventFeedContract(t, 'memory', async () => {
  const feed = memoryEventFeed()
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  let happened = 0
  return {
    feed,
    async happen() {
      happened += 1
      const accountId = `acct_${happened}`
      const event = { id: `evt_${happened}`, type: 'account.updated', kind: 'account', livemode: false } as const
      feed.add({ ...event, accountId, createdAt: new Date((instant += 1)) })
      return accountId
    },
    now: async () => new Date(instant),
    advance: async (ms) => (instant += ms),
  }
})

async function stripeFeed(t: Test) {
  const running = await startSimulator()
  t.teardown(() => running.close())
  const { url, simulator } = running
  const stripe = stripeClient({ secretKey: 'sk_test_0123456789', apiBase: url })
  return {
    feed: stripeAt(url).feed,
    simulator,
    stripe,
    happen: async () => (await stripe.v2.core.accounts.create(payable)).id,
    now: async () => new Date((await simulator.clock.now()).now),
    advance: (ms: number) => simulator.clock.advance(ms),
  }
}

eventFeedContract(t, 'stripe', stripeFeed)

t.test('stripe: everything that happens to an account of v2 is listed, its return from a link too', async (t) => {
  const { feed, stripe, simulator, happen, now } = await stripeFeed(t)
  const start = await now()
  const accountId = await happen()
  const { accounts, accountLinks } = stripe.v2.core
  await press(await openPage(await accountLinks.create(linkParams(accountId))), 'complete')
  await accounts.update(accountId, { defaults: { profile: { product_description: 'Chairs' } } })
  await simulator.setAccountState(accountId, { future_requirements: { currently_due: ['business_profile.url'] } })
  await accounts.close(accountId, { applied_configurations: ['merchant', 'recipient'] })

  const events = await listed(feed, start)
  const everything = await stripe.v2.core.events.list({ limit: 100 })
  t.same(new Set(events.map(({ id }) => id)), new Set(everything.data.map(({ id }) => id)))
  for (const event of events) t.match(event, { kind: 'account', accountId }, event.type)
  t.ok(events.some(({ type }) => type === 'v2.core.account_link.returned'))
})

t.test('stripe: what is not about an account is not listed', async (t) => {
  const { feed, stripe, now } = await stripeFeed(t)
  const start = await now()
  const destination = await stripe.v2.core.eventDestinations.create({
    name: 'Thin',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    enabled_events: ['v2.core.account.created'],
    webhook_endpoint: { url: 'http://127.0.0.1:9/' },
  })
  await stripe.v2.core.eventDestinations.ping(destination.id)
  t.same(await listed(feed, start), [])
})

t.test('stripe: what the list does not show yet is listed later', async (t) => {
  const { feed, simulator, happen, now, advance } = await stripeFeed(t)
  await simulator.setListLag(60_000)
  const start = await now()
  await happen()
  t.same(await listed(feed, start), [])
  await advance(60_001)
  t.equal((await listed(feed, start)).length, 1)
})

t.test('stripe: a failure on any page ends the list with that failure', async (t) => {
  const { feed, simulator, happen, now } = await stripeFeed(t)
  const start = await now()
  for (let happened = 0; happened < 150; happened += 1) await happen()
  const disturbed = async (fault: () => Promise<unknown>) => {
    const seen = new Set<string>()
    for await (const { id } of feed.since(start, AbortSignal.timeout(20_000))) {
      seen.add(id)
      if (seen.size === 100) await fault()
    }
    return seen.size
  }
  const outage = { kind: 'error', status: 500, saved: false } as const
  await t.rejects(
    disturbed(() => simulator.faults.add({ route: 'events.list', times: 2, fault: outage })),
    {
      name: 'PaymentProviderError',
      failure: { outcome: 'unknown', code: 'provider_error' },
    },
  )
  const limited = () => simulator.faults.add({ route: 'events.list', fault: { kind: 'rate_limit' } })
  t.equal(await disturbed(limited), 150, 'but a rate limit is waited for')
})

t.test('stripe: without access to the list the failure says so', async (t) => {
  const { feed, simulator, now } = await stripeFeed(t)
  const start = await now()
  const refusals = {
    accounts_v2_access_blocked: [400, 'refused'],
    forbidden: [403, 'refused'],
    not_found: [404, 'account_unavailable'],
  } as const
  for (const [code, [status, outcome]] of Object.entries(refusals)) {
    await simulator.faults.add({
      route: 'events.list',
      fault: { kind: 'error', status, saved: false, error: { code } },
    })
    await t.rejects(listed(feed, start), { name: 'PaymentProviderError', failure: { outcome } }, code)
  }
})

t.test('stripe: an answer that is not a list of events, or leads elsewhere, is none', async (t) => {
  const event = {
    id: 'evt_1',
    object: 'v2.core.event',
    type: 'v2.core.account.created',
    created: '2026-03-01T12:00:00Z',
  }
  const answers: Record<string, unknown> = {
    'no list': {},
    'an event of v1': { data: [{ ...event, object: 'event' }] },
    'an event without a date': { data: [{ ...event, created: 'soon' }] },
    'a next page elsewhere': { data: [event], next_page_url: 'https://stripe.example.com/v2/core/events?page=2' },
  }
  for (const [what, answer] of Object.entries(answers)) {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').setHeader('request-id', 'req_1')
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => void server.close())
    const { feed } = stripeAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await t.rejects(
      listed(feed, new Date(0)),
      { name: 'PaymentProviderError', failure: { outcome: 'unknown', code: 'invalid_response' } },
      what,
    )
  }
})

onEachAdapter(t, 'the cursor of the feed', async (t, { feedCursor }) => {
  const { now, ...rest } = await feedCursor.load(DEFAULT_PLATFORM)
  t.strictSame(rest, {}, 'there has been no run')
  t.ok(Math.abs(Date.now() - now.getTime()) < 10_000)

  const [first, second] = [new Date('2026-03-01T12:00:00.000Z'), new Date('2026-03-01T12:10:00.000Z')]
  await feedCursor.advance(DEFAULT_PLATFORM, first)
  t.same((await feedCursor.load(DEFAULT_PLATFORM)).fetchedUntil, first)
  await feedCursor.advance(DEFAULT_PLATFORM, second)
  t.same((await feedCursor.load(DEFAULT_PLATFORM)).fetchedUntil, second)
  await feedCursor.advance(DEFAULT_PLATFORM, first)
  t.same((await feedCursor.load(DEFAULT_PLATFORM)).fetchedUntil, second, 'it never moves back')
})
