import pg from 'pg'
import t from 'tap'
import { apiKeysIn } from '../support/api-keys.ts'
import { startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { until } from '../support/worker.ts'
import { startWorkerProcess } from '../support/worker-process.ts'

t.setTimeout(120_000)

const samplesOf = (body: string) =>
  new Map(
    body
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  )

t.test('a scrape shows calls to Stripe, clients, the queues, what was given up, and the pool', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const { secret } = await apiKeysIn(t, around.databaseUrl).create('read')
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())
  const { token } = await service.invite()
  await service.invite()
  await service.open(token)
  const event = accountEvent('acct_1')
  const body = JSON.stringify(event)
  await service.call('POST', '/api/v1/webhooks/stripe', body, {
    'content-type': 'application/json',
    'stripe-signature': signature(body, WEBHOOK_SECRET),
  })
  await db.query(`update pgboss.job set created_on = created_on - interval '1 hour'`)
  await db.query(`insert into pgboss.job (name, data) values ('email-dead', '{}')`)

  const answer = await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${secret}` } })
  const samples = samplesOf(await answer.text())
  t.equal(samples.get('onboarding_clients{readiness="none",next_action="client"}'), 1)
  t.equal(samples.get('onboarding_clients{readiness="onboarding",next_action="client"}'), 1)
  t.equal(samples.get('onboarding_queue_jobs{queue="provider-event"}'), 1)
  t.ok((samples.get('onboarding_queue_oldest_seconds{queue="provider-event"}') ?? 0) >= 3600)
  t.equal(samples.get('onboarding_queue_jobs{queue="email"}'), 0, 'a queue without jobs has a sample, too')
  t.equal(samples.get('onboarding_dead_jobs{queue="email"}'), 1)
  t.equal(samples.get('onboarding_dead_jobs{queue="provider-event"}'), 0)
  t.ok((samples.get('onboarding_database_connections{state="idle"}') ?? 0) >= 0)
  for (const operation of ['create_account', 'create_account_link']) {
    t.ok((samples.get(`onboarding_provider_calls_total{operation="${operation}",outcome="ok"}`) ?? 0) >= 1, operation)
    t.ok((samples.get(`onboarding_provider_call_duration_seconds_count{operation="${operation}"}`) ?? 0) >= 1)
  }
  t.ok((samples.get('onboarding_provider_turn_wait_seconds_count{priority="opening"}') ?? 0) >= 2)
})

t.test('a worker with METRICS_PORT serves its health and, to keys, its metrics', async (t) => {
  const around = await surroundings(t)
  const { secret } = await apiKeysIn(t, around.databaseUrl).create('read')
  const worker = await startWorkerProcess(t, around, { METRICS_PORT: '0' })
  await until('it says where', async () => /metrics at (http:\S+)/.test(worker.output()))
  const [, url = ''] = /metrics at (http:[^"\s]+)/.exec(worker.output()) ?? []
  t.equal((await fetch(url.replace('/metrics', '/readyz'))).status, 200)
  t.equal((await fetch(url)).status, 401)
  const answer = await fetch(url, { headers: { authorization: `Bearer ${secret}` } })
  t.equal(answer.status, 200)
  t.match(answer.headers.get('content-type'), /^text\/plain/)
  t.match(samplesOf(await answer.text()).get('onboarding_database_up'), 1)
  t.equal((await fetch(url.replace('/metrics', '/api/v1/clients'))).status, 404, 'and nothing else')
})
