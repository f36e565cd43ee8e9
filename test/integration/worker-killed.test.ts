import pg from 'pg'
import t from 'tap'
import { ADMIN_KEY, startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { startWorkerProcess } from '../support/worker-process.ts'
import { startWorker, until } from '../support/worker.ts'

async function standing(t: Parameters<typeof surroundings>[0]) {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const service = await startService(t, around)

  async function deliver(accountId: string): Promise<string> {
    const event = accountEvent(accountId)
    const body = JSON.stringify(event)
    const response = await fetch(`${service.url}/api/v1/webhooks/stripe`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'stripe-signature': signature(body, WEBHOOK_SECRET) },
    })
    if (response.status !== 200) throw new Error(`an event was answered ${response.status}`)
    return event.id
  }

  /** A client who is through at Stripe, and the webhook has not come yet. */
  async function throughAtStripe() {
    const client = await service.invite()
    const { status } = await service.open(client.token)
    if (status !== 200) throw new Error(`opened with ${status}`)
    const accountId = (await service.show(client.clientId)).account.id as string
    await simulator.setAccountState(accountId, { outcome: 'complete' })
    return { ...client, accountId }
  }

  const retrievals = async (accountId: string) =>
    (await simulator.calls({ route: 'accounts.retrieve' })).filter(({ path }) => path.includes(accountId))

  return {
    around,
    simulator,
    db,
    service,
    deliver,
    throughAtStripe,
    retrievals,

    /** Has each question for an account take that long, also those of the check at start; answers when this one is asked. */
    async stalls(ms: number) {
      await simulator.faults.add({ route: 'accounts.retrieve', share: 1, fault: { kind: 'latency', ms } })
      return (accountId: string) =>
        until('a worker asks', async () =>
          (await retrievals(accountId)).some(({ outcome }) => outcome === 'in_progress'),
        )
    },

    async eventRow(eventId: string) {
      const { rows } = await db.query('select outcome, last_error from provider_events where id = $1', [eventId])
      return rows[0] as { outcome: string | null; last_error: string | null }
    },

    async jobs(eventId: string) {
      const { rows } = await db.query(
        `select name, state::text, output from pgboss.job where data ->> 'eventId' = $1 order by name, created_on`,
        [eventId],
      )
      return rows as { name: string; state: string; output: unknown }[]
    },

    async completions(clientId: string) {
      const { rows } = await db.query(
        `select from_value, to_value from audit_events where client_id = $1 and type = 'token_completed'`,
        [clientId],
      )
      return rows
    },
  }
}

t.test('a worker that is killed in the middle of a job', { timeout: 110_000 }, async (t) => {
  const { around, service, deliver, throughAtStripe, retrievals, stalls, eventRow, jobs, completions } =
    await standing(t)
  const client = await throughAtStripe()
  const doomed = await startWorkerProcess(t, around)
  const asked = await stalls(6000)
  const eventId = await deliver(client.accountId)
  await asked(client.accountId)
  t.same(await doomed.end('SIGKILL'), { exitCode: null, signalCode: 'SIGKILL' })
  const killedAt = performance.now()
  t.match(await jobs(eventId), [{ name: 'provider-event', state: 'active' }], 'leaves its job behind')
  t.match(await eventRow(eventId), { outcome: null }, 'and nothing done')
  const other = await startWorkerProcess(t, around)

  await until('another does it', async () => (await eventRow(eventId)).outcome !== null, 60)
  t.comment(`after ${Math.round((performance.now() - killedAt) / 1000)} s`)
  t.match(await eventRow(eventId), { outcome: 'processed', last_error: null })
  t.match(await service.show(client.clientId), {
    onboarding: { status: 'completed' },
    account: { readiness: 'active' },
  })
  t.same(await completions(client.clientId), [{ from_value: 'in_progress', to_value: 'completed' }], 'once')
  t.equal((await retrievals(client.accountId)).length, 2, 'and Stripe was asked by both')
  await until('the job is over', async () => (await jobs(eventId)).every(({ state }) => state === 'completed'))
  t.equal((await jobs(eventId)).length, 1)
  t.match(await other.end('SIGTERM'), { exitCode: 0 })
})

t.test('a worker that gets SIGTERM in the middle of a job finishes it first', { timeout: 60_000 }, async (t) => {
  const { around, deliver, throughAtStripe, retrievals, stalls, eventRow, jobs, completions } = await standing(t)
  const client = await throughAtStripe()
  const worker = await startWorkerProcess(t, around)
  const asked = await stalls(2000)
  const eventId = await deliver(client.accountId)
  await asked(client.accountId)
  t.same(await worker.end('SIGTERM'), { exitCode: 0, signalCode: null })
  t.match(await eventRow(eventId), { outcome: 'processed', last_error: null })
  t.match(await jobs(eventId), [{ name: 'provider-event', state: 'completed' }])
  t.same(await completions(client.clientId), [{ from_value: 'in_progress', to_value: 'completed' }])
  t.equal((await retrievals(client.accountId)).length, 1)
})

t.test('an event that cannot be processed', { timeout: 90_000 }, async (t) => {
  const { around, simulator, db, service, deliver, throughAtStripe, eventRow, jobs, completions } = await standing(t)
  await startWorker(t, around)
  const replay = async (path: string, body?: object) =>
    (await service.call('POST', `/api/v1${path}`, body, { authorization: `Bearer ${ADMIN_KEY}` })).body

  // Stripe has made an account for a client and we have not heard of it, nor do we wait for it at the moment.
  const client = await service.invite()
  await simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
  t.equal((await service.open(client.token)).status, 502)
  const accountId = (await simulator.accounts())[0]?.id ?? ''
  const waitFor = (generation: number) =>
    db.query('update account_intents set generation = $2 where client_id = $1', [client.clientId, generation])
  await waitFor(2)
  const eventId = await deliver(accountId)

  t.test('is retried later, and its reason is stored', async (t) => {
    await until('tried', async () => (await jobs(eventId)).some(({ state }) => state === 'retry'))
    t.same(await eventRow(eventId), { outcome: null, last_error: 'unknown_account' })
  })

  t.test('fails finally after its last retry, and blocks no others', async (t) => {
    // As if a day had passed: all tries but one are used up, and that one is due.
    const lastTry = () =>
      db.query(
        `update pgboss.job set retry_count = retry_limit - 1, start_after = now()
         where name = 'provider-event' and state = 'retry' and data ->> 'eventId' = $1`,
        [eventId],
      )
    const [through, otherEvent] = [await throughAtStripe(), await lastTry()]
    t.ok(otherEvent.rowCount)
    await deliver(through.accountId)
    await until('the other is done', async () => (await completions(through.clientId)).length === 1)
    const isDead = async () => (await jobs(eventId)).some(({ name }) => name === 'provider-event-dead')
    await until('given up', async () => {
      await db.query(
        `update pgboss.job set start_after = now()
         where name = 'provider-event' and state = 'retry' and retry_count = retry_limit and data ->> 'eventId' = $1`,
        [eventId],
      )
      return isDead()
    })
    t.match(await jobs(eventId), [
      { name: 'provider-event', state: 'failed' },
      { name: 'provider-event-dead', state: 'created' },
    ])
    t.same(await eventRow(eventId), { outcome: null, last_error: 'unknown_account' }, 'and the reason is kept')
  })

  t.test('is processed when it is queued again and its account is known', async (t) => {
    await waitFor(1)
    t.equal((await service.open(client.token)).status, 200, 'the same account, under the same key')
    t.equal((await service.show(client.clientId)).account.id, accountId)
    t.match(await replay('/provider-events/evt_nobody_knows/replay'), { code: 'EVENT_NOT_FOUND' })
    t.match(await replay('/jobs/dead/replay', { reason: 'unknown_account' }), { replayed: 1 })
    await until('processed', async () => (await eventRow(eventId)).outcome !== null)
    t.same(await eventRow(eventId), { outcome: 'processed', last_error: null })
    t.match(
      await replay(`/provider-events/${eventId}/replay`),
      { code: 'EVENT_NOT_FOUND' },
      'and is not put back again',
    )
    t.equal((await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === client.clientId).length, 1)
  })
})
