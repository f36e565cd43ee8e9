import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { mailServer } from '../support/mail-server.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { startWorker, until } from '../support/worker.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

t.test('a client is notified by email of what happens with its link', { timeout: 110_000 }, async (t) => {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const service = await startService(t, around, mails.variables)
  await startWorker(t, around, mails.variables)
  const subjects = (address: string) => mails.to(address).map(({ mail }) => mail.subject)
  const open = (token: string, browser?: string) =>
    service.call('POST', '/api/v1/onboard-client', { token, ...(browser !== undefined && { browser }) })
  const sync = (clientId: string) => service.call('POST', `/api/v1/clients/${clientId}/sync`, undefined, admin)

  t.test('when a second browser opens it, once, and not when the first one comes back', async (t) => {
    const { token, email, clientId } = await service.invite()
    const [phone, desk] = [randomUUID(), randomUUID()]
    for (const browser of [phone, phone, undefined]) t.equal((await open(token, browser)).status, 200)
    for (const browser of [desk, desk, phone]) t.equal((await open(token, browser)).status, 200)
    await until('the email is there', async () => subjects(email).length > 0)
    await sleep(1500)
    t.strictSame(subjects(email), ['Your Our platform link was opened in another browser'])
    t.match(mails.to(email)[0]?.mail.text, /in a second browser on \d{1,2} \w+ 20\d\d( at|,) \d\d:\d\d UTC/)
    const { body } = await service.call('GET', `/api/v1/clients/${clientId}/events`, undefined, admin)
    t.match(
      body.data.filter(({ type }: { type: string }) => type === 'notice_emailed'),
      [{ actor: 'job:email' }],
    )
  })

  t.test('when its details have been submitted, once, however often the account is fetched afterwards', async (t) => {
    const { token, email, clientId } = await service.invite()
    await open(token, randomUUID())
    const account = (await around.stripe.simulator.accounts()).find(
      ({ metadata }) => metadata['client_id'] === clientId,
    )
    await around.stripe.simulator.setAccountState(account?.id ?? '', { outcome: 'complete' })
    for (let times = 0; times < 3; times += 1) t.equal((await sync(clientId)).status, 200)
    await until('the email is there', async () => subjects(email).length > 0)
    await sleep(1500)
    t.strictSame(subjects(email), ['You can now be paid by Our platform'], 'which also says that it is done')
    const [told] = mails.to(email)
    t.notMatch(`${told?.mail.text} ${told?.mail.html}`, /obt_|https?:/, 'there is no link in it')
  })

  t.test('a link is recorded together with the notice of it, or not at all', async (t) => {
    const { token, clientId } = await service.invite()
    t.equal((await open(token, randomUUID())).status, 200)
    const db = new pg.Client({ connectionString: around.databaseUrl })
    await db.connect()
    const links = async () =>
      (
        await db.query(
          'select count(*) from link_attempts where account_id in (select id from accounts where client_id = $1)',
          [clientId],
        )
      ).rows[0].count
    const desk = randomUUID()
    await db.query(
      `alter table pgboss.job add constraint no_room check (data ->> 'kind' <> 'second_browser') not valid`,
    )
    try {
      t.equal((await open(token, desk)).status, 500, 'the notice cannot be kept')
    } finally {
      await db.query('alter table pgboss.job drop constraint no_room')
    }
    t.equal(await links(), '1')
    t.equal((await open(token, desk)).status, 200, 'and the next opening of this browser makes up for it')
    t.equal(await links(), '2')
    const { rows } = await db.query(
      `select from pgboss.job where name = 'email' and data ->> 'kind' = 'second_browser' and data ->> 'tokenId' = (select id::text from onboarding_tokens where client_id = $1)`,
      [clientId],
    )
    t.equal(rows.length, 1)
    await db.end()
  })

  t.test('a browser id that is none is refused, and the link is not opened', async (t) => {
    const { token, clientId } = await service.invite()
    t.equal((await open(token, 'a b')).status, 400)
    t.equal((await service.show(clientId)).onboarding.status, 'pending')
  })
})
