import pg from 'pg'
import t from 'tap'
import { LOCALES, type Locale } from '../../src/domain/locale.ts'
import { WORDS } from '../../src/emails/words.ts'
import { smtpMailer } from '../../src/adapters/mail/smtp-mailer.ts'
import { mailServer, secretIn } from '../support/mail-server.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { staff } from '../support/staff.ts'
import { startWorkerProcess } from '../support/worker-process.ts'
import { startWorker, until } from '../support/worker.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

async function standing(t: Parameters<typeof surroundings>[0]) {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  const service = await startService(t, around, { ...mails.variables, UNKNOWN_CALLER_LIMIT_PER_MINUTE: '1000' })

  return {
    around,
    mails,
    db,
    service,
    staff: staff(service),
    worker: () => startWorker(t, around, mails.variables),
    /** A worker that waits less long for a mail server that says nothing. */
    impatientWorker: () => {
      const { SMTP_URL: url, MAIL_FROM: from } = mails.variables
      return startWorker(t, around, mails.variables, {
        mailer: smtpMailer({ url: `${url}?greetingTimeout=300`, from }),
      })
    },

    /** Gives the client a new link, by mail too. */
    async resend(clientId: string) {
      const path = `/api/v1/clients/${clientId}/onboarding-tokens`
      const { status, body } = await service.call('POST', path, { sendEmail: true }, admin)
      if (status !== 201) throw new Error(`issued with ${status}`)
      return body.onboarding as { tokenId: string; token: string }
    },

    async request(token: string) {
      const { status, text } = await service.call('POST', '/api/v1/onboard-client/request-new-link', { token })
      return `${status} ${text}`
    },

    /** The link secret of the first mail to this address. */
    linkTo(address: string): string {
      const [first] = mails.to(address)
      return first === undefined ? '' : secretIn(first)
    },

    /** Resolves when so many mails to this address have arrived. */
    arrived: (address: string, count = 1, seconds = 20) =>
      until(`${count} mails to ${address}`, async () => mails.to(address).length >= count, seconds),

    /** As if all of the client's tokens had been issued long ago. */
    async expire(clientId: string): Promise<void> {
      await db.query(
        `update onboarding_tokens set issued_at = issued_at - interval '20 days', expires_at = issued_at
         where client_id = $1 and expires_at > clock_timestamp()`,
        [clientId],
      )
    },

    async jobs(tokenId: string) {
      const { rows } = await db.query(
        `select name, state::text, output from pgboss.job where data ->> 'tokenId' = $1 order by name, created_on`,
        [tokenId],
      )
      return rows as { name: string; state: string; output: unknown }[]
    },

    /** Does at once what the queue would try again later. The seconds that it would have waited. */
    async hurry(): Promise<number> {
      const { rows } = await db.query(
        `update pgboss.job j set start_after = now()
         from (select id, extract(epoch from start_after - now())::float8 as seconds from pgboss.job
               where name = 'email' and state = 'retry' and start_after > now()) waiting
         where j.name = 'email' and j.id = waiting.id returning seconds`,
      )
      return (rows as { seconds: number }[]).reduce((sum, { seconds }) => sum + seconds, 0)
    },

    async trail(clientId: string): Promise<string[]> {
      const { body } = await service.call('GET', `/api/v1/clients/${clientId}/events`, undefined, admin)
      return (body.data as { type: string; actor: string }[])
        .map(({ type, actor }) => `${type} by ${actor}`)
        .toReversed()
    },
  }
}

t.test('a link is sent by email', { timeout: 110_000 }, async (t) => {
  const { around, mails, db, service, staff, worker, resend, request, linkTo, arrived, expire, jobs, trail } =
    await standing(t)
  const first = await worker()

  t.test('when a client is invited, and it opens as the one in the answer does', async (t) => {
    const { clientId, tokenId, token, email } = await service.invite({ sendEmail: true })
    await arrived(email)
    t.match(mails.to(email)[0]?.mail, {
      subject: 'Get set up to be paid by Our platform',
      text: /http:\/\/localhost:4242\/onboard#token=obt_/,
    })
    const mailed = linkTo(email)
    t.not(mailed, token)
    t.equal((await service.open(mailed)).status, 200)
    t.equal((await service.open(token)).status, 200)
    await until('the job is over', async () => (await jobs(tokenId)).every(({ state }) => state === 'completed'))
    t.match(await jobs(tokenId), [{ name: 'email' }])
    t.strictSame(await trail(clientId), [
      'token_issued by admin:environment',
      'link_emailed by job:email',
      'link_created by client',
      'link_created by client',
    ])
  })

  t.test('when staff gives the client a new one, and the old ones are over', async (t) => {
    const { clientId, token, email } = await service.invite({ sendEmail: true })
    await arrived(email)
    const again = await resend(clientId)
    await arrived(email, 2)
    const [before, now] = mails.to(email).map(secretIn)
    const statuses = []
    for (const secret of [token, before, again.token, now]) statuses.push((await service.open(secret ?? '')).status)
    t.strictSame(statuses, [410, 410, 200, 200])
  })

  t.test('when its holder requests a new one, three times a day', async (t) => {
    const { clientId, token, email } = await service.invite()
    t.equal(await request(token), '202 {"accepted":true}')
    await expire(clientId)
    t.equal((await service.open(token)).status, 410)
    for (const n of [1, 2, 3]) {
      t.equal(await request(token), '202 {"accepted":true}')
      await arrived(email, n)
    }
    t.equal(await request(token), '202 {"accepted":true}', 'the fourth is answered like the others')
    const statuses = []
    for (const mail of mails.to(email)) statuses.push((await service.open(secretIn(mail))).status)
    t.strictSame(statuses, [410, 410, 200], 'each takes the place of the one before')

    const other = await service.invite({ sendEmail: true })
    await arrived(other.email)
    t.equal(mails.to(email).length, 3, 'and no mail comes')
    t.equal((await trail(clientId)).filter((event) => event === 'token_issued by client').length, 3)
  })

  t.test('not for a request with an unknown, open, revoked or replaced link', async (t) => {
    const [alive, withdrawn, replaced] = [await service.invite(), await service.invite(), await service.invite()]
    await staff.revoke(withdrawn.tokenId)
    await expire(replaced.clientId)
    await staff.replace(replaced.clientId)
    const state = async () => (await db.query('select id, status from onboarding_tokens order by id')).rows
    const before = await state()
    const unknown = ['', 'x', `obt_${'a'.repeat(49)}`, 'ä'.repeat(50), 'a'.repeat(3000)]
    for (const token of [alive.token, withdrawn.token, replaced.token, ...unknown])
      t.equal(await request(token), '202 {"accepted":true}')
    t.same(await state(), before)
    const other = await service.invite({ sendEmail: true })
    await arrived(other.email)
    for (const client of [alive, withdrawn, replaced]) t.same(mails.to(client.email), [])
  })

  t.test('in the language of the client, as text and as HTML', async (t) => {
    const subjects: Readonly<Record<Locale, string>> = {
      en: 'Get set up to be paid by Our platform',
      de: 'Richten Sie Ihre Auszahlungen von Our platform ein',
      fr: 'Préparez-vous à recevoir les paiements de Our platform',
      es: 'Prepárese para recibir los pagos de Our platform',
      it: 'Si prepari a ricevere i pagamenti da Our platform',
      'pt-BR': 'Prepare-se para receber os pagamentos de Our platform',
    }
    for (const locale of LOCALES) {
      const client = { name: 'Zoë אדה', email: `${locale}@example.com`, locale, sendEmail: true }
      t.equal((await service.call('POST', '/api/v1/clients', client, admin)).status, 201)
    }
    for (const locale of LOCALES) {
      await arrived(`${locale}@example.com`)
      const [{ mail, raw } = { mail: undefined, raw: '' }] = mails.to(`${locale}@example.com`)
      t.equal(mail?.subject, subjects[locale])
      t.match(mail?.headers.get('content-type'), { value: 'multipart/alternative' })
      t.match(mail?.messageId, /^<[0-9a-f-]{36}@platform\.example>$/)
      t.match(raw, /^Auto-Submitted: auto-generated\r$/m)
      t.match(mail?.text, `${WORDS[locale].until.split('{date}')[0]}`)
      t.match(mail?.html, `<html lang="${locale}" dir="ltr">`)
      t.match(mail?.html, '<bdi>Zoë אדה</bdi>')
      const secret = linkTo(`${locale}@example.com`)
      t.ok(String(mail?.html).includes(secret), 'both parts have the same link')
    }
  })

  t.test('only for a token that still works when its turn comes', async (t) => {
    await first.close()
    const withdrawn = await service.invite({ sendEmail: true })
    const replaced = await service.invite({ sendEmail: true })
    const late = await service.invite({ sendEmail: true })
    await staff.revoke(withdrawn.tokenId)
    const { tokenId } = await resend(replaced.clientId)
    await expire(late.clientId)
    const second = await worker()
    await arrived(replaced.email)
    const other = await service.invite({ sendEmail: true })
    await arrived(other.email)
    t.equal(mails.to(replaced.email).length, 1)
    t.equal((await service.open(linkTo(replaced.email))).status, 200)
    t.same([mails.to(withdrawn.email), mails.to(late.email)], [[], []])
    for (const token of [withdrawn, replaced, late, { tokenId }]) {
      await until('its job is over', async () => (await jobs(token.tokenId))[0]?.state === 'completed')
    }
    await second.close()
  })

  t.test('by a worker with a mail server, while others leave it alone', async (t) => {
    const without = await startWorker(t, around)
    const { tokenId, email } = await service.invite({ sendEmail: true })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    t.match(await jobs(tokenId), [{ name: 'email', state: 'created' }])
    await worker()
    await arrived(email)
    await without.close()
  })
})

t.test('an invitation and its email are stored both or neither', async (t) => {
  const { db, service, jobs } = await standing(t)
  const { tokenId } = await service.invite({ sendEmail: true })
  t.equal((await jobs(tokenId)).length, 1)
  await db.query(`
    create function full_queue() returns trigger language plpgsql as $$ begin raise 'the queue is full'; end $$;
    create trigger full_queue before insert on pgboss.job for each row execute function full_queue()`)
  const email = 'grace@example.com'
  const refused = await service.call('POST', '/api/v1/clients', { name: 'Grace', email, sendEmail: true }, admin)
  t.equal(refused.status, 500)
  const stored = await db.query('select 1 from clients where email = $1', [email])
  t.equal(stored.rowCount, 0)
  t.equal((await service.call('POST', '/api/v1/clients', { name: 'Grace', email }, admin)).status, 201)
})

t.test(
  'a mail server that is down for more than an hour, hangs, or accepts an email only later, delays it and loses none',
  { timeout: 110_000 },
  async (t) => {
    const { mails, service, impatientWorker, linkTo, arrived, jobs, hurry, trail } = await standing(t)
    await impatientWorker()
    await mails.down()
    const { clientId, tokenId, email } = await service.invite({ sendEmail: true })
    let waited = 0
    const hasWaited = async () => {
      waited += await hurry()
      return waited > 3600
    }
    await until('an hour by the clock of the queue has passed', hasWaited, 60)
    t.match(await jobs(tokenId), [{ name: 'email' }], 'it is not given up')
    t.same(await trail(clientId), ['token_issued by admin:environment'])

    await mails.hang()
    await until('the server is not waited for', async () => {
      await hurry()
      return (await jobs(tokenId)).some(({ output }) => JSON.stringify(output).includes('ETIMEDOUT'))
    })
    await mails.up()
    mails.refuse('450 4.2.0 greylisted')
    mails.fail('451 4.3.0 try again later')
    await until('it is sent', async () => {
      await hurry()
      return (await jobs(tokenId)).every(({ state }) => state === 'completed')
    })
    await arrived(email)
    t.equal(mails.to(email).length, 1)
    t.equal((await service.open(linkTo(email))).status, 200)
    const events = await trail(clientId)
    t.ok(events.includes('link_emailed by job:email'))
    t.notOk(
      events.some((event) => event.startsWith('email_refused')),
      'the address is good',
    )
  },
)

t.test(
  'an email that the mail server never accepts is given up, and sent when its job is replayed',
  { timeout: 60_000 },
  async (t) => {
    const { mails, db, service, worker, linkTo, arrived, jobs, hurry } = await standing(t)
    mails.fail(...Array<string>(50).fill('550 5.1.1 no such mailbox'))
    await worker()
    const { clientId, tokenId, email } = await service.invite({ sendEmail: true })
    await until('tried', async () => (await jobs(tokenId)).some(({ state }) => state === 'retry'))
    await db.query(`update pgboss.job set retry_count = retry_limit where name = 'email'`)
    await until('given up', async () => {
      await hurry()
      return (await jobs(tokenId)).some(({ name }) => name === 'email-dead')
    })
    t.match(await jobs(tokenId), [
      { name: 'email', state: 'failed' },
      { name: 'email-dead', state: 'created' },
    ])

    const { body } = await service.call('GET', '/api/v1/jobs/dead?kind=email', undefined, admin)
    t.match(body.data, [{ subject: { kind: 'link', tokenId, clientId }, reason: 'EMESSAGE 550' }])
    mails.fail()
    t.match(await service.call('POST', '/api/v1/jobs/dead/replay', { kind: 'email' }, admin), { body: { replayed: 1 } })
    await arrived(email)
    t.equal((await service.open(linkTo(email))).status, 200, 'and is sent when it is replayed')
  },
)

t.test('a worker that is killed while it sends emails', { timeout: 110_000 }, async (t) => {
  const { around, mails, service, arrived, jobs } = await standing(t)
  const [accepted, stalled] = ['accepted@example.com', 'stalled@example.com']
  const [answer, goOn] = [mails.hold(), mails.stall(stalled)]
  const doomed = await startWorkerProcess(t, around, mails.variables)
  const clients = await Promise.all([accepted, stalled].map((email) => service.invite({ email, sendEmail: true })))
  const states = async () => (await Promise.all(clients.map(({ tokenId }) => jobs(tokenId)))).flat()
  await arrived(accepted)
  await until('both are being sent', async () => (await states()).every(({ state }) => state === 'active'))
  t.same(await doomed.end('SIGKILL'), { exitCode: null, signalCode: 'SIGKILL' })
  const killedAt = performance.now()
  t.match(await states(), [{ state: 'active' }, { state: 'active' }], 'leaves their jobs behind')
  answer()
  goOn()

  const other = await startWorkerProcess(t, around, mails.variables)
  for (const [email, count] of [
    [accepted, 2],
    [stalled, 1],
  ] as const)
    await arrived(email, count, 60)
  t.comment(`after ${Math.round((performance.now() - killedAt) / 1000)} s`)
  await until('the jobs are over', async () => (await states()).every(({ state }) => state === 'completed'))
  t.equal(mails.to(stalled).length, 1, 'has one that was not accepted sent once')
  t.equal(mails.to(accepted).length, 2, 'and one that was accepted twice at most')
  const [first, second] = mails.to(accepted)
  t.equal(first?.mail.messageId, second?.mail.messageId, 'which can be recognised')
  for (const mail of mails.received) t.equal((await service.open(secretIn(mail))).status, 200, 'and all are good')
  t.match(await other.end('SIGTERM'), { exitCode: 0 })
})

t.test(
  'the secret of an emailed link is stored nowhere, and no address is in a log',
  { timeout: 60_000 },
  async (t) => {
    const { around, mails, db, service, request, arrived, expire, hurry } = await standing(t)
    const worker = await startWorker(t, around, { ...mails.variables, LOG_LEVEL: 'trace' })
    const { clientId, token, email } = await service.invite({ sendEmail: true })
    await arrived(email)
    await expire(clientId)
    mails.fail(`550 5.7.1 <${email}> must not get http://localhost:4242/onboard#token=${token}`)
    await request(token)
    await until('it is sent after all', async () => {
      await hurry()
      return mails.to(email).length === 2
    })
    await worker.close()

    const secrets = [token, ...mails.to(email).map(secretIn)]
    t.equal(new Set(secrets).size, 3)
    const { rows: tables } = await db.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
    )
    const dump: string[] = []
    for (const { name } of tables) {
      const { rows } = await db.query<{ row: string }>(`select r::text as row from ${name} r`)
      const text = rows.map(({ row }) => row).join('\n')
      dump.push(text)
      if (name !== 'public.clients') t.notOk(text.includes(email), `no address in ${name}`)
    }
    t.ok(dump.join('\n').includes(email), 'the dump is of this database')
    t.ok(dump.join('\n').includes('email'), 'and of the queue')
    const logs = service.captured.text() + worker.captured.text()
    t.match(logs, /EMESSAGE 550.*a job failed/)
    t.notOk(logs.includes(email))
    for (const secret of secrets) {
      // Neither the whole nor its random part, as it is or as bytes in some encoding.
      const random = secret.slice('obt_'.length, -6)
      const bytes = Buffer.from(random, 'base64url')
      for (const form of [
        random,
        bytes.toString('hex'),
        Buffer.from(random).toString('hex'),
        bytes.toString('base64'),
      ]) {
        t.notOk(dump.join('\n').includes(form))
        t.notOk(logs.includes(form))
      }
    }
  },
)
