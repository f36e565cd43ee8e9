import t from 'tap'
import { PaymentProviderError } from '../../src/ports/payment-provider.ts'
import { callsOf, MINUTE_MS, opened, openingWorld, otherAccount, type OpeningWorld } from '../support/opening-world.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

const job = { platform: 'default', name: 'job:provider-event', requestId: 'job-1' }
const signal = new AbortController().signal

/** A client that has finished on the provider's pages, and the events that say so. */
async function finished(world: OpeningWorld, events: readonly string[]) {
  const invited = await world.invite()
  await opened(world.open(invited.linkSecret))
  const accountId = world.stateOf(invited.clientId).account?.snapshot.accountId ?? ''
  world.advance(MINUTE_MS)
  world.memory.change(accountId, { submitted: true, capabilities: { payouts: 'active' }, asks: [] })
  for (const id of events) {
    const event = { id, type: 'account.updated', kind: 'account', accountId, livemode: false } as const
    await world.inbox.receive(DEFAULT_PLATFORM, { ...event, createdAt: world.now() }, { ignored: false })
  }
  world.advance(1)
  return { ...invited, accountId }
}

const fetches = (world: OpeningWorld) => callsOf(world, 'retrieve_account').length

t.test('events of one change that are processed at the same time fetch the account once', async (t) => {
  const world = openingWorld()
  const events = ['evt_1', 'evt_2', 'evt_3', 'evt_4']
  const { clientId } = await finished(world, events)
  const before = fetches(world)
  const results = await Promise.all(events.map((id) => world.useCases.processEvent(id, job, signal)))
  t.same(results, Array(4).fill({ outcome: 'done' }))
  t.equal(fetches(world) - before, 1)
  for (const id of events) t.match(await world.inbox.find(DEFAULT_PLATFORM, id), { processed: true })
  t.match(world.stateOf(clientId), { tokens: [{ status: 'completed' }] })
  t.equal(world.store.audit.filter(({ type }) => type === 'token_completed').length, 1)
})

t.test('events of several accounts do not wait for each other', async (t) => {
  const world = openingWorld()
  const slow = await finished(world, ['evt_slow'])
  const quick = await finished(world, ['evt_quick'])
  const held = Promise.withResolvers<void>()
  world.provider.next('retrieve_account', { before: () => held.promise })
  const waiting = world.useCases.processEvent('evt_slow', job, signal)
  t.same(await world.useCases.processEvent('evt_quick', job, signal), { outcome: 'done' })
  t.match(world.stateOf(quick.clientId), { tokens: [{ status: 'completed' }] })
  t.match(world.stateOf(slow.clientId), { tokens: [{ status: 'in_progress' }] })
  held.resolve()
  t.same(await waiting, { outcome: 'done' })
})

t.test('when the first of them fails, the next one fetches the account', async (t) => {
  const world = openingWorld()
  const { clientId } = await finished(world, ['evt_1', 'evt_2'])
  world.provider.failNext('retrieve_account', { outcome: 'unknown', code: 'timeout' })
  const results = await Promise.all(['evt_1', 'evt_2'].map((id) => world.useCases.processEvent(id, job, signal)))
  t.same(results, [{ outcome: 'again', reason: 'timeout' }, { outcome: 'done' }])
  t.match(world.stateOf(clientId), { tokens: [{ status: 'completed' }] })
  t.same(await world.useCases.processEvent('evt_1', job, signal), { outcome: 'done' })
  t.match(await world.inbox.find(DEFAULT_PLATFORM, 'evt_1'), { processed: true })
})

t.test('an error of ours in one of them stops no other', async (t) => {
  const world = openingWorld()
  await finished(world, ['evt_1', 'evt_2'])
  world.provider.next('retrieve_account', { before: () => Promise.reject(new TypeError('a bug')) })
  const results = await Promise.allSettled(['evt_1', 'evt_2'].map((id) => world.useCases.processEvent(id, job, signal)))
  t.match(results, [{ status: 'rejected', reason: TypeError }, { value: { outcome: 'done' } }])
})

t.test('an event that arrived after the account was fetched fetches it again', async (t) => {
  const world = openingWorld()
  const { accountId } = await finished(world, ['evt_1'])
  await world.useCases.processEvent('evt_1', job, signal)
  const before = fetches(world)
  world.advance(1)
  const event = { id: 'evt_2', type: 'account.updated', kind: 'account', accountId, livemode: false } as const
  await world.inbox.receive(DEFAULT_PLATFORM, { ...event, createdAt: world.now() }, { ignored: false })
  await world.useCases.processEvent('evt_2', job, signal)
  t.equal(fetches(world) - before, 1)
})

t.test('the account of an event that does not name it is fetched first', async (t) => {
  const world = openingWorld()
  const { clientId, accountId } = await finished(world, [])
  const answers: (string | undefined | PaymentProviderError)[] = [
    new PaymentProviderError({ operation: 'retrieve_account', outcome: 'unknown', code: 'timeout' }),
    accountId,
  ]
  const { processEvent } = world.instance({
    verifying: {
      verify: () => undefined,
      whyRefused: () => ({ cause: 'secret' }),
      async accountOf() {
        const answer = answers.shift()
        if (answer instanceof PaymentProviderError) throw answer
        return answer
      },
    },
  })
  for (const id of ['evt_1', 'evt_2']) {
    const event = { id, type: 'link.returned', kind: 'account', livemode: false, createdAt: world.now() } as const
    await world.inbox.receive(DEFAULT_PLATFORM, event, { ignored: false })
  }
  t.same(await processEvent('evt_1', job, signal), { outcome: 'again', reason: 'timeout' })
  t.same(await processEvent('evt_1', job, signal), { outcome: 'done' })
  t.match(world.stateOf(clientId), { tokens: [{ status: 'completed' }] })
  t.same(await processEvent('evt_2', job, signal), { outcome: 'done' }, 'one that names none is ignored')
  t.match(await world.inbox.find(DEFAULT_PLATFORM, 'evt_2'), { processed: true })
})

t.test('the events of a foreign account are ignored, and it is fetched once', async (t) => {
  const world = openingWorld()
  const known = await finished(world, ['evt_ours'])
  const receive = (id: string, accountId: string) =>
    world.inbox.receive(
      DEFAULT_PLATFORM,
      { id, type: 'account.updated', kind: 'account', accountId, livemode: false, createdAt: world.now() },
      { ignored: false },
    )
  const nobodys = { clientId: '00000000-0000-4000-8000-000000000000' } as const
  const foreign = (await otherAccount(world, { ...known, ...nobodys })).snapshot.accountId
  for (const accountId of [foreign, 'acct_lost']) {
    const before = fetches(world)
    for (const id of [`${accountId}_1`, `${accountId}_2`]) {
      await receive(id, accountId)
      t.same(await world.useCases.processEvent(id, job, signal), { outcome: 'done' })
      t.match(await world.inbox.find(DEFAULT_PLATFORM, id), { processed: true })
    }
    t.equal(fetches(world) - before, 1, accountId)
  }
  t.same(await world.useCases.processEvent('evt_ours', job, signal), { outcome: 'done' })
  t.match(world.stateOf(known.clientId), { tokens: [{ status: 'completed' }] })
})

t.test('an account of a client of ours that nothing waits for is tried again', async (t) => {
  const world = openingWorld()
  const known = await finished(world, [])
  const accountId = (await otherAccount(world, known)).snapshot.accountId
  const event = { id: 'evt_1', type: 'account.updated', kind: 'account', accountId, livemode: false } as const
  await world.inbox.receive(DEFAULT_PLATFORM, { ...event, createdAt: world.now() }, { ignored: false })
  const again = { outcome: 'again', reason: 'unknown_account' }
  t.same(await world.useCases.processEvent('evt_1', job, signal), again)
  world.provider.failNext('retrieve_account', { outcome: 'unknown', code: 'timeout' })
  t.same(await world.useCases.processEvent('evt_1', job, signal), { outcome: 'again', reason: 'timeout' })
  t.same(await world.useCases.processEvent('evt_1', job, signal), again, 'nor is it taken for a foreign one')
})
