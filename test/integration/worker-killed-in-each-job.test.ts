import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import * as queues from '../../src/adapters/jobs/queues.ts'
import { V2_EVENTS } from '../../src/adapters/stripe/event-types.ts'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { mailServer } from '../support/mail-server.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { endpointsOfBoth } from '../support/stripe-endpoints.ts'
import { startWorkerProcess } from '../support/worker-process.ts'
import { until } from '../support/worker.ts'

t.setTimeout(110_000)

/** All kinds of job. Those of events and emails have tests of their own. */
const KINDS = Object.keys(queues.QUEUES)
  .filter((name) => queues.queueOfDead(name) === undefined && name !== queues.PROVIDER_EVENT && name !== queues.EMAIL)
  .toSorted()

/** Jobs that wait for the database give up each wait after 1.5 s: with so many clients they are under way for longer. */
const CLIENTS = 8

/** Shorter than a call to Stripe may take: longer ones would be given up. */
const STALLED_MS = 7000

/** Calls to Stripe that jobs wait for. */
const STALLED_CALLS = ['accounts.create', 'accounts.retrieve', 'events.list', 'event_destinations.list'] as const

/** A receiver of outgoing events and alerts. It leaves every request without an answer until it is let go. */
async function receiver(t: Test) {
  const accepted: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
  const held: string[] = []
  let isHolding = true
  const server = createServer((request, response) => {
    void (async () => {
      const [path, body] = [request.url ?? '', await text(request)]
      if (isHolding) return void held.push(path)
      accepted.push({ path, headers: request.headers, body })
      response.writeHead(200).end()
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
  })
  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  const [alerts, events] = ['/alerts', '/events']
  return {
    variables: { ALERT_WEBHOOK_URL: at(alerts), ALLOW_PRIVATE_RECEIVERS: 'on' },
    eventsUrl: at(events),
    holdsEvents: () => held.includes(events),
    letGo: () => void (isHolding = false),
    alertsWith: (words: string) => accepted.filter(({ path, body }) => path === alerts && body.includes(words)),
    /** The ids of the accepted events. Throws if one is not signed with the secret. */
    eventsSignedWith: (secret: string) =>
      accepted
        .filter(({ path }) => path === events)
        .map(({ headers, body }) => {
          new Webhook(secret).verify(body, headers as Record<string, string>)
          return String(headers['webhook-id'])
        }),
  }
}

async function standing(t: Test) {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const mails = await mailServer(t)
  const there = await receiver(t)
  // One of the events that the service needs is not sent, which the check of the set-up finds.
  const stripe = stripeClient({ secretKey: 'sk_test_0123456789', apiBase: around.stripe.url })
  const endpoints = await endpointsOfBoth(stripe, { v2Events: V2_EVENTS.slice(0, -1) })
  const variables = {
    ...{ ...mails.variables, ...there.variables, ...endpoints.variables },
    STRIPE_ACCOUNTS_API: 'v2',
    ALERTS: 'deadline_missed,setup_faulty',
  }
  const service = await startService(t, around, variables)
  const warming = await startService(t, around, { ...variables, ACCOUNT_WARM_UP: 'on' })
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const boss = new PgBoss({ connectionString: around.databaseUrl, supervise: false, schedule: false, migrate: false })
  t.teardown(() => boss.stop({ graceful: false }))
  await boss.start()
  const staff = (path: string, body: object) =>
    service.call('POST', `/api/v1${path}`, body, { authorization: `Bearer ${ADMIN_KEY}` })

  async function opened() {
    const client = await service.invite()
    if ((await service.open(client.token)).status !== 200) throw new Error('a link does not open')
    return { ...client, accountId: (await service.show(client.clientId)).account.id as string }
  }

  /** How often each of these clients has this in its audit trail. */
  async function audited(type: string, ...clientIds: string[]): Promise<number[]> {
    const { rows } = await db.query<{ times: number }>(
      `select count(e.*)::int as times from unnest($1::uuid[]) c (id)
       left join audit_events e on e.client_id = c.id and e.type = $2 group by c.id`,
      [clientIds, type],
    )
    return rows.map(({ times }) => times)
  }

  return {
    ...{ around, simulator, mails, there, service, warming, db, boss, staff, opened, audited },
    variables: { ...variables, API_BASE_URL: service.url },
    /** The service hears nothing from Stripe until the returned function is called. */
    async unheard() {
      await simulator.setWebhookBehaviour({ loss: 1 })
      await endpoints.leadTo(service)
      return () => simulator.setWebhookBehaviour({})
    },
    one: async (statement: string, values: readonly unknown[] = []) =>
      Object.values((await db.query<Record<string, number>>(statement, [...values])).rows[0] ?? {})[0] ?? 0,
  }
}

/** Gives each kind of job something to do. Returns how often each effect is there, which must be once. */
async function allDue(around: Awaited<ReturnType<typeof standing>>): Promise<Record<string, () => Promise<number[]>>> {
  const { simulator, mails, there, service, warming, db, boss, staff, opened, audited, one } = around
  const endpoint = await staff('/webhook-endpoints', { url: there.eventsUrl })

  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => service.invite()))
  const clientIds = clients.map(({ clientId }) => clientId)
  for (const clientId of clientIds) await staff(`/clients/${clientId}/onboarding-tokens`, {})
  // As if the first link had been replaced long ago, and the second one issued three days ago.
  await db.query(`
    update onboarding_tokens set
      issued_at = issued_at - days * interval '1 day', expires_at = expires_at - days * interval '1 day',
      revoked_at = revoked_at - days * interval '1 day'
    from (select id as old, case status when 'revoked' then 100 else 3 end as days from onboarding_tokens) o
    where id = old`)
  await db.query(`
    update onboardings set next_email_at = next_email_at - interval '3 days',
      token_expires_at = token_expires_at - interval '3 days'`)

  const late = await opened()
  await db.query(`update onboardings set deadline = now() - interval '1 hour' where client_id = $1`, [late.clientId])

  const stale = await opened()
  await simulator.setAccountState(stale.accountId, { outcome: 'complete' })
  await db.query(`update accounts set fetched_at = fetched_at - interval '16 minutes' where client_id = $1`, [
    stale.clientId,
  ])

  const missed = await opened()
  // The list of events is fetched from five minutes before that on.
  await db.query(`insert into feed_cursors (fetched_until) values (clock_timestamp() + interval '5 minutes')`)
  await simulator.setAccountState(missed.accountId, { outcome: 'complete' })

  const warm = await warming.invite()

  const asking = await service.invite()
  const request = { platform: 'default', requestId: 'test', clientIds: [asking.clientId] }
  await boss.send(queues.LINK_REQUEST, request)

  const causes = [{ subject: 'test', words: 'Something is wrong.' }]
  const message = { kind: 'jobs_dead', causes, more: 0 }
  await boss.send(queues.ALERT_MESSAGE, { platform: 'default', channel: 'webhook', message })
  const { STALE_ACCOUNTS, MISSED_EVENTS, FOLLOW_UPS, ALERTS, SETUP_CHECK, RETENTION, RECEIVER_PING } = queues
  for (const queue of [STALE_ACCOUNTS, MISSED_EVENTS, FOLLOW_UPS, ALERTS, SETUP_CHECK, RETENTION, RECEIVER_PING]) {
    await boss.send(queue, {})
  }

  return {
    [queues.WARM_UP]: async () => [
      (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === warm.clientId).length,
      await one('select count(*)::int from accounts where client_id = $1', [warm.clientId]),
    ],
    [queues.LINK_REQUEST]: async () => [
      mails.to(asking.email).length,
      ...(await audited('new_link_requested', asking.clientId)),
    ],
    [STALE_ACCOUNTS]: async () => [
      ...(await audited('token_completed', stale.clientId)),
      // No event has made it fresh.
      1 + (await one('select count(*)::int from provider_events where account_id = $1', [stale.accountId])),
    ],
    [MISSED_EVENTS]: () => audited('token_completed', missed.clientId),
    [FOLLOW_UPS]: async () => [
      ...clients.map(({ email }) => mails.to(email).length),
      ...(await audited('link_emailed', ...clientIds)),
    ],
    [ALERTS]: async () => [there.alertsWith('missed its deadline').length],
    [SETUP_CHECK]: async () => [there.alertsWith('The set-up has a fault').length],
    [queues.ALERT_MESSAGE]: async () => [there.alertsWith('Something is wrong.').length],
    [RETENTION]: async () => {
      const left = 'select count(*)::int from onboarding_tokens where client_id = $1'
      return Promise.all(clientIds.map((clientId) => one(left, [clientId])))
    },
    [RECEIVER_PING]: async () => [
      await one(`select count(*)::int from delivery_signs where sign like 'ping%'`),
      await one(`select count::int from delivery_signs where sign = 'ping_arrived'`),
    ],
    'outgoing event': async () => {
      const ids = there.eventsSignedWith(endpoint.body.secret)
      const { rows } = await db.query<{ id: string }>('select id from outgoing_events')
      return rows.map(({ id }) => ids.filter((accepted) => accepted === id).length)
    },
  }
}

t.test('a worker that is killed in the middle of every kind of job: another does each within a minute', async (t) => {
  const scene = await standing(t)
  const { around, simulator, there, db, variables } = scene
  const hears = await scene.unheard()
  const effects = await allDue(scene)
  await hears()
  const { rows: queued } = await db.query<{ id: string }>('select id from pgboss.job where name = any($1)', [KINDS])
  const named = async (where: string, values: unknown[]) => {
    const { rows } = await db.query<{ name: string }>(`select distinct name from pgboss.job where ${where}`, values)
    return rows.map(({ name }) => name).toSorted()
  }
  const active = () => named(`state = 'active' and name = any($1)`, [KINDS])
  const ended = () => named(`state = 'completed' and id = any($1)`, [queued.map(({ id }) => id)])
  const unended = () => named(`state < 'completed' and name not like '\\_\\_%'`, [])
  const times = async () => {
    const counted = Object.entries(effects).map(async ([kind, count]) => [kind, await count()] as const)
    return Object.fromEntries(await Promise.all(counted))
  }
  const areOnce = (counts: Awaited<ReturnType<typeof times>>) =>
    Object.fromEntries(Object.entries(counts).map(([kind, numbers]) => [kind, numbers.map(() => 1)]))

  for (const route of STALLED_CALLS) {
    await simulator.faults.add({ route, share: 1, fault: { kind: 'latency', ms: STALLED_MS } })
  }
  // Jobs that wait for neither Stripe nor a receiver wait for these.
  const holder = await db.connect()
  await holder.query('begin; lock table onboardings, alerts in exclusive mode')
  const doomed = await startWorkerProcess(t, around, variables)
  await until('it is in the middle of all', async () => there.holdsEvents() && (await active()).length === KINDS.length)
  t.match(await doomed.end('SIGKILL'), { signalCode: 'SIGKILL' })
  const killedAt = performance.now()
  t.same(await active(), KINDS, 'leaves all jobs behind')
  await holder.query('rollback')
  holder.release()
  await simulator.faults.clear()
  there.letGo()

  const other = await startWorkerProcess(t, around, variables)
  const isDone = async () => {
    const all = Object.values(await times()).flat()
    return all.every((count) => count === 1) && (await unended()).length === 0
  }
  // What is not done then is said below.
  await until('another has done all', isDone, 60).catch(() => {})
  t.comment(`after ${Math.round((performance.now() - killedAt) / 1000)} s`)
  t.same(await ended(), KINDS, 'the same jobs are done')
  t.same(await unended(), [], 'and none waits or runs')
  const counts = await times()
  t.same(counts, areOnce(counts), 'each has had its effect once')
  t.match(await other.end('SIGTERM'), { exitCode: 0 })
})
