import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

t.test('POST /api/v1/clients', async (t) => {
  const { app, invite } = await memoryApp(t)
  const post = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/clients', headers: asAdmin, payload })

  t.test('invites a client and shows its link once', async (t) => {
    const { response, token } = await invite({ country: 'DE', externalId: 'crm-7' })
    t.equal(response.statusCode, 201)
    const { client, onboarding } = response.json()
    t.match(client, { id: String, name: 'Ada Lovelace', country: 'DE', externalId: 'crm-7', createdAt: String })
    t.match(onboarding, { status: 'pending', url: `https://app.example.com/onboard?token=${token}` })
    t.equal(response.headers['location'], `/api/v1/clients/${client.id}`)
    const lifetime = Date.parse(onboarding.expiresAt) - Date.parse(client.createdAt)
    t.equal(Math.round(lifetime / 3_600_000), 336)
    const shown = await app.inject({ url: `/api/v1/clients/${client.id}`, headers: asAdmin })
    t.notMatch(shown.body, /obt_/)
  })

  t.test('trims the email, and refuses it for a second client whatever its case', async (t) => {
    const first = await post({ name: '  Grace Hopper ', email: ' Grace@Example.com ' })
    t.match(first.json(), { client: { name: 'Grace Hopper', email: 'Grace@Example.com' } })
    const second = await post({ name: 'Grace', email: 'grace@example.COM' })
    t.match(second.json(), { status: 409, code: 'CLIENT_EXISTS' })
  })

  t.test('refuses an external id for a second client', async (t) => {
    await post({ name: 'A', email: 'a@example.com', externalId: 'one' })
    const second = await post({ name: 'B', email: 'b@example.com', externalId: 'one' })
    t.match(second.json(), { status: 409, code: 'EXTERNAL_ID_EXISTS' })
  })

  t.test('accepts one email for several clients if their external ids differ', async (t) => {
    for (const externalId of [undefined, 'branch-1', 'branch-2']) {
      const response = await post({ name: 'A', email: 'shared@example.com', externalId })
      t.equal(response.statusCode, 201, String(externalId))
    }
    const again = await post({ name: 'A', email: 'shared@example.com' })
    t.match(again.json(), { status: 409, code: 'CLIENT_EXISTS' })
  })

  t.test('takes an account profile and what is known of the business, and shows both', async (t) => {
    const prefill = {
      businessType: 'non_profit',
      businessName: 'Analytical Engines',
      url: 'https://ada.example.com/shop?from=crm#top',
      phone: '+4930123456',
      productDescription: 'Engines, and notes on them',
      mcc: '0742',
    }
    const spaced = Object.fromEntries(Object.entries(prefill).map(([field, value]) => [field, ` ${value} `]))
    const payload = { name: 'A', email: 'prefill@example.com', profile: ' default ', prefill: spaced }
    const response = await post(payload)
    t.equal(response.statusCode, 201, response.body)
    const { client } = response.json()
    t.match(client, { profile: 'default' })
    t.strictSame(client.prefill, prefill)
    const shown = await app.inject({ url: `/api/v1/clients/${client.id}`, headers: asAdmin })
    t.strictSame(shown.json().client, client)
    const listed = await app.inject({ url: '/api/v1/clients?q=prefill@example.com', headers: asAdmin })
    t.strictSame(listed.json().data[0].client, client)

    for (const change of [{ profile: 'default' }, { prefill: { mcc: '5734' } }]) {
      const url = `/api/v1/clients/${client.id}`
      const changed = await app.inject({ method: 'PATCH', url, headers: asAdmin, payload: change })
      t.match(changed.json(), { status: 400, code: 'VALIDATION_FAILED' }, 'and neither can be changed')
    }
    t.match((await invite()).response.json(), { client: { profile: null, prefill: null } })
  })

  t.test('takes every website that the public can reach', async (t) => {
    const websites = [
      'http://ada.example.com',
      'https://ada.example.com:8443/',
      'https://läden.example/ä',
      'https://a-b.co',
    ]
    for (const url of [...websites, 'https://localhost.example.com/', 'https://example.com?x=localhost']) {
      t.equal((await invite({ prefill: { url } })).response.statusCode, 201, url)
    }
  })

  t.test('refuses a profile that is not configured', async (t) => {
    for (const profile of ['unknown', 'Default', 'constructor', '__proto__']) {
      const response = await post({ name: 'A', email: 'unknown@example.com', profile })
      t.match(response.json(), { status: 400, code: 'PROFILE_UNKNOWN', retryable: false }, profile)
    }
    t.equal((await post({ name: 'A', email: 'unknown@example.com' })).statusCode, 201, 'and nothing was stored')
  })

  t.test('tells requests apart by their profile and by what they prefill, not by the order of fields', async (t) => {
    const send = (payload: object) => {
      const headers = { ...asAdmin, 'idempotency-key': 'prefilled' }
      return app.inject({ method: 'POST', url: '/api/v1/clients', headers, payload })
    }
    const body = { name: 'A', email: 'prefilled@example.com', profile: 'default' }
    t.equal((await send({ ...body, prefill: { mcc: '5734', businessType: 'company' } })).statusCode, 201)
    const again = await send({ prefill: { businessType: 'company', mcc: '5734' }, ...body })
    t.match(again, { statusCode: 201, headers: { 'idempotent-replayed': 'true' } })
    const { profile: _default, ...without } = body
    for (const other of [
      { ...body, prefill: { businessType: 'company', mcc: '5735' } },
      { ...body, prefill: { businessType: 'company' } },
      body,
      { ...without, prefill: { businessType: 'company', mcc: '5734' } },
    ]) {
      t.match((await send(other)).json(), { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
    }
  })

  t.test('answers a request that is repeated under its key, also while the first is under way', async (t) => {
    const send = () =>
      app.inject({
        method: 'POST',
        url: '/api/v1/clients',
        headers: { ...asAdmin, 'idempotency-key': 'once' },
        payload: { name: 'A', email: 'once@example.com' },
      })
    const answers = await Promise.all([send(), send(), send()])
    t.strictSame(
      answers.map(({ statusCode }) => statusCode),
      [201, 201, 201],
    )
    t.equal(new Set(answers.map((answer) => answer.json().client.id)).size, 1)
    t.equal(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length, 2)
  })

  t.test('refuses invalid requests', async (t) => {
    const good = { name: 'A', email: 'someone@example.com' }
    const bad: Record<string, object> = {
      'no name': { email: good.email },
      'a blank name': { ...good, name: '  ' },
      'no email': { name: 'A' },
      'an invalid email': { ...good, email: 'nobody' },
      'a line break in the name': { ...good, name: 'A\r\nBcc: x@example.com' },
      'a zero byte in the name': { ...good, name: 'A\u0000' },
      'a line break in the email': { ...good, email: 'a@example.com\r\nBcc: x@example.com' },
      'a number as text': { ...good, expiresInHours: '5' },
      'a lifetime of nothing': { ...good, expiresInHours: 0 },
      'a lifetime of for ever': { ...good, expiresInHours: 2161 },
      'a country that is none': { ...good, country: 'Germania' },
      'a status': { ...good, status: 'completed' },
      'an account id': { ...good, accountId: 'acct_1' },
      'nothing to prefill': { ...good, prefill: {} },
      'an unknown field to prefill': { ...good, prefill: { taxId: 'DE1' } },
      'a business type that is none': { ...good, prefill: { businessType: 'gmbh' } },
      'a blank business name': { ...good, prefill: { businessName: ' ' } },
      'a line break in the description': { ...good, prefill: { productDescription: 'a\nb' } },
      'a merchant category in words': { ...good, prefill: { mcc: 'software' } },
      'a merchant category of three digits': { ...good, prefill: { mcc: '573' } },
      'a merchant category as a number': { ...good, prefill: { mcc: 5734 } },
    }
    for (const phone of ['030 123456', '+49 30 123456', '+0301234567', '+12345', '4930123456', `+1${'2'.repeat(15)}`]) {
      bad[`the phone number ${phone}`] = { ...good, prefill: { phone } }
    }
    for (const url of [
      'localhost',
      'http://localhost',
      'https://localhost:3000/shop',
      'https://shop.localhost/',
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://intranet',
      'ftp://ada.example.com',
      'javascript:alert(1)',
      'ada.example.com',
      'https://user:secret@ada.example.com',
      'https://ada.example.com/a b',
      'https://.example.com',
    ]) {
      bad[`the website ${url}`] = { ...good, prefill: { url } }
    }
    for (const [name, body] of Object.entries(bad)) {
      t.match((await post(body)).json(), { status: 400, code: 'VALIDATION_FAILED' }, name)
    }
    t.equal((await post(good)).statusCode, 201, 'and none of it was stored')
  })
})

t.test('GET /api/v1/clients/:clientId', async (t) => {
  const { app, invite, provider } = await memoryApp(t)
  const get = (id: string) => app.inject({ url: `/api/v1/clients/${id}`, headers: asAdmin })

  t.test('shows client, onboarding and account', async (t) => {
    const { clientId, tokenId, token } = await invite()
    t.match((await get(clientId)).json(), {
      client: { id: clientId, country: null },
      onboarding: { tokenId, purpose: 'onboarding', status: 'pending', attempts: 0, lastError: null },
      account: {
        id: null,
        readiness: 'none',
        nextAction: 'client',
        submitted: false,
        payable: false,
        capabilities: {},
        asks: [],
      },
    })
    await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    t.match((await get(clientId)).json(), {
      onboarding: { status: 'in_progress' },
      account: {
        id: /^acct_/,
        readiness: 'onboarding',
        nextAction: 'client',
        asks: [{ what: String, from: 'client', due: 'now' }],
      },
    })
  })

  t.test('shows the account whole, to staff', async (t) => {
    const { clientId, token } = await invite()
    await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    const accountId = provider.accounts().at(-1)?.facts.accountId ?? ''
    const by = new Date('2027-01-02T03:04:05.678Z')
    provider.change(accountId, {
      submitted: true,
      capabilities: { card_payments: 'unsupported', transfers: 'active', payouts: 'active' },
      hold: 'paused',
      holdReason: 'listed',
      asks: [
        { what: 'A document', from: 'client', due: 'later', by },
        { what: 'An address', from: 'provider', due: 'now' },
      ],
    })
    await app.inject({ method: 'POST', url: `/api/v1/clients/${clientId}/sync`, headers: asAdmin })
    t.strictSame((await get(clientId)).json().account, {
      id: accountId,
      country: null,
      readiness: 'paused',
      nextAction: 'operator',
      submitted: true,
      payable: false,
      capabilities: { card_payments: 'unsupported', transfers: 'active', payouts: 'active' },
      holdReason: 'listed',
      asks: [
        { what: 'A document', from: 'client', due: 'later', by: by.toISOString() },
        { what: 'An address', from: 'provider', due: 'now' },
      ],
    })
  })

  t.test('answers 404 for a client that is not there, and 400 for what is no id', async (t) => {
    t.match((await get('00000000-0000-4000-8000-000000000000')).json(), { status: 404, code: 'CLIENT_NOT_FOUND' })
    t.match((await get('1')).json(), { status: 400, code: 'VALIDATION_FAILED' })
  })
})

t.test('GET /api/v1/clients/:clientId/events', async (t) => {
  const { app, invite } = await memoryApp(t)
  const events = async (clientId: string) => {
    const response = await app.inject({ url: `/api/v1/clients/${clientId}/events`, headers: asAdmin })
    return response.json().data as { type: string; details: object | null }[]
  }

  t.test('shows the details of each event that has any', async (t) => {
    const { clientId, tokenId, token } = await invite()
    await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    const url = `/api/v1/onboarding-tokens/${tokenId}/revoke`
    await app.inject({ method: 'POST', url, headers: asAdmin })
    await app.inject({ method: 'DELETE', url: `/api/v1/clients/${clientId}`, headers: asAdmin })
    t.strictSame(
      (await events(clientId)).map(({ type, details }) => [type, details]),
      [
        ['client_erased', null],
        ['token_revoked', { reason: 'operator' }],
        ['link_created', { accountId: 'acct_memory1' }],
        ['token_issued', { purpose: 'onboarding', issuedBy: 'staff' }],
      ],
    )
  })

  t.test('names the fields that were changed, and not their values', async (t) => {
    const { clientId } = await invite()
    const payload = { name: 'Grace Hopper', country: 'FR' }
    await app.inject({ method: 'PATCH', url: `/api/v1/clients/${clientId}`, headers: asAdmin, payload })
    t.match(await events(clientId), [{ type: 'client_changed', details: { fields: ['name', 'country'] } }, {}])
    t.notMatch(JSON.stringify(await events(clientId)), /Grace|FR/)
  })
})

t.test('admin routes refuse requests without a key', async (t) => {
  const { app, captured } = await memoryApp(t)
  const credentials = [undefined, '', 'Bearer', 'Bearer ', 'Bearer wrong', `Basic ${asAdmin.authorization}`, 'Bearer ä']
  for (const authorization of credentials) {
    for (const [method, url] of [
      ['POST', '/api/v1/clients'],
      ['GET', '/api/v1/clients/1'],
    ] as const) {
      const headers = authorization === undefined ? {} : { authorization }
      const response = await app.inject({ method, url, headers })
      t.match(response.json(), { status: 401, code: 'UNAUTHENTICATED' }, `${method} with ${authorization}`)
      t.equal(response.headers['www-authenticate'], 'Bearer')
    }
  }
  t.notMatch(captured.text(), /wrong/)
})

t.test('a cursor from the events of another client shows only events of this one', async (t) => {
  const { app, invite } = await memoryApp(t)
  const [one, other] = [await invite(), await invite()]
  const events = async (clientId: string, query = '') =>
    (await app.inject({ url: `/api/v1/clients/${clientId}/events${query}`, headers: asAdmin })).json().data
  const own = await events(one.clientId)
  const [{ id: cursor }] = await events(other.clientId)
  t.ok(own.length > 0)
  t.strictSame(await events(one.clientId, `?cursor=${cursor}`), own)
  t.strictSame(await events(other.clientId, `?cursor=${own[0].id}`), [])
})
