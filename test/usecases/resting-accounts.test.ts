import t from 'tap'
import { readinessOf, type AccountFacts, type Readiness } from '../../src/domain/account.ts'
import { callsOf, HOUR_MS, MINUTE_MS, opened, openingWorld, type OpeningWorld } from '../support/opening-world.ts'

const job = { platform: 'default', name: 'job:stale-accounts', requestId: 'job-1' }
const STALE_MS = 15 * MINUTE_MS

const PAYABLE: Partial<AccountFacts> = { submitted: true, capabilities: { payouts: 'active' }, asks: [] }

/** Facts that replace a hold, or the absence of one. */
const factsWith = (facts: Partial<AccountFacts>) => ({ ...facts, hold: facts.hold }) as Partial<AccountFacts>

/** A client that has opened its link and has an account. */
async function openedClient(world: OpeningWorld) {
  const invited = await world.invite()
  await opened(world.open(invited.linkSecret))
  const accountId = world.stateOf(invited.clientId).account?.snapshot.accountId ?? ''
  return { ...invited, accountId }
}

const refresh = ({ useCases }: OpeningWorld) => useCases.refreshStaleAccounts(job)

/** The readiness that the provider's news leads to, for each readiness that is stored when the news is lost. */
const LOST_NEWS: readonly {
  readonly from: Partial<AccountFacts>
  readonly to: Partial<AccountFacts>
  is: Readiness
}[] = [
  { from: PAYABLE, to: { ...PAYABLE, hold: 'rejected' }, is: 'rejected' },
  { from: PAYABLE, to: { ...PAYABLE, capabilities: { payouts: 'restricted' }, hold: 'paused' }, is: 'paused' },
  {
    from: PAYABLE,
    to: { ...PAYABLE, capabilities: { payouts: 'restricted' }, hold: 'client_action' },
    is: 'action_required',
  },
  { from: { ...PAYABLE, capabilities: { payouts: 'restricted' }, hold: 'client_action' }, to: PAYABLE, is: 'active' },
  { from: { ...PAYABLE, capabilities: { payouts: 'restricted' }, hold: 'paused' }, to: PAYABLE, is: 'active' },
  { from: { ...PAYABLE, hold: 'rejected' }, to: PAYABLE, is: 'active' },
  { from: { ...PAYABLE, hold: 'disconnected' }, to: PAYABLE, is: 'active' },
]

t.test('whatever the state of an account is, news that were lost are noticed within a day', async (t) => {
  for (const { from, to, is } of LOST_NEWS) {
    const world = openingWorld()
    const { clientId, accountId } = await openedClient(world)
    const readiness = () => readinessOf(world.stateOf(clientId).account?.snapshot).readiness
    world.memory.change(accountId, factsWith(from))
    world.advance(STALE_MS + 1)
    await refresh(world)
    const before = readiness()
    world.memory.change(accountId, factsWith(to))
    world.advance(12 * HOUR_MS)
    t.same(await refresh(world), { refreshed: 0, settled: 0, failed: 0 }, `${before}: no call within half a day`)
    world.advance(1)
    t.same(await refresh(world), { refreshed: 1, settled: 0, failed: 0 })
    t.equal(readiness(), is, `${before} to ${is}`)
  }
})

/** So many clients that are done, all of whose accounts were fetched at the same instant. */
async function clientsAtRest(world: OpeningWorld, count: number) {
  const clients = []
  for (let made = 0; made < count; made += 1) clients.push(await openedClient(world))
  for (const { accountId } of clients) world.memory.change(accountId, PAYABLE)
  world.advance(STALE_MS + 1)
  t.match(await refresh(world), { refreshed: count })
  return clients
}

t.test('accounts that were all fetched at once are fetched within a day, spread over half of it', async (t) => {
  const world = openingWorld()
  const clients = await clientsAtRest(world, 145)
  const before = world.now().getTime()
  const perRun: number[] = []
  for (let run = 1; run <= 288; run += 1) {
    world.advance(5 * MINUTE_MS)
    perRun.push((await refresh(world)).refreshed)
  }
  t.equal(Math.max(...perRun), 2, 'a run takes 1 of 120')
  t.same(new Set(perRun.slice(0, 144)), new Set([0]), 'none in the first half of the day')
  for (const { clientId } of clients) {
    const fetchedAt = world.stateOf(clientId).account?.snapshot.fetchedAt.getTime() ?? 0
    t.ok(fetchedAt > before, 'each one once')
  }
})

t.test('accounts that cannot be fetched do not keep the others from their turn', async (t) => {
  const world = openingWorld()
  const clients = await clientsAtRest(world, 3)
  const [gone = ''] = clients.map(({ accountId }) => accountId).toSorted()
  world.advance(12 * HOUR_MS + 1)
  for (let run = 0; run < 3; run += 1)
    world.provider.failNext('retrieve_account', { outcome: 'refused', code: 'no_permission' })
  t.match(await refresh(world), { refreshed: 0, failed: 1 })
  t.match(await refresh(world), { refreshed: 0, failed: 1 })
  t.match(await refresh(world), { refreshed: 0, failed: 1 })
  const asked = callsOf(world, 'retrieve_account').slice(-3)
  t.equal(new Set(asked.map((call) => JSON.stringify(call))).size, 3, 'each run tried another one')
  t.match(await refresh(world), { refreshed: 0, failed: 0 }, 'the end of the list')
  t.match(await refresh(world), { refreshed: 1, failed: 0 }, 'and then they are tried again')
  t.match(world.stateOf(clients.find(({ accountId }) => accountId === gone)?.clientId ?? ''), {
    account: { snapshot: { fetchedAt: world.now() } },
  })
})

t.test('while the provider is down a run stops after one group', async (t) => {
  const world = openingWorld()
  await clientsAtRest(world, 1153)
  world.advance(12 * HOUR_MS + 1)
  for (let call = 0; call < 8; call += 1) {
    world.provider.failNext('retrieve_account', { outcome: 'unknown', code: 'timeout' })
  }
  t.match(await refresh(world), { refreshed: 0, failed: 8 })
  t.match(await refresh(world), { refreshed: 10, failed: 0 })
})

t.test('the account of an erased client is not fetched', async (t) => {
  const world = openingWorld()
  const [client] = await clientsAtRest(world, 1)
  await world.useCases.eraseClient(client?.clientId ?? '', { ...job, name: 'admin:1' })
  world.advance(24 * HOUR_MS)
  t.same(await refresh(world), { refreshed: 0, settled: 0, failed: 0 })
})
