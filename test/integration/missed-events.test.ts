import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { ofDefault } from '../support/of-default.ts'
import t, { type Test } from 'tap'
import { composeUseCases, openPorts, type Ports } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { openPage, press } from '../simulator/harness.ts'
import { environmentFor, startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

const variables = { STRIPE_ACCOUNTS_API: 'v2' }

/** A service that Stripe sends no events to. */
async function unheard(t: Test) {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const service = await startService(t, around, variables)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  const config = readConfig({
    ...environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url }),
    ...variables,
  })
  const ports = openPorts(config, service.captured.log)
  t.teardown(() => ports.close())

  /** One run of the background job, over its own use cases, as after a restart. */
  const run = (feed: Ports['feed'] = ports.feed) =>
    ofDefault(composeUseCases({ ...ports, feed }, config, service.captured.log)).fetchMissedEvents(
      AbortSignal.timeout(30_000),
    )

  return {
    around,
    simulator,
    service,
    ports,
    config,
    run,

    async opened() {
      const client = await service.invite()
      const { status, body } = await service.open(client.token)
      if (status !== 200) throw new Error(`opened with ${status}`)
      const accountId = (await service.show(client.clientId)).account.id as string
      return { ...client, accountId, url: body.url as string }
    },

    statusOf: async (clientId: string) => (await service.show(clientId)).onboarding.status as string,

    async stored() {
      const { rows } = await db.query<{ id: string }>('select id from provider_events')
      return new Set(rows.map(({ id }) => id))
    },

    jobs: async () => (await db.query(`select id from pgboss.job where name = 'provider-event'`)).rows.length,

    completions: async () =>
      (await db.query(`select token_id from audit_events where type = 'token_completed'`)).rows.length,
  }
}

t.test('without any webhook endpoint the job alone completes an onboarding', async (t) => {
  const { around, service, opened, statusOf, completions, stored } = await unheard(t)
  const { clientId, url } = await opened()
  await press(await openPage({ url }), 'complete')
  const worker = await startWorker(t, around, variables)
  t.equal(await statusOf(clientId), 'in_progress')
  t.equal((await stored()).size, 0, 'Stripe sends nothing')

  // As the schedule does every ten minutes.
  const boss = new PgBoss({ connectionString: around.databaseUrl, supervise: false, schedule: false, migrate: false })
  t.teardown(() => boss.stop({ graceful: false }))
  await boss.start()
  const schedules = await boss.getSchedules()
  t.match(schedules.find(({ name }) => name === 'missed-events')?.cron, '*/10 * * * *')
  await boss.send('missed-events', {})
  await until('it is completed', async () => (await statusOf(clientId)) === 'completed')
  t.match(await service.show(clientId), { account: { readiness: 'active' } })
  t.equal(await completions(), 1)
  const told = worker.captured.lines().filter(({ msg }) => msg === 'missed events were fetched')
  t.match(told, [{ outcome: 'fetched', listed: 7, missed: 7 }])
})

t.test('an event that is delivered and fetched is processed once', async (t) => {
  const { around, simulator, service, opened, run, stored, jobs, completions, statusOf } = await unheard(t)
  const address = { url: `${service.url}/api/v1/webhooks/stripe`, secret: WEBHOOK_SECRET }
  await simulator.setWebhookEndpoints([{ ...address, payload: 'thin' }])
  await simulator.setWebhookBehaviour({ loss: 0.5, seed: 4 })
  const clients = []
  for (let made = 0; made < 4; made += 1) clients.push(await opened())
  for (const { url } of clients) await press(await openPage({ url }), 'complete')
  await simulator.flushWebhooks()
  const delivered = await stored()
  const all = new Set((await simulator.deliveries()).map(({ eventId }) => eventId))
  t.ok(delivered.size > 0 && delivered.size < all.size, `${delivered.size} of ${all.size} are delivered`)

  t.same(await run(), { outcome: 'fetched', listed: all.size, missed: all.size - delivered.size })
  for (const { eventId } of await simulator.deliveries()) await simulator.redeliver(eventId)
  await simulator.flushWebhooks()
  t.same(await run(), { outcome: 'fetched', listed: all.size, missed: 0 })
  t.same(await stored(), all)
  t.equal(await jobs(), all.size)

  await startWorker(t, around, variables)
  for (const { clientId } of clients) {
    await until('completed', async () => (await statusOf(clientId)) === 'completed')
  }
  t.equal(await completions(), clients.length)
})

t.test('a run that breaks off is repeated, and what it has stored is not stored twice', async (t) => {
  const { simulator, opened, run, ports, stored, jobs } = await unheard(t)
  for (let made = 0; made < 20; made += 1) {
    const { accountId } = await opened()
    await simulator.setAccountState(accountId, { outcome: 'complete' })
  }
  const outage = { kind: 'error', status: 500, saved: false } as const
  const broken: Ports['feed'] = {
    async *since(instant, signal) {
      let seen = 0
      for await (const event of ports.feed.since(instant, signal)) {
        // The first page is read, and the second is not answered.
        if ((seen += 1) === 100) await simulator.faults.add({ route: 'events.list', times: 2, fault: outage })
        yield event
      }
    },
  }
  t.match(await run(broken), { outcome: 'provider_failed', failure: { code: 'provider_error' } })
  t.equal((await stored()).size, 100)
  t.notOk('fetchedUntil' in (await ports.feedCursor.load(DEFAULT_PLATFORM)))

  const before = (await simulator.calls({ route: 'events.list' })).length
  const listed = 20 * 6
  t.same(await run(), { outcome: 'fetched', listed, missed: listed - 100 })
  t.equal((await simulator.calls({ route: 'events.list' })).length - before, 2, 'pages')
  t.equal((await stored()).size, listed)
  t.equal(await jobs(), listed)
  const { fetchedUntil, now } = await ports.feedCursor.load(DEFAULT_PLATFORM)
  t.ok(fetchedUntil !== undefined && fetchedUntil <= now)
})

t.test('an event that the list shows late is fetched by the next run', async (t) => {
  const { simulator, opened, run } = await unheard(t)
  await simulator.setListLag(60_000)
  await opened()
  t.same(await run(), { outcome: 'fetched', listed: 0, missed: 0 })
  await simulator.setListLag(0)
  t.same(await run(), { outcome: 'fetched', listed: 1, missed: 1 })
})

t.test('a platform without Accounts v2 is told once in the log', async (t) => {
  const { simulator, ports, config, service } = await unheard(t)
  const { fetchMissedEvents } = ofDefault(composeUseCases(ports, config, service.captured.log))
  const run = () => fetchMissedEvents(AbortSignal.timeout(30_000))
  const blocked = { kind: 'error', status: 400, saved: false, error: { code: 'accounts_v2_access_blocked' } } as const
  await simulator.faults.add({ route: 'events.list', times: 3, fault: blocked })
  for (let times = 0; times < 3; times += 1) t.match(await run(), { outcome: 'no_access' })
  const told = service.captured.lines().filter(({ msg }) => msg === 'the provider does not list its events for us')
  t.match(told, [{ level: 'info', provider: { code: 'accounts_v2_access_blocked', advice: /STRIPE_ACCOUNTS_API/ } }])
  t.equal(told.length, 1)
  t.match(await run(), { outcome: 'fetched' })
})
