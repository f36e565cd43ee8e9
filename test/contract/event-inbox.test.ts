import { randomUUID } from 'node:crypto'
import pg from 'pg'
import t from 'tap'
import { onEachAdapter } from '../support/contract-ports.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { range } from './fixtures.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

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

  t.test('those that failed get another one by a replay, once, and no others', async (t) => {
    const [failed = '', settled = '', other = ''] = received.map(({ id }) => id)
    for (const id of [failed, settled, other]) await inbox.noteFailure(DEFAULT_PLATFORM, id, 'timeout')
    await inbox.settle(DEFAULT_PLATFORM, settled, 'processed')
    t.equal(await inbox.replay(DEFAULT_PLATFORM, failed), 1)
    t.equal(await inbox.replay(DEFAULT_PLATFORM), 1)
    t.equal(await inbox.replay(DEFAULT_PLATFORM), 0)
    t.equal(await inbox.replay(DEFAULT_PLATFORM, 'evt_nobody'), 0)
    t.strictSame((await jobs()).slice(30), [failed, other])
    const { rows } = await db.query('select id from provider_events where last_error is not null')
    t.same(rows, [], 'their failures are forgotten')
  })
})
