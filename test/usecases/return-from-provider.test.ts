import t from 'tap'
import { useCasesOver } from '../support/use-cases.ts'
import { callsOf, opened, openingWorld, type OpeningWorld } from '../support/opening-world.ts'

const visitor = { platform: 'default', name: 'client', requestId: 'request-1' }

/** A client at the provider, the states of its return URLs, and the way back. */
async function atTheProvider(openings = 1, limits: Partial<Parameters<typeof useCasesOver>[0]> = {}) {
  const world = openingWorld()
  const invited = await world.invite()
  for (let n = 0; n < openings; n += 1) await opened(world.open(invited.linkSecret))
  const accountId = world.stateOf(invited.clientId).account?.snapshot.accountId ?? ''
  const { returnFromProvider } = useCasesOver({ ...world, ...limits })
  return {
    world,
    accountId,
    // Each opening adds one to return and one to refresh.
    states: world.states.filter((_state, index) => index % 2 === 0),
    comeBack: async (state: string) => {
      const result = await returnFromProvider(state, visitor)
      return result.outcome === 'returned' ? result.landing : result.outcome
    },
    complete: () => world.memory.change(accountId, { submitted: true, capabilities: { payouts: 'active' }, asks: [] }),
  }
}

const fetches = (world: OpeningWorld) => callsOf(world, 'retrieve_account').length

/** Lets everything run that waits for nothing but other tasks. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

t.test('four hundred returns at once with one state fetch the account twice', async (t) => {
  const { world, states, comeBack, complete } = await atTheProvider()
  const held = Promise.withResolvers<void>()
  world.provider.next('retrieve_account', { after: () => held.promise })
  const [state = ''] = states
  const landings = Array.from({ length: 400 }, () => comeBack(state))
  await settled()
  t.equal(fetches(world), 1)
  complete()
  held.resolve()
  const counts = Map.groupBy(await Promise.all(landings), (landing) => landing)
  t.equal(fetches(world), 2)
  t.equal(counts.get('incomplete')?.length, 1, 'the first fetch was too early')
  t.equal(counts.get('done')?.length, 20, 'those who wait share the second')
  t.equal(counts.get('too_often')?.length, 379, 'and no more than twenty wait')
  t.equal(await comeBack(state), 'done', 'the next one is served again')
})

t.test('returns with one state cause the next fetch only when the pause is over', async (t) => {
  const pauses: PromiseWithResolvers<void>[] = []
  const pauseBetweenReturns = () => {
    const pause = Promise.withResolvers<void>()
    pauses.push(pause)
    return pause.promise
  }
  const { world, states, comeBack } = await atTheProvider(2, { pauseBetweenReturns })
  const [state = '', other = ''] = states
  t.equal(await comeBack(state), 'incomplete')
  const [second, third] = [comeBack(state), comeBack(state)]
  await settled()
  t.equal(fetches(world), 1)
  t.equal(await comeBack(other), 'incomplete', 'another state does not wait')
  pauses[0]?.resolve()
  t.same(await Promise.all([second, third]), ['incomplete', 'incomplete'])
  t.equal(fetches(world), 3)
})

t.test('returns with several states of one account share the fetch that follows', async (t) => {
  const { world, states, comeBack } = await atTheProvider(5)
  const held = Promise.withResolvers<void>()
  world.provider.next('retrieve_account', { after: () => held.promise })
  const landings = states.map(comeBack)
  await settled()
  held.resolve()
  t.same(await Promise.all(landings), Array(5).fill('incomplete'))
  t.equal(fetches(world), 2)
})

t.test('a fetch that fails is not shared with those who come later', async (t) => {
  const { world, states, comeBack } = await atTheProvider()
  const [state = ''] = states
  world.provider.failNext('retrieve_account', { outcome: 'unknown', code: 'timeout' })
  world.provider.next('retrieve_account', { before: () => Promise.reject(new TypeError('a bug')) })
  const [first, second] = [comeBack(state), comeBack(state)]
  t.equal(await first, 'unknown')
  await t.rejects(second, { cause: { name: 'TypeError' } })
  t.equal(await comeBack(state), 'incomplete')
})

t.test('a token that returns too often is answered from what is stored', async (t) => {
  let returns = 0
  const { world, states, comeBack, complete } = await atTheProvider(1, {
    isReturnedTooOften: async () => (returns += 1) > 20,
  })
  const [state = ''] = states
  for (let visit = 0; visit < 20; visit += 1) t.equal(await comeBack(state), 'incomplete')
  complete()
  for (let visit = 0; visit < 5; visit += 1) t.equal(await comeBack(state), 'incomplete')
  t.equal(fetches(world), 20)
})
