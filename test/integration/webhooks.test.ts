import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import t from 'tap'
import { startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { startWorker, until } from '../support/worker.ts'

const OLD_SECRET = 'whsec_the_one_before'
const SECRETS = `${WEBHOOK_SECRET},${OLD_SECRET}`

async function standing(t: Parameters<typeof surroundings>[0]) {
  const around = await surroundings(t)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 4 })
  t.teardown(() => db.end())
  const service = await startService(t, around, { STRIPE_WEBHOOK_SECRET: SECRETS })
  const deliver = (
    body: string,
    header: string | undefined = signature(body, WEBHOOK_SECRET),
    url: string = service.url,
  ) =>
    fetch(`${url}/api/v1/webhooks/stripe`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...(header && { 'stripe-signature': header }) },
    })
  const unprocessed = async () => {
    const { rows } = await db.query('select count(*)::int as n from provider_events where processed_at is null')
    return rows[0].n as number
  }
  return { around, db, service, deliver, unprocessed }
}

async function openedAccount(service: Awaited<ReturnType<typeof startService>>) {
  const client = await service.invite()
  const { status } = await service.open(client.token)
  if (status !== 200) throw new Error(`opened with ${status}`)
  return { ...client, accountId: (await service.show(client.clientId)).account.id as string }
}

t.test('what is not signed by Stripe is refused', async (t) => {
  const { db, deliver, service } = await standing(t)
  const { accountId } = await openedAccount(service)
  const body = JSON.stringify(accountEvent(accountId))
  const now = Math.floor(Date.now() / 1000)
  const good = signature(body, WEBHOOK_SECRET)
  const refused = async (name: string, sent: string, header: string | undefined) => {
    const response = await deliver(sent, header)
    t.equal(response.status, 400, name)
    t.match(await response.json(), { code: 'SIGNATURE_INVALID' })
  }

  await refused('no signature', body, '')
  await refused('another secret', body, signature(body, 'whsec_somebody_elses'))
  await refused('JSON that was written again', JSON.stringify(JSON.parse(body), null, 1), good)
  await refused('301 s old', body, signature(body, WEBHOOK_SECRET, { at: now - 302 }))
  await refused('no time', body, good.replace(/t=\d+,/, ''))
  await refused('another time', body, good.replace(/t=\d+/, `t=${now - 1}`))
  await refused('only the test scheme', body, signature(body, WEBHOOK_SECRET, { scheme: 'v0' }))
  await refused('nonsense', body, 'nonsense')
  await refused('no event', '[]', signature('[]', WEBHOOK_SECRET))
  await refused('no JSON', '{', signature('{', WEBHOOK_SECRET))

  t.test('2,000 forgeries, each a good request with something changed, are all refused', async (t) => {
    let accepted = 0
    const forge = async (index: number) => {
      const bytes = Buffer.from(body)
      const at = index % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (index % 7))
      const sent = bytes.toString('latin1')
      const flipped = good.replace(/(v1=.{5})(.)/, (_, before, digit) => `${before}${digit === 'a' ? 'b' : 'a'}`)
      const response = index % 2 === 0 ? await deliver(sent, good) : await deliver(body, flipped)
      if (response.status !== 400) accepted += 1
      await response.arrayBuffer()
    }
    for (let start = 0; start < 2000; start += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => forge(start + index)))
    }
    t.equal(accepted, 0)
  })

  t.test('a signature header that comes twice is refused, even if both are good', async (t) => {
    const { hostname, port } = new URL(service.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /api/v1/webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nStripe-Signature: ${good}\r\nStripe-Signature: ${good}\r\n\r\n${body}`,
    )
    t.match(await text(socket), /^HTTP\/1.1 400 /)
  })

  const { rows } = await db.query('select count(*)::int as n from provider_events')
  t.same(rows, [{ n: 0 }], 'none of it was kept')
})

t.test('an event that Stripe signed is stored once', async (t) => {
  const { db, deliver, service } = await standing(t)
  const { accountId } = await openedAccount(service)
  const now = Math.floor(Date.now() / 1000)
  const kept = async (id: string) =>
    (await db.query('select outcome, account_id from provider_events where id = $1', [id])).rows

  t.test('with either secret, and up to 300 s old', async (t) => {
    for (const [secret, at] of [
      [OLD_SECRET, now],
      [WEBHOOK_SECRET, now - 295],
    ] as const) {
      const event = accountEvent(accountId)
      const body = JSON.stringify(event)
      for (let times = 0; times < 3; times += 1) {
        t.equal((await deliver(body, signature(body, secret, { at }))).status, 200)
      }
      t.same(await kept(event.id), [{ outcome: null, account_id: accountId }])
    }
  })

  t.test('also a thin event of v2, and one that nothing follows from', async (t) => {
    const thin = {
      id: 'evt_thin',
      object: 'v2.core.event',
      type: 'v2.core.account[requirements].updated',
      livemode: false,
      created: new Date().toISOString(),
      related_object: { id: accountId, type: 'v2.core.account', url: `/v2/core/accounts/${accountId}` },
    }
    const other = accountEvent(accountId, { id: 'evt_other', type: 'payout.paid' })
    for (const event of [thin, other]) t.equal((await deliver(JSON.stringify(event))).status, 200)
    t.same(await kept('evt_thin'), [{ outcome: null, account_id: accountId }])
    t.same(await kept('evt_other'), [{ outcome: 'ignored', account_id: accountId }])
  })

  t.test('a thin event names its account in what it relates to, in the path of that, or in its context', async (t) => {
    const thin = { object: 'v2.core.event', livemode: false, created: new Date().toISOString() }
    const person = { id: 'person_1', type: 'v2.core.account_person', url: `/v2/core/accounts/${accountId}/persons/p_1` }
    const events = {
      evt_v1: { type: 'v1.account.updated', related_object: { id: accountId, type: 'account', url: '' } },
      evt_person: { type: 'v2.core.account_person.updated', related_object: person },
      evt_context: { type: 'v1.account.application.deauthorized', related_object: null, context: accountId },
    }
    for (const [id, event] of Object.entries(events)) {
      t.equal((await deliver(JSON.stringify({ ...thin, id, ...event }))).status, 200)
      t.same(await kept(id), [{ outcome: null, account_id: accountId }], id)
    }
    const returned = { ...thin, id: 'evt_returned', type: 'v2.core.account_link.returned' }
    t.equal((await deliver(JSON.stringify(returned))).status, 200)
    t.same(await kept('evt_returned'), [{ outcome: null, account_id: null }], 'its account is fetched later')
  })

  t.test('a signature with characters beyond ASCII is none', async (t) => {
    const odd = `t=${Math.floor(Date.now() / 1000)},v1=${'\u00e9'.repeat(64)}`
    t.equal((await deliver(JSON.stringify(accountEvent(accountId)), odd)).status, 400)
  })

  t.test('but not one of the other mode, which is no reason to send it again', async (t) => {
    const live = accountEvent(accountId, { livemode: true })
    t.equal((await deliver(JSON.stringify(live))).status, 200)
    t.same(await kept(live.id), [])
    t.match(service.captured.text(), /an event of the other mode \(live or test\) was ignored/)
  })

  t.test('while the database is unavailable Stripe is told to send it again', async (t) => {
    const away = await startService(t, {
      stripe: { url: 'http://127.0.0.1:1' },
      databaseUrl: 'postgres://x@127.0.0.1:1/x',
    })
    const response = await deliver(JSON.stringify(accountEvent(accountId)), undefined, away.url)
    t.equal(response.status, 503)
    t.ok(response.headers.get('retry-after'))
  })
})

t.test(
  '5,000 deliveries, each event one to five times, shuffled, to two instances',
  { timeout: 110_000 },
  async (t) => {
    const { around, db, service, deliver, unprocessed } = await standing(t)
    const second = await startService(t, around, { STRIPE_WEBHOOK_SECRET: SECRETS })
    const { simulator } = around.stripe
    const clients = await Promise.all(Array.from({ length: 20 }, () => openedAccount(service)))
    const outcomes = ['complete', 'save_for_later', 'needs_more', 'reject'] as const
    for (const [index, { accountId }] of clients.entries()) {
      await simulator.setAccountState(accountId, { outcome: outcomes[index % outcomes.length] ?? 'complete' })
    }

    // Most of them lie about the account, and all say when they were made in no order.
    const deliveries: { body: string; id: string }[] = []
    for (let made = 0; deliveries.length < 5000; made += 1) {
      const { accountId = '' } = clients[made % clients.length] ?? {}
      const lie = {
        id: accountId,
        object: 'account',
        details_submitted: made % 3 === 0,
        payouts_enabled: made % 2 === 0,
      }
      const event = accountEvent(accountId, {
        created: 1_700_000_000 + ((made * 7919) % 100_000),
        data: { object: lie },
      })
      const times = Math.min(1 + (made % 5), 5000 - deliveries.length)
      for (let time = 0; time < times; time += 1) deliveries.push({ body: JSON.stringify(event), id: event.id })
    }
    const events = new Set(deliveries.map(({ id }) => id)).size
    deliveries.sort(
      (a, b) => ((a.body.length * 31 + a.id.charCodeAt(7)) % 97) - ((b.body.length * 31 + b.id.charCodeAt(9)) % 97),
    )

    const workers = [await startWorker(t, around), await startWorker(t, around)]
    const statuses = new Map<number, number>()
    const queue = deliveries.values()
    const post = async (url: string) => {
      for (const { body } of queue) {
        let response = await deliver(body, undefined, url)
        // As Stripe does: what was not taken in is sent again.
        for (let tries = 0; response.status === 503 && tries < 20; tries += 1) {
          await response.arrayBuffer()
          response = await deliver(body, undefined, url)
        }
        await response.arrayBuffer()
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      }
    }
    await Promise.all([0, 1, 2, 3, 4, 5].map((lane) => post(lane % 2 === 0 ? service.url : second.url)))
    t.same([...statuses], [[200, 5000]])
    await until('all are processed', async () => (await unprocessed()) === 0, 80)

    const { rows } = await db.query(
      `select count(*)::int as kept, count(*) filter (where outcome = 'processed')::int as processed from provider_events`,
    )
    t.same(rows, [{ kept: events, processed: events }], 'none lost')
    for (const { clientId, accountId } of clients) {
      const shown = await service.show(clientId)
      const held = (await simulator.accounts()).find(({ id }) => id === accountId)
      t.equal(
        shown.account.capabilities['payouts'] === 'active',
        held?.payouts_enabled,
        'the account is what Stripe says it is',
      )
      t.equal(shown.onboarding.status, held?.details_submitted === true ? 'completed' : 'in_progress')
    }
    const applied = await db.query(
      `select max(n)::int as most from (select count(*) as n from audit_events where type = 'token_completed' group by token_id) as counts`,
    )
    t.same(applied.rows, [{ most: 1 }], 'none applied twice')
    for (const worker of workers) await worker.close()
  },
)

t.test('an event of an account that is not stored yet', async (t) => {
  const { around, db, service, deliver, unprocessed } = await standing(t)
  await startWorker(t, around)

  t.test('is adopted if its client id and generation are those of the intent', async (t) => {
    const client = await service.invite()
    const { simulator } = around.stripe
    await simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
    t.equal((await service.open(client.token)).status, 502)
    const [account] = (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === client.clientId)
    t.ok(account, 'Stripe has made it, and we do not know')
    await simulator.setAccountState(account?.id ?? '', { outcome: 'complete' })

    await deliver(JSON.stringify(accountEvent(account?.id ?? '')))
    await until('processed', async () => (await unprocessed()) === 0)
    t.match(await service.show(client.clientId), {
      account: { id: account?.id, readiness: 'active' },
      onboarding: { status: 'completed' },
    })
  })

  t.test('is ignored if it was created for no client of ours, and its account is fetched once', async (t) => {
    const { simulator } = around.stripe
    const created = (await (
      await fetch(`${around.stripe.url}/v1/accounts`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_0123456789' },
        body: new URLSearchParams({ type: 'express', country: 'DE' }),
      })
    ).json()) as { id: string }
    const outcomes = async (ids: readonly string[]) =>
      (await db.query('select outcome, last_error from provider_events where id = any($1)', [ids])).rows
    for (const accountId of [created.id, 'acct_lost']) {
      const events = [accountEvent(accountId), accountEvent(accountId), accountEvent(accountId)]
      for (const event of events) {
        t.equal((await deliver(JSON.stringify(event))).status, 200)
        await until('decided', async () => (await unprocessed()) === 0)
      }
      const ignored = { outcome: 'ignored', last_error: null }
      t.same(await outcomes(events.map(({ id }) => id)), [ignored, ignored, ignored])
      const fetches = (await simulator.calls({ limit: 1000 })).filter(({ path }) => path.includes(accountId))
      // Each generation of the API is asked, because nothing says which one the account was created by.
      t.ok(fetches.length <= 2, `${fetches.length} calls`)
    }
    const { rows } = await db.query(
      "select state from pgboss.job where name = 'provider-event' and state <> 'completed'",
    )
    t.same(rows, [], 'no job is left to be retried')
  })
})
