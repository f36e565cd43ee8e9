import { randomUUID } from 'node:crypto'
import pg from 'pg'
import t from 'tap'
import type { DeadJobFilter } from '../../src/ports/dead-jobs.ts'
import { allPages } from '../../src/usecases/all-pages.ts'
import { ANOTHER_PLATFORM, onEachAdapter } from '../support/contract-ports.ts'
import { testDatabase } from '../support/database.ts'
import { giveUp } from '../support/dead-jobs.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { allOf, invited, range, staff } from './fixtures.ts'

const here = staff.platform

onEachAdapter(t, 'jobs that were given up', async (t, world) => {
  const { deadJobs, auditTrail } = world
  const { clientId, tokenId } = await invited(world)
  const email = await world.giveUp({ kind: 'email', subject: { kind: 'link', tokenId }, reason: 'ECONNECTION' })
  const events: string[] = []
  for (const n of [1, 2, 3]) {
    const reason = n === 3 ? 'timeout' : 'unknown_account'
    events.push(await world.giveUp({ kind: 'provider_event', subject: { eventId: `evt_${n}` }, reason }))
  }
  const foreign = await world.giveUp({
    kind: 'provider_event',
    subject: { eventId: 'evt_1' },
    reason: 'timeout',
    platform: ANOTHER_PLATFORM,
  })
  const [first = '', second = '', third = ''] = events
  const ids = async (filter: DeadJobFilter = {}, platform = here) =>
    (await deadJobs.list(platform, filter, { limit: 10 })).items.map(({ id }) => id)
  const replays = async (platform: string) =>
    (await auditTrail.listOfService(platform, { limit: 10 })).items
      .filter(({ type }) => type === 'jobs_replayed')
      .map(({ facts, actor }) => ({ ...facts, actor }))

  t.test('are listed with what they are about, and why', async (t) => {
    const { items } = await deadJobs.list(here, {}, { limit: 10 })
    t.same(
      items.map(({ id }) => id),
      [third, second, first, email],
      'the last one first',
    )
    const [event, , , mail] = items
    t.match(event, { kind: 'provider_event', subject: { eventId: 'evt_3' }, reason: 'timeout', attempts: 1 })
    t.strictSame(mail?.subject, { kind: 'link', tokenId, clientId })
    t.ok(mail !== undefined && mail.queuedAt <= mail.givenUpAt && Date.now() - mail.givenUpAt.getTime() < 10_000)
  })

  t.test('are found by what they do, why they failed, and the event that they process', async (t) => {
    t.same(await ids({ kind: 'email' }), [email])
    t.same(await ids({ reason: 'unknown_account' }), [second, first])
    t.same(await ids({ kind: 'email', reason: 'timeout' }), [])
    t.same(await ids({ eventId: 'evt_2' }), [second])
    t.same(await ids({ eventId: 'evt_nobody' }), [])
    t.same(await ids({}, ANOTHER_PLATFORM), [foreign], 'a platform sees its own')
    t.same(await ids({}, 'a third'), [])
  })

  t.test('come page by page, each once', async (t) => {
    const pages = allPages((after) => deadJobs.list(here, {}, { limit: 1, after }))
    t.same(
      (await allOf(pages)).map(({ id }) => id),
      [third, second, first, email],
    )
  })

  t.test('are queued again once, and the audit trail says by whom', async (t) => {
    t.equal(await deadJobs.replay([foreign], staff), 0, 'not those of another platform')
    t.same(await replays(here), [])
    const counts = await Promise.all(range(4, () => deadJobs.replay([first, second, randomUUID()], staff)))
    t.equal(
      counts.reduce((sum, count) => sum + count, 0),
      2,
      'also if several ask for them at the same time',
    )
    t.same(await ids(), [third, email])
    t.same(await ids({}, ANOTHER_PLATFORM), [foreign])
    const audited = await replays(here)
    t.same(new Set(audited.flatMap((entry) => ('jobs' in entry ? entry.jobs : []))), new Set([first, second]))
    for (const entry of audited) t.match(entry, { kind: 'provider_event', actor: staff.name })
    t.same(await replays(ANOTHER_PLATFORM), [])
    t.equal(await deadJobs.replay([email], staff), 1)
    t.match(await replays(here), [{ kind: 'email', jobs: [email] }, {}])
  })
})

t.test('postgres: a job that is replayed keeps the id and the instant of the first, however often', async (t) => {
  const { url } = await testDatabase(t)
  const { deadJobs } = postgresPorts(t, url)
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(() => db.end())
  const dead = async () => (await deadJobs.list(here, {}, { limit: 2 })).items
  const waiting = async () => {
    const { rows } = await db.query(`select id, data from pgboss.job where name = 'email' and state = 'created'`)
    return rows as { id: string; data: { origin: { id: string; at: string } } }[]
  }

  const firstId = randomUUID()
  await giveUp(db, { kind: 'email', subject: { kind: 'done', tokenId: randomUUID() }, reason: 'EAUTH', firstId })
  const [job] = await dead()
  await deadJobs.replay([job?.id ?? ''], staff)
  const [again] = await waiting()
  t.same(again?.data.origin, { id: firstId, at: job?.queuedAt.toISOString() })

  // It is given up once more, as a job with another id.
  await db.query(
    `with given_up as (delete from pgboss.job where id = $1 returning id, data, created_on)
     insert into pgboss.job (name, data, source_id, source_created_on) select 'email-dead', data, id, created_on from given_up`,
    [again?.id],
  )
  const [once] = await dead()
  t.notOk('origin' in (once?.subject ?? {}))
  await deadJobs.replay([once?.id ?? ''], staff)
  t.same((await waiting())[0]?.data.origin, again?.data.origin)
})
