import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { apiKeysIn } from '../support/api-keys.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

t.setTimeout(120_000)

t.test('client administration', async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const service = await startService(t, around)
  const other = await startService(t, around)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())

  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    service.call(method, `/api/v1${path}`, body, { ...admin, ...headers })
  const patch = (clientId: string, change: object) => call('PATCH', `/clients/${clientId}`, change)
  const erase = (clientId: string) => call('DELETE', `/clients/${clientId}`)

  const accountsOf = async (clientId: string) =>
    (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId)

  t.test('a list has filters and pages, and refuses invalid parameters', async (t) => {
    const word = `Zuse-${crypto.randomUUID().slice(0, 8)}`
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) ids.unshift((await service.invite({ name: `${word} ${n}` })).clientId)
    const seen: string[] = []
    let cursor = ''
    for (let pages = 0; pages < 3; pages += 1) {
      const { status, body } = await call('GET', `/clients?q=${word.toLowerCase()}&limit=2${cursor}`)
      t.equal(status, 200)
      seen.push(...body.data.map(({ client }: { client: { id: string } }) => client.id))
      cursor = `&cursor=${body.nextCursor}`
      t.equal(body.nextCursor === null, pages === 2)
    }
    t.strictSame(seen, ids)

    const [started = ''] = ids
    await service.open((await call('POST', `/clients/${started}/onboarding-tokens`)).body.onboarding.token)
    const found = async (query: string) =>
      (await call('GET', `/clients?q=${word}&${query}`)).body.data.map(
        (item: { client: { id: string } }) => item.client.id,
      )
    t.strictSame(await found('status=in_progress'), [started])
    t.strictSame(await found('readiness=onboarding&status=in_progress'), [started])
    t.strictSame(await found('status=pending&readiness=none&limit=200'), ids.slice(1))
    t.strictSame(await found('status=completed'), [])

    const bad = [
      'status=failed',
      'readiness=ready',
      'q=ab',
      'cursor=abc',
      'limit=0',
      'limit=201',
      'limit=x',
      'sort=name',
    ]
    for (const query of bad) {
      t.match(await call('GET', `/clients?${query}`), { status: 400, body: { code: 'VALIDATION_FAILED' } }, query)
    }
  })

  t.test('a new email revokes the token, and the answer says that a new one is needed', async (t) => {
    const { clientId, token } = await service.invite()
    t.match(await patch(clientId, { name: ' Grace ' }), {
      status: 200,
      body: { client: { name: 'Grace' }, onboarding: { status: 'pending' }, newLinkNeeded: false },
    })
    const email = `new-${clientId}@example.com`
    const expected = {
      status: 200,
      body: { client: { email }, onboarding: { status: 'revoked' }, newLinkNeeded: true },
    }
    t.match(await patch(clientId, { email }), expected)
    t.match(await patch(clientId, { email }), expected, 'said again, it is still needed')
    t.match(await service.open(token), { status: 410, body: { code: 'TOKEN_REVOKED' } })

    const issued = await call('POST', `/clients/${clientId}/onboarding-tokens`)
    t.equal((await service.open(issued.body.onboarding.token)).status, 200)
    t.match(await patch(clientId, { name: 'Ada' }), { body: { newLinkNeeded: false } })
    const events = await call('GET', `/clients/${clientId}/events`)
    t.strictSame(events.body.data.map(({ type }: { type: string }) => type).toReversed(), [
      'token_issued',
      'client_changed',
      'client_changed',
      'token_revoked',
      'token_issued',
      'link_created',
      'client_changed',
    ])
  })

  t.test('the country can be changed until there may be an account', async (t) => {
    const { clientId, token } = await service.invite({ country: 'DE' })
    t.match(await patch(clientId, { country: 'FR' }), { status: 200, body: { client: { country: 'FR' } } })
    await service.open(token)
    t.match(await patch(clientId, { country: 'DE' }), { status: 409, body: { code: 'COUNTRY_LOCKED' } })
    t.match(await accountsOf(clientId), [{ country: 'FR' }])

    const unknown = await service.invite({ country: 'DE' })
    simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'before' } })
    t.equal((await service.open(unknown.token)).status, 502)
    t.match(await patch(unknown.clientId, { country: 'FR' }), { status: 409, body: { code: 'COUNTRY_LOCKED' } })
  })

  t.test('the answer names what cannot be changed, and nothing is changed in part', async (t) => {
    const taken = await service.invite()
    const { clientId } = await service.invite()
    t.match(await patch(clientId, { name: 'Grace', email: taken.email.toUpperCase() }), {
      status: 409,
      body: { code: 'CLIENT_EXISTS' },
    })
    t.match(await service.show(clientId), { client: { name: 'Ada Lovelace' }, onboarding: { status: 'pending' } })
    for (const bad of [{}, { status: 'completed' }, { name: '' }, { name: null }, { email: 'x' }, { country: 'XK' }]) {
      t.match(await patch(clientId, bad), { status: 400, body: { code: 'VALIDATION_FAILED' } }, JSON.stringify(bad))
    }
    t.match(await patch(crypto.randomUUID(), { name: 'A' }), { status: 404, body: { code: 'CLIENT_NOT_FOUND' } })
  })

  t.test('an erased client is gone, and its audit trail and account stay', async (t) => {
    const name = `Canary ${crypto.randomUUID()}`
    const externalId = `crm-${crypto.randomUUID()}`
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const email = `canary-${crypto.randomUUID()}@example.com`
    const businessName = `Business ${crypto.randomUUID()}`
    const prefill = { businessName, url: `https://${crypto.randomUUID()}.example.com` }
    const known = { name, email, externalId, country: 'DE', profile: 'default', prefill }
    const invited = await call('POST', '/clients', known, headers)
    const { client, onboarding } = invited.body
    simulator.faults.add({
      route: 'account_links.create',
      times: 2,
      fault: { kind: 'error', status: 500, saved: false },
    })
    t.equal((await service.open(onboarding.token)).status, 502)
    t.equal((await service.open(onboarding.token)).status, 200)
    const account = (await service.show(client.id)).account.id

    t.equal((await erase(client.id)).status, 204)
    t.match(await call('GET', `/clients/${client.id}`), { status: 404, body: { code: 'CLIENT_NOT_FOUND' } })
    t.match(await patch(client.id, { name: 'A' }), { status: 404, body: { code: 'CLIENT_NOT_FOUND' } })
    t.match(await call('POST', `/clients/${client.id}/onboarding-tokens`), { status: 404 })
    t.match(await service.open(onboarding.token), { status: 410, body: { code: 'TOKEN_REVOKED' } })
    t.match(await call('GET', `/clients/${client.id}/events?limit=1`), { body: { data: [{ type: 'client_erased' }] } })
    t.equal((await erase(client.id)).status, 204, 'again')
    t.match(await erase(crypto.randomUUID()), { status: 404, body: { code: 'CLIENT_NOT_FOUND' } })

    const tables = await db.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    for (const { name: table } of tables.rows) {
      const { rows } = await db.query<{ row: string }>(`select row_to_json(x)::text as row from ${table} x`)
      for (const { row } of rows) {
        for (const personal of [name, email, externalId, businessName, prefill.url]) {
          if (row.includes(personal)) t.fail(`${table} still has ${personal}`)
        }
      }
    }
    const kept = await db.query('select id from accounts where client_id = $1', [client.id])
    t.strictSame(kept.rows, [{ id: account }])
    const empty = await db.query('select profile, prefill, country from clients where id = $1', [client.id])
    t.strictSame(empty.rows, [{ profile: null, prefill: null, country: null }])
    t.ok(
      (await simulator.accounts()).some(({ id }) => id === account),
      'Stripe was not touched',
    )
    const again = await call('POST', '/clients', known, headers)
    t.equal(again.status, 201, 'email, external id and key are free')
  })

  t.test('a client is not erased while it may have an unknown account', async (t) => {
    const { clientId, token } = await service.invite()
    simulator.faults.add({ route: 'accounts.create', times: 1, fault: { kind: 'latency', ms: 1000 } })
    const opening = service.open(token)
    while ((await db.query(`select from account_intents where client_id = $1`, [clientId])).rowCount === 0)
      await sleep(5)
    t.match(await erase(clientId), { status: 409, body: { code: 'INTENT_UNRESOLVED', retryable: true } })
    t.match(await opening, { status: 200 })
    t.equal((await erase(clientId)).status, 204)
    t.equal((await accountsOf(clientId)).length, 1)
  })

  t.test('a request that is sent twice is done once', async (t) => {
    const headers = { 'idempotency-key': `key-${crypto.randomUUID()}` }
    const body = { name: 'Ada', email: `once-${crypto.randomUUID()}@example.com` }
    const first = await call('POST', '/clients', body, headers)
    t.equal(first.headers.get('idempotent-replayed'), null)
    const again = await other.call(
      'POST',
      '/api/v1/clients',
      { email: body.email, name: ' Ada ' },
      { ...admin, ...headers },
    )
    t.equal(again.status, 201)
    t.equal(again.headers.get('idempotent-replayed'), 'true')
    t.equal(again.body.client.id, first.body.client.id)
    t.equal(again.body.onboarding.tokenId, first.body.onboarding.tokenId)
    t.not(again.body.onboarding.token, first.body.onboarding.token, 'the secret is nowhere, so it is a fresh one')
    for (const answer of [first, again]) t.equal((await service.open(answer.body.onboarding.token)).status, 200)

    const changed = await call('POST', '/clients', { ...body, name: 'Grace' }, headers)
    t.match(changed, { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED', retryable: false } })
    const path = `/clients/${first.body.client.id}/onboarding-tokens`
    t.match(await call('POST', path, undefined, headers), { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })

    const link = { 'idempotency-key': 'link' }
    const one = await call('POST', path, { expiresInHours: 5 }, link)
    const two = await call('POST', path, { expiresInHours: 5 }, link)
    t.equal(two.body.onboarding.tokenId, one.body.onboarding.tokenId)
    t.match(await call('POST', path, { expiresInHours: 6 }, link), { status: 422 })
    t.not(
      (await call('POST', path)).body.onboarding.tokenId,
      one.body.onboarding.tokenId,
      'without a key it is done again',
    )

    t.equal((await call('POST', path, { expiresInHours: 5 }, link)).status, 201)
    const repeated = await Promise.all(
      Array.from({ length: 20 }, () => call('POST', path, { expiresInHours: 5 }, link)),
    )
    t.match(
      repeated.find(({ status }) => status !== 201),
      { status: 429, body: { code: 'RATE_LIMITED' } },
    )
    const { rows } = await db.query('select from token_secrets where token_id = $1', [one.body.onboarding.tokenId])
    t.equal(rows.length, 5, 'a token has at most five links')

    for (const key of ['', 'x'.repeat(256)]) {
      t.match(await call('POST', path, undefined, { 'idempotency-key': key }), { status: 400 }, `of ${key.length}`)
    }
  })

  t.test('each API key remembers for itself, and for 24 hours', async (t) => {
    const key = await apiKeysIn(t, around.databaseUrl).create('clients:write')
    const headers = { 'idempotency-key': 'shared' }
    const invite = (authorization: string, email: string) =>
      call('POST', '/clients', { name: 'Ada', email }, { ...headers, authorization })
    const email = `mine-${crypto.randomUUID()}@example.com`
    const mine = await invite(admin.authorization, email)
    const theirs = await invite(`Bearer ${key.secret}`, `theirs-${crypto.randomUUID()}@example.com`)
    t.match([mine.status, theirs.status], [201, 201])

    await db.query(`update idempotency_keys set created_at = created_at - interval '24 hours' where client_id = $1`, [
      mine.body.client.id,
    ])
    t.match(await invite(admin.authorization, email), { status: 409, body: { code: 'CLIENT_EXISTS' } }, 'forgotten')
    t.match(await invite(admin.authorization, `x-${email}`), { status: 201 }, 'and free for something else')
    t.match(await invite(`Bearer ${key.secret}`, `y-${email}`), { status: 422 }, 'the other is as it was')

    await db.query(`update idempotency_keys set created_at = created_at - interval '25 hours'`)
    await call('POST', '/clients', { name: 'Ada', email: `z-${email}` }, { 'idempotency-key': 'newest' })
    const { rows } = await db.query(
      `select min(created_at) > now() - interval '24 hours' as fresh from idempotency_keys`,
    )
    t.strictSame(rows, [{ fresh: true }], 'what is too old does not pile up')
  })

  t.test('one request, sent concurrently to two instances, is executed once, and both are answered', async (t) => {
    const { clientId } = await service.invite()
    const path = `/clients/${clientId}/onboarding-tokens`
    const headers = { 'idempotency-key': crypto.randomUUID() }
    // As many as a token may have links.
    const issuing = [service, other, service, other, service].map((instance) =>
      instance.call('POST', `/api/v1${path}`, undefined, { ...admin, ...headers }),
    )
    const issued = await Promise.all(issuing)
    t.strictSame(new Set(issued.map(({ status }) => status)), new Set([201]))
    t.equal(new Set(issued.map(({ body }) => body.onboarding.tokenId)).size, 1)
    t.equal(issued.filter((answer) => answer.headers.get('idempotent-replayed') === null).length, 1)
    const { rows } = await db.query('select count(*)::int as tokens from onboarding_tokens where client_id = $1', [
      clientId,
    ])
    t.strictSame(rows, [{ tokens: 2 }])

    const body = { name: 'Ada', email: `at-once-${crypto.randomUUID()}@example.com` }
    const inviting = [service, other, service, other].map((instance) =>
      instance.call('POST', '/api/v1/clients', body, { ...admin, 'idempotency-key': body.email }),
    )
    const invited = await Promise.all(inviting)
    t.strictSame(new Set(invited.map(({ status }) => status)), new Set([201]))
    t.equal(new Set(invited.map((answer) => answer.body.client.id)).size, 1)
  })

  t.test('several clients may share an email if their external ids differ', async (t) => {
    const email = `shared-${crypto.randomUUID()}@example.com`
    const ids = [undefined, `one-${email}`, `two-${email}`].map((externalId) => ({ name: 'Ada', email, externalId }))
    for (const body of ids) t.equal((await call('POST', '/clients', body)).status, 201)
    const [none, one] = ids
    t.match(await call('POST', '/clients', { ...none, email: email.toUpperCase() }), {
      status: 409,
      body: { code: 'CLIENT_EXISTS' },
    })
    t.match(await call('POST', '/clients', { ...one, email: `x-${email}` }), {
      status: 409,
      body: { code: 'EXTERNAL_ID_EXISTS' },
    })
  })
})
