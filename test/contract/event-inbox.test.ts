import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { onEachAdapter } from '../support/contract-ports.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { allOf, range } from './fixtures.ts'
import { PROVIDER_EVENT_STATES, type ProviderEventState } from '../../src/domain/provider-event.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { allPages } from '../../src/usecases/all-pages.ts'

const event = (id = `evt_${randomUUID()}`, accountId?: string) =>
  ({
    id,
    type: 'account.updated',
    kind: 'account',
    livemode: false,
    createdAt: new Date('2026-03-01T12:00:00.000Z'),
    ...(accountId !== undefined && { accountId }),
  }) as const

onEachAdapter(t, 'the inbox of provider events', async (t, { inbox }) => {
  t.test('an event is stored once, however often it comes', async (t) => {
    const one = event()
    const answers = await Promise.all(range(10, () => inbox.receive(DEFAULT_PLATFORM, one, { ignored: false })))
    t.same(answers.toSorted(), [...range(9, () => 'known'), 'new'])
    t.equal(await inbox.receive(DEFAULT_PLATFORM, { ...one, type: 'other' }, { ignored: true }), 'known')
    t.match(await inbox.find(DEFAULT_PLATFORM, one.id), { type: 'account.updated', processed: false })
  })

  t.test('it is found as it was received, with the clock of the store', async (t) => {
    const [one, other] = [event(undefined, 'acct_1'), event()]
    for (const received of [one, other]) await inbox.receive(DEFAULT_PLATFORM, received, { ignored: false })
    const found = await inbox.find(DEFAULT_PLATFORM, one.id)
    const { receivedAt, now } = found ?? { receivedAt: new Date(0), now: new Date(0) }
    const { id, type } = one
    t.strictSame(found, { id, type, accountId: 'acct_1', receivedAt, processed: false, now })
    t.ok(receivedAt <= now && Math.abs(Date.now() - receivedAt.getTime()) < 10_000)
    t.notOk('accountId' in ((await inbox.find(DEFAULT_PLATFORM, other.id)) ?? {}))
    t.equal(await inbox.find(DEFAULT_PLATFORM, 'evt_nobody'), undefined)
  })

  t.test('a failure leaves it to be processed, and what is settled stays so', async (t) => {
    const one = event()
    await inbox.receive(DEFAULT_PLATFORM, one, { ignored: false })
    await inbox.noteFailure(DEFAULT_PLATFORM, one.id, 'timeout')
    t.match(await inbox.find(DEFAULT_PLATFORM, one.id), { processed: false })
    await inbox.settle(DEFAULT_PLATFORM, one.id, 'processed')
    t.match(await inbox.find(DEFAULT_PLATFORM, one.id), { processed: true })
    await inbox.noteFailure(DEFAULT_PLATFORM, one.id, 'timeout')
    await inbox.settle(DEFAULT_PLATFORM, one.id, 'ignored')
    t.match(await inbox.find(DEFAULT_PLATFORM, one.id), { processed: true })
    await inbox.settle(DEFAULT_PLATFORM, 'evt_nobody', 'processed')
    t.equal(await inbox.find(DEFAULT_PLATFORM, 'evt_nobody'), undefined)
  })

  t.test('an event that is ignored has nothing left to do', async (t) => {
    const [at, later] = [event(), event()]
    await inbox.receive(DEFAULT_PLATFORM, at, { ignored: true })
    t.match(await inbox.find(DEFAULT_PLATFORM, at.id), { processed: true })
    await inbox.receive(DEFAULT_PLATFORM, later, { ignored: false })
    await inbox.settle(DEFAULT_PLATFORM, later.id, 'ignored')
    t.match(await inbox.find(DEFAULT_PLATFORM, later.id), { processed: true })
  })

  t.test('a list shows what became of each, the last one that arrived first, page by page', async (t) => {
    const ids: string[] = []
    for (const [n, state] of [...PROVIDER_EVENT_STATES, ...PROVIDER_EVENT_STATES].entries()) {
      const one = event(undefined, n % 2 === 0 ? 'acct_1' : undefined)
      ids.unshift(one.id)
      await inbox.receive(DEFAULT_PLATFORM, one, { ignored: state === 'ignored' })
      if (state !== 'waiting') await inbox.noteFailure(DEFAULT_PLATFORM, one.id, 'timeout')
      if (state === 'processed') await inbox.settle(DEFAULT_PLATFORM, one.id, 'processed')
      await setTimeout(2)
    }
    const listed = async (state?: ProviderEventState) =>
      (await allOf(allPages((after) => inbox.list(DEFAULT_PLATFORM, state, { limit: 3, after })))).filter(({ id }) =>
        ids.includes(id),
      )
    t.same(
      (await listed()).map(({ id }) => id),
      ids,
    )
    for (const [n, state] of PROVIDER_EVENT_STATES.entries()) {
      const found = await listed(state)
      t.same(
        found.map(({ id }) => id),
        [ids[3 - n], ids[7 - n]],
        state,
      )
      for (const each of found) {
        t.match(each, { state, type: 'account.updated', createdAt: event().createdAt })
        t.equal(each.reason, state === 'failed' ? 'timeout' : undefined)
        t.equal(each.processedAt !== undefined, state === 'processed' || state === 'ignored')
        t.equal(each.accountId, ids.indexOf(each.id) % 2 === 1 ? 'acct_1' : undefined)
      }
    }
  })
})

t.test('postgres: the jobs of provider events', async (t) => {
  const { url } = await testDatabase(t)
  const { inbox } = postgresPorts(t, url)
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(() => db.end())
  const jobs = async () => {
    const { rows } = await db.query<{ id: string }>(
      `select data ->> 'eventId' as id from pgboss.job where name = 'provider-event' order by created_on`,
    )
    return rows.map(({ id }) => id)
  }
  const received = range(30, () => event())

  t.test('each new event has one, also if more arrive concurrently than there are connections', async (t) => {
    await Promise.all([...received, ...received].map((one) => inbox.receive(DEFAULT_PLATFORM, one, { ignored: false })))
    t.strictSame((await jobs()).toSorted(), received.map(({ id }) => id).toSorted())
    await inbox.receive(DEFAULT_PLATFORM, event(), { ignored: true })
    t.equal((await jobs()).length, 30, 'and one that is ignored has none')
  })
})
