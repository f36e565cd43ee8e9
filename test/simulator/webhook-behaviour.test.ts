import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import type { Simulator } from '#stripe-simulator'
import { notified } from './receiver.ts'

/** So many changes of an account, one after another; answers how they can be told apart in the events. */
async function changes(simulator: Simulator, id: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => `item${n}`)
  for (const name of names) await simulator.setAccountState(id, { requirements: { currently_due: [name] } })
  return names
}

const namesIn = (events: readonly { data: { object: object } }[]): (string | undefined)[] =>
  events.map(({ data }) => /item\d+/.exec(JSON.stringify(data.object))?.[0])

t.test('lost events never arrive, a share of them, the same for the same seed', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.setWebhookBehaviour({ loss: 1 })
  await changes(simulator, id, 5)
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, 0)
  const lost = await simulator.deliveries({ state: 'lost' })
  t.equal(lost.length, 5)

  const statesWith = async (seed: number) => {
    await simulator.setWebhookBehaviour({ loss: 0.5, seed })
    await changes(simulator, id, 40)
    await simulator.flushWebhooks()
    return (await simulator.deliveries({ limit: 40 })).map(({ state }) => state)
  }
  const once = await statesWith(7)
  t.same(await statesWith(7), once)
  t.notSame(await statesWith(8), once)
  const arrived = once.filter((state) => state === 'delivered').length
  t.ok(arrived > 8 && arrived < 32, `${arrived} of 40`)

  const before = endpoint.received.length
  await simulator.redeliver(lost[0]?.eventId ?? '')
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, before + 1, 'a lost one can be sent all the same')
})

t.test('duplicates are the same event, at the same time, and are not tried again', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.setWebhookBehaviour({ duplicates: 1, copies: 3 })
  endpoint.answerWith(async (count) => {
    // None is answered before all of them are there.
    await endpoint.until(4)
    return count <= 4 ? 500 : 200
  })
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.flushWebhooks()
  const events = endpoint.events()
  t.equal(events.length, 5, 'four at first, and the first again')
  t.equal(new Set(events.map((event) => event.id)).size, 1)
  t.equal(new Set(endpoint.received.map(({ body }) => body)).size, 1)
  t.equal(endpoint.mostAtOnce(), 4)
  t.match(await simulator.deliveries(), [{ state: 'delivered', tries: 2, copies: 3 }])
})

t.test('delayed events come later', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.setWebhookBehaviour({ delayMs: [150, 250] })
  const start = performance.now()
  await simulator.setAccountState(id, {})
  t.match(await simulator.deliveries(), [{ state: 'queued', tries: 0 }])
  await simulator.flushWebhooks()
  t.ok(performance.now() - start >= 149)
  t.equal(endpoint.received.length, 1)
  await t.rejects(simulator.setWebhookBehaviour({ delayMs: [2, 1] }), RangeError)
})

t.test('deliveries that are queued while webhooks are paused are sent afterwards, in order or not', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  for (const reorder of [false, true]) {
    endpoint.received.length = 0
    await simulator.setWebhookBehaviour({ paused: true })
    const names = await changes(simulator, id, 20)
    await pause(30)
    t.equal(endpoint.received.length, 0)
    await t.rejects(simulator.flushWebhooks(), /paused, with 20/)
    await simulator.setWebhookBehaviour({ reorder, seed: 1 })
    await simulator.flushWebhooks()
    const came = namesIn(endpoint.events())
    t.equal(came.length, 20)
    t.same(new Set(came), new Set(names), 'all of them')
    if (reorder) t.notSame(came, names)
    else t.same(came, names)
  }
})

t.test('events overtake one another if reordering is on', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.setWebhookBehaviour({ reorder: true, seed: 3 })
  const names = await changes(simulator, id, 20)
  await simulator.flushWebhooks()
  t.notSame(namesIn(endpoint.events()), names)
})

t.test(
  'flush reports the open deliveries on a timeout, and redeliver does not wait for the next attempt',
  async (t) => {
    const { stripe, simulator, endpoint } = await notified(t)
    await simulator.setWebhookEndpoints([{ url: endpoint.url, secret: 'whsec_x', retryDelaysMs: [60_000] }])
    endpoint.answerWith((count) => (count === 1 ? 500 : 200))
    const { id } = await stripe.accounts.create()
    await simulator.setAccountState(id, {})
    // Until the first try has failed: on a busy machine it may take longer than the flush below.
    while ((await simulator.deliveries())[0]?.state !== 'retrying') await pause(10)
    await t.rejects(simulator.flushWebhooks(50), /1 deliveries are still open after 50 ms/)
    const [waiting] = await simulator.deliveries()
    t.match(waiting, { state: 'retrying', tries: 1, lastStatus: 500 })
    await simulator.redeliver(waiting?.eventId ?? '')
    await simulator.flushWebhooks()
    t.equal(endpoint.received.length, 2)
    t.match(await simulator.deliveries(), [{ state: 'delivered', tries: 2 }])
  },
)

t.test('reset drops deliveries and delivery faults, and the endpoints stay', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.setWebhookBehaviour({ paused: true, loss: 0.1 })
  await simulator.setAccountState(id, {})
  await simulator.reset()
  await simulator.flushWebhooks()
  t.same(await simulator.deliveries(), [])
  t.equal(endpoint.received.length, 0)
  t.match(await simulator.webhookBehaviour(), {
    paused: false,
    loss: 0,
    duplicates: 0,
    reorder: false,
    delayMs: [0, 0],
  })
  t.match(await simulator.webhookEndpoints(), [{ url: endpoint.url }])
})

t.test('the simulator closes immediately although deliveries are queued and running', async (t) => {
  const { stripe, simulator, endpoint, close } = await notified(t)
  endpoint.answerWith(() => pause(60_000, 200, { ref: false }))
  const { id } = await stripe.accounts.create()
  await changes(simulator, id, 3)
  await endpoint.until(1)
  await simulator.setWebhookBehaviour({ delayMs: [60_000, 60_000] })
  await simulator.setAccountState(id, {})
  const start = performance.now()
  await close()
  t.ok(performance.now() - start < 2000)
})
