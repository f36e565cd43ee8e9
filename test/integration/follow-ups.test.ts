import pg from 'pg'
import { PgBoss } from 'pg-boss'
import t from 'tap'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { mailServer, secretIn } from '../support/mail-server.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'

t.setTimeout(110_000)

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

async function scene(t: Parameters<typeof surroundings>[0]) {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const service = await startService(t, around, mails.variables)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
  const config = readConfig({ ...environment, ...mails.variables })
  const ports = openPorts(config, service.captured.log)
  t.teardown(() => ports.close())
  const useCases = composeUseCases(ports, config, service.captured.log)
  const actor = { platform: 'default', name: 'job:test', requestId: 'test' }
  return {
    ...{ around, mails, service, db, simulator: around.stripe.simulator },
    followUp: () => useCases.sendFollowUps?.(actor),
    refreshStale: () => useCases.refreshStaleAccounts(actor),
    /** As if so many days had passed for this client and its account. */
    async letPass(clientId: string, days: number) {
      const ago = [clientId, days]
      await db.query(
        `update onboarding_tokens set issued_at = issued_at - $2 * interval '1 day',
           expires_at = expires_at - $2 * interval '1 day', reminded_at = reminded_at - $2 * interval '1 day'
         where client_id = $1`,
        ago,
      )
      await db.query(
        `update onboardings set next_email_at = next_email_at - $2 * interval '1 day',
           token_expires_at = token_expires_at - $2 * interval '1 day' where client_id = $1`,
        ago,
      )
      await db.query(`update accounts set fetched_at = fetched_at - $2 * interval '1 day' where client_id = $1`, ago)
    },
    async trail(clientId: string): Promise<string[]> {
      const { body } = await service.call('GET', `/api/v1/clients/${clientId}/events`, undefined, admin)
      return (body.data as { type: string; details: { kind?: string } | null }[])
        .map(({ type, details }) => `${type} ${details?.kind ?? ''}`.trim())
        .toReversed()
    },
    /** A client that can be paid, of whom no email is left to send. */
    async payable() {
      const client = await service.invite()
      await service.open(client.token)
      const { id } = (await service.show(client.clientId)).account
      await around.stripe.simulator.setAccountState(id, { outcome: 'complete' })
      await service.call('POST', `/api/v1/clients/${client.clientId}/sync`, undefined, admin)
      return { ...client, accountId: id as string }
    },
  }
}

t.test('reminders: each once, by whichever of several workers is first', async (t) => {
  const { mails, around, service, followUp, letPass, trail } = await scene(t)
  await Promise.all([1, 2].map(() => startWorker(t, around, mails.variables)))
  const { clientId, email } = await service.invite()
  const others = await Promise.all(Array.from({ length: 9 }, () => service.invite()))
  t.same(await followUp(), { requested: 0, failed: 0 })
  for (const each of [clientId, ...others.map((other) => other.clientId)]) await letPass(each, 3)
  // The worker's schedule may be the first of all.
  await Promise.all([followUp(), followUp(), followUp()])
  await until('the emails are there', async () => mails.received.length > others.length)
  for (const each of [email, ...others.map((other) => other.email)]) t.equal(mails.to(each).length, 1)
  const [mail] = mails.to(email)
  if (mail === undefined) throw new Error('no email')
  t.equal((await service.open(secretIn(mail))).status, 200)
  t.same(await followUp(), { requested: 0, failed: 0 })
  t.match((await service.show(clientId)).onboarding, { reminders: 1, email: null })
  await until('it is recorded', async () => (await trail(clientId)).includes('link_emailed reminder'))

  // As the schedule does every minute. The link has expired meanwhile.
  const boss = new PgBoss({ connectionString: around.databaseUrl, supervise: false, schedule: false, migrate: false })
  t.teardown(() => boss.stop({ graceful: false }))
  await boss.start()
  t.match((await boss.getSchedules()).find(({ name }) => name === 'follow-ups')?.cron, '* * * * *')
  await letPass(clientId, 30)
  await boss.send('follow-ups', {})
  await until('the second one is there', async () => mails.to(email).length > 1)
  t.equal((await service.open(mails.to(email).map(secretIn)[1] ?? '')).status, 200, 'so there is a new one')
  await letPass(clientId, 30)
  t.same(await followUp(), { requested: 0, failed: 0 }, 'and there is no third one')
  t.equal(mails.to(email).length, 2)
  for (const other of others) t.equal(mails.to(other.email).length, 1)
})

t.test('a client that clicks on its mail program’s button gets no more reminders, though one is due', async (t) => {
  const { mails, around, service, followUp, letPass, trail } = await scene(t)
  const first = await startWorker(t, around, mails.variables)
  const { clientId, email } = await service.invite()
  await letPass(clientId, 3)
  await followUp()
  await until('the email is there', async () => mails.to(email).length > 0)
  await first.close()
  await letPass(clientId, 4)
  t.match(await followUp(), { requested: 1 }, 'the next one waits for a worker')

  const [, stopLink = ''] = /^List-Unsubscribe:\s+<(.*)>\r$/m.exec(mails.to(email)[0]?.raw ?? '') ?? []
  const { pathname, search } = new URL(stopLink)
  const form = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const clicked = await fetch(`${service.url}${pathname}${search}`, { method: 'POST', body: form, redirect: 'error' })
  t.equal(clicked.status, 200)
  t.match(await service.show(clientId), { client: { reminders: 'off' } })

  await startWorker(t, around, mails.variables)
  const other = await service.invite({ sendEmail: true })
  await until('the queue goes on', async () => mails.to(other.email).length > 0)
  t.equal(mails.to(email).length, 1)
  await letPass(clientId, 30)
  t.same(await followUp(), { requested: 0, failed: 0 })
  t.strictSame(
    (await trail(clientId)).filter((event) => /^(link_emailed|reminders)/.test(event)),
    ['link_emailed reminder', 'reminders_stopped'],
  )
})

t.test(
  'with every webhook lost, a client whose account is restricted is told, and again when it is restored',
  async (t) => {
    const { mails, around, service, simulator, refreshStale, letPass, payable, trail } = await scene(t)
    await startWorker(t, around, mails.variables)
    const { clientId, email, accountId } = await payable()
    await until('it is told that it is done', async () => mails.to(email).length === 1)
    await simulator.setAccountState(accountId, { outcome: 'needs_more' })
    await letPass(clientId, 1)
    await refreshStale()
    t.match(await service.show(clientId), {
      onboarding: { purpose: 'update', status: 'pending' },
      account: { readiness: 'action_required' },
    })
    await until('it is told', async () => mails.to(email).length === 2)
    const [, told] = mails.to(email)
    if (told === undefined) throw new Error('no email')
    t.match(told.mail.text, /Payments to you are on hold[^]*What Stripe needs:\n- /)
    const link = secretIn(told)
    for (const n of [1, 2, 3]) t.equal((await service.open(link)).status, 200, `the link opens ${n} times`)
    await simulator.setAccountState(accountId, { outcome: 'complete' })
    await letPass(clientId, 1)
    await refreshStale()
    await until('it is told again', async () => mails.to(email).length === 3)
    const recorded = async () => (await trail(clientId)).filter((event) => event.includes('emailed'))
    // The mail server has an email before the worker records it.
    await until('all are recorded', async () => (await recorded()).length === 3)
    t.match(await service.show(clientId), { onboarding: { status: 'completed' }, account: { readiness: 'active' } })
    t.strictSame(await recorded(), ['notice_emailed done', 'link_emailed action_required', 'notice_emailed done'])
  },
)

t.test(
  'an address that its server refuses is shown to staff, and gets no more emails until it is changed',
  async (t) => {
    const { mails, around, service, db, followUp, letPass, trail } = await scene(t)
    await startWorker(t, around, mails.variables)
    mails.refuseAddress('wrong@example.com', '550 5.1.1 no such mailbox')
    const [{ clientId }, other] = await Promise.all([
      service.invite({ email: 'wrong@example.com', sendEmail: true }),
      service.invite({ sendEmail: true }),
    ])
    await until('it is refused', async () => (await service.show(clientId)).onboarding.email !== null)
    t.match(await service.show(clientId), {
      onboarding: { email: { status: 'refused', at: String } },
      account: { nextAction: 'operator' },
      nextStep: /Correct the address/,
    })
    t.ok((await trail(clientId)).includes('email_refused link'))
    const waiting = `select from pgboss.job where name = 'email' and state <> 'completed'`
    await until('it is not tried again', async () => (await db.query(waiting)).rowCount === 0)
    t.equal(mails.to(other.email).length, 1, 'another client’s, sent at the same time, is not touched by it')
    t.match((await service.show(other.clientId)).onboarding, { email: null })
    await letPass(clientId, 3)
    t.same(await followUp(), { requested: 0, failed: 0 })
    const changed = await service.call('PATCH', `/api/v1/clients/${clientId}`, { email: 'right@example.com' }, admin)
    t.match(changed.body, { onboarding: { email: null } })
  },
)

t.test('an email that was accepted and recorded is not sent again, although its worker died', async (t) => {
  const { mails, around, service, db } = await scene(t)
  const worker = await startWorker(t, around, mails.variables)
  const { email, tokenId } = await service.invite({ sendEmail: true })
  await until('it is sent', async () => mails.to(email).length > 0)
  const state = async () =>
    (await db.query(`select state from pgboss.job where data ->> 'tokenId' = $1`, [tokenId])).rows[0]?.state
  await until('its job is over', async () => (await state()) === 'completed')
  await worker.close()
  // As the queue takes back the job of a worker that died before it could report.
  await db.query(
    `update pgboss.job set state = 'retry', completed_on = null, start_after = now() where data ->> 'tokenId' = $1`,
    [tokenId],
  )
  await startWorker(t, around, mails.variables)
  await until('it is over again', async () => (await state()) === 'completed')
  t.equal(mails.to(email).length, 1)
})

t.test('staff remind a client at two instances at the same time: it gets one email', async (t) => {
  const { mails, around, service, db, trail } = await scene(t)
  const other = await startService(t, around, mails.variables)
  await startWorker(t, around, mails.variables)
  const { clientId, email, tokenId } = await service.invite()
  const remind = ({ call }: typeof other) => call('POST', `/api/v1/clients/${clientId}/remind`, undefined, admin)
  const answers = await Promise.all([service, other, service, other].map(remind))
  t.same(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409, 409],
  )
  t.match(answers.find(({ status }) => status === 200)?.body, { clientId, tokenId, status: 'pending' })
  await until('the email is there', async () => mails.to(email).length > 0)
  t.same(await trail(clientId), ['token_issued', 'reminder_requested', 'link_emailed reminder'])
  const { rows } = await db.query(`select actor from audit_events where type = 'reminder_requested'`)
  t.same(rows, [{ actor: 'admin:environment' }])
})
