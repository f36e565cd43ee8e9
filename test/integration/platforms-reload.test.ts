import pg from 'pg'
import t from 'tap'
import { served } from '../support/served.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings } from '../support/service.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { ACME, BAZAAR, platformsFile } from '../support/two-platforms.ts'
import { startWorkerProcess } from '../support/worker-process.ts'
import { until } from '../support/worker.ts'

const THIRD = { ...BAZAAR, id: 'third', stripeSecretKey: 'sk_test_sandbox_third' } as const

t.test('SIGHUP to a process that serves', async (t) => {
  const around = await surroundings(t)
  const file = await platformsFile(t)
  const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
  const service = await served(t, { ...environment, ...file.variables })
  const list = async (platform: string) => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, platform }
    const answer = await fetch(`${service.url}/api/v1/clients`, { headers })
    await answer.text()
    return answer.status
  }
  /** Sends the signal; returns the statuses of the requests that are sent until the log says this. */
  async function hangUp(said: RegExp): Promise<Set<number>> {
    const statuses = new Set<number>()
    const before = service.output().length
    service.kill('SIGHUP')
    await until(String(said), async () => {
      for (const status of await Promise.all([list('acme'), list('acme')])) statuses.add(status)
      return said.test(service.output().slice(before))
    })
    return statuses
  }
  t.equal(await list('third'), 404)

  t.test('adds a platform, and requests are answered meanwhile', async (t) => {
    await file.write([ACME, BAZAAR, THIRD])
    t.strictSame([...(await hangUp(/the platforms were read again/))], [200])
    t.equal(await list('third'), 200)
  })

  t.test('keeps the platforms when the file is faulty, and says why', async (t) => {
    await file.write([ACME, { ...BAZAAR, stripeSecretKey: 'sk_wrong_verysecret' }])
    t.strictSame([...(await hangUp(/the platforms were not read again/))], [200])
    t.match(service.output(), /\[1\]\.stripeSecretKey is not valid/)
    t.notMatch(service.output(), /verysecret/)
    t.equal(await list('third'), 200)
  })

  t.test('removes a platform', async (t) => {
    await file.write([ACME, BAZAAR])
    t.strictSame([...(await hangUp(/the platforms were read again/))], [200])
    t.equal(await list('third'), 404)
  })

  t.notOk(service.hasEnded(), 'and the same process goes on')
})

t.test('SIGHUP to a worker: it uses the new keys, works for new platforms, and loses no job', async (t) => {
  const around = await surroundings(t)
  const file = await platformsFile(t)
  const entries = [ACME, BAZAAR, THIRD]
  await file.write(entries)
  const service = await startService(t, around, file.variables)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())
  const client = async ({ id }: { readonly id: string }) => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, platform: id }
    const invited = { name: 'Ada', email: `${crypto.randomUUID()}@example.com`, country: 'DE' }
    const { body } = await service.call('POST', '/api/v1/clients', invited, headers)
    await service.open(body.onboarding.token)
    const shown = await service.call('GET', `/api/v1/clients/${body.client.id}`, undefined, headers)
    return String(shown.body.account.id)
  }
  const deliver = async ({ id, stripeWebhookSecrets: [secret] }: typeof ACME | typeof THIRD, accountId: string) => {
    const event = JSON.stringify(accountEvent(accountId))
    const headers = { 'stripe-signature': signature(event, secret), 'content-type': 'application/json' }
    t.equal((await service.call('POST', `/api/v1/webhooks/stripe/${id}`, event, headers)).status, 200)
  }
  const unprocessed = async () => {
    const { rows } = await db.query('select id from provider_events where outcome is distinct from $1', ['processed'])
    return rows.length
  }
  const [own, third] = [await client(ACME), await client(THIRD)]

  await file.write([ACME, BAZAAR])
  const worker = await startWorkerProcess(t, around, file.variables)
  await around.stripe.simulator.faults.add({
    route: 'accounts.retrieve',
    share: 1,
    fault: { kind: 'latency', ms: 500 },
  })
  for (let n = 0; n < 5; n += 1) await deliver(ACME, own)
  await deliver(THIRD, third)
  const rotated = { ...ACME, stripeSecretKey: 'sk_test_sandbox_acme_rotated' }
  await file.write([rotated, BAZAAR, THIRD])
  worker.kill('SIGHUP')
  await until('the platforms were read again', async () => worker.output().includes('the platforms were read again'))
  await deliver(ACME, await client(ACME))
  await until('all events are processed', async () => (await unprocessed()) === 0, 40)
  t.notOk(worker.hasEnded(), 'and the same process goes on')
  await file.write('[')
  worker.kill('SIGHUP')
  await until('the faulty file is refused', async () => worker.output().includes('the platforms were not read again'))
  await deliver(ACME, await client(ACME))
  await until('the worker goes on with what it has', async () => (await unprocessed()) === 0, 40)
})
