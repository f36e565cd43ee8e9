import { startSimulator } from '#stripe-simulator'
import t from 'tap'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { existingAccount } from '../support/existing-account.ts'
import { stripeAt } from '../support/stripe-provider.ts'

t.setTimeout(100_000)

const capabilities = ['card_payments', 'transfers']
const signal = () => AbortSignal.timeout(20_000)

async function scene(t: { teardown(handler: () => Promise<void>): unknown }) {
  const { url, simulator, close } = await startSimulator()
  t.teardown(() => close())
  const client = stripeClient({ secretKey: 'sk_test_0123456789', apiBase: url })
  return {
    simulator,
    finders: (api: 'v1' | 'v2') => stripeAt(url, { api }).finders,
    create: (api: 'v1' | 'v2') => existingAccount(url, api, { client }),
    async callsOf(run: () => Promise<unknown>) {
      const before = (await simulator.calls()).length
      await run()
      return (await simulator.calls()).length - before
    },
  }
}

t.test('the API of an account is the one that created it, whichever creates new accounts', async (t) => {
  const { create, finders, simulator } = await scene(t)
  const ids = { v1: await create('v1'), v2: await create('v2') }
  for (const age of [0, 3_600_000]) {
    await simulator.clock.advance(age)
    for (const setting of ['v1', 'v2'] as const) {
      for (const finder of [finders(setting).one, finders(setting).many()]) {
        for (const api of ['v1', 'v2'] as const) {
          const found = await finder.find({ accountId: ids[api], capabilities }, signal())
          t.match(
            found,
            { api: `stripe-${api}`, facts: { accountId: ids[api], submitted: false } },
            `${api} with ${setting}`,
          )
        }
        t.equal(await finder.find({ accountId: 'acct_unknown', capabilities }, signal()), undefined)
      }
    }
  }
})

t.test('many accounts of v1 cost little more than one call each, in any order', async (t) => {
  const { create, finders, callsOf } = await scene(t)
  const ids: string[] = []
  for (let n = 0; n < 400; n += 1) ids.push(await create(n % 4 === 0 ? 'v2' : 'v1'))
  const orders = { 'oldest first': ids, 'newest first': ids.toReversed(), shuffled: ids.toSorted() }
  for (const [name, order] of Object.entries(orders)) {
    const finder = finders('v1').many()
    const found: unknown[] = []
    const calls = await callsOf(async () => {
      for (const accountId of order)
        found.push((await finder.find({ accountId, capabilities }, signal()))?.facts.accountId)
    })
    t.strictSame(found, order)
    t.ok(calls <= 1.2 * ids.length, `${name}: ${calls} calls`)
  }
})

t.test('the facts of a neighbour are those that a fetch gives, with their age', async (t) => {
  const { create, finders, simulator, callsOf } = await scene(t)
  const [first, second] = [await create('v1'), await create('v1')]
  await simulator.setAccountState(second, { outcome: 'needs_more' })
  const many = finders('v2').many()
  await many.find({ accountId: first, capabilities }, signal())
  let listed: unknown
  const calls = await callsOf(async () => (listed = await many.find({ accountId: second, capabilities }, signal())))
  t.equal(calls, 1, 'v2 alone is asked')
  const fetched = await finders('v2').one.find({ accountId: second, capabilities }, signal())
  t.match(listed, { ...fetched, ageMs: Number })
})

t.test('a platform without access to v2 has accounts of v1, and v2 is asked once', async (t) => {
  const { create, finders, simulator, callsOf } = await scene(t)
  const ids = await Promise.all(Array.from({ length: 10 }, () => create('v1')))
  await simulator.setPlatform({ accountsV2: false })
  const finder = finders('v1').many()
  const calls = await callsOf(async () => {
    for (const accountId of ids) t.match(await finder.find({ accountId, capabilities }, signal()), { api: 'stripe-v1' })
  })
  t.equal(calls, ids.length + 1)
})

t.test('an outage is no answer: the account is of neither API', async (t) => {
  const { create, finders, simulator } = await scene(t)
  const accountId = await create('v2')
  await simulator.faults.add({ route: 'accounts.retrieve', api: 'v2', times: 9, fault: { kind: 'html', status: 502 } })
  await t.rejects(finders('v1').many().find({ accountId, capabilities }, signal()), {
    message: /failed \(\w+, unknown\)/,
  })
})
