import { gzipSync } from 'node:zlib'
import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

t.test('all faults of a request are reported together, each with its field', async (t) => {
  const { app } = await memoryApp(t)
  const post = (payload: unknown) =>
    app.inject({ method: 'POST', url: '/api/v1/clients', headers: asAdmin, payload: payload as object })

  t.test('in a body, at any depth', async (t) => {
    const response = await post({
      name: 'A\nB',
      email: 'müller@example.com',
      country: 'Kosovo',
      sattus: 'completed',
      expiresInHours: 0,
      sendEmail: 'yes',
      prefill: { businessType: 'gmbh', phone: '030 1', mcc: 5734, taxId: 'DE1' },
    })
    t.match(response.json(), { status: 400, code: 'VALIDATION_FAILED', retryable: false })
    const { errors, detail } = response.json()
    t.same(
      Object.fromEntries(errors.map((fault: { field: string; message: string }) => [fault.field, fault.message])),
      {
        name: 'must be one line of visible text, without control characters, marks that change its direction, or the sign \ufffd of a lost character',
        email: 'must be in plain letters before the @, because many email servers reject "ü" there',
        country: 'is not a country in which accounts can be opened',
        sattus: 'is not a known field',
        expiresInHours: 'must be a whole number from 1 to 2160',
        sendEmail: 'must be true or false',
        'prefill.businessType': 'is not one of the allowed values',
        'prefill.phone': 'must be a phone number in international form, such as +4930123456',
        'prefill.mcc': 'must be a text',
        'prefill.taxId': 'is not a known field',
      },
    )
    const allowed = new Map(errors.map((fault: { field: string; allowed?: string[] }) => [fault.field, fault.allowed]))
    t.same(allowed.get('prefill.businessType'), ['individual', 'company', 'non_profit', 'government_entity'])
    t.ok((allowed.get('sattus') as string[]).includes('email'))
    t.match(allowed.get('country'), ['AE', 'AG', 'AL'])
    t.match(detail, /sattus is not a known field \(name, email, country.*; email must be in plain letters/)
  })

  t.test('what is missing is named', async (t) => {
    t.same((await post({})).json().errors, [
      { field: 'name', message: 'is required' },
      { field: 'email', message: 'is required' },
    ])
    t.same((await post({ name: ' ', email: '' })).json().errors, [
      { field: 'name', message: 'must not be empty' },
      { field: 'email', message: 'must not be empty' },
    ])
  })

  t.test('a body that is no object, and one that is not JSON', async (t) => {
    for (const payload of [[], '"text"', '5', 'null']) {
      const headers = { ...asAdmin, 'content-type': 'application/json' }
      const response = await app.inject({ method: 'POST', url: '/api/v1/clients', headers, payload })
      t.match(response.json(), { status: 400, errors: [{ field: 'body', message: 'must be an object' }] })
    }
    for (const payload of ['{', '{"name":}', "{'name':'Ada'}", '{"name":"Ada"} x', 'obt_secret']) {
      const headers = { ...asAdmin, 'content-type': 'application/json' }
      const response = await app.inject({ method: 'POST', url: '/api/v1/clients', headers, payload })
      t.match(response.json(), { status: 400, errors: [{ field: 'body', message: 'is not valid JSON' }] }, payload)
      t.notMatch(response.body, /obt_secret/)
    }
  })

  t.test('a body that is compressed, or in another charset or format, learns what to send', async (t) => {
    const json = JSON.stringify({ name: 'Jörg', email: 'joerg@charset.example' })
    const send = (type: string, payload: string | Buffer, headers = {}) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/clients',
        headers: { ...asAdmin, 'content-type': type, ...headers },
        payload,
      })
    const JSON_TYPE = 'application/json'
    const refused: [Awaited<ReturnType<typeof send>>, RegExp][] = [
      [await send(JSON_TYPE, gzipSync(json), { 'content-encoding': 'gzip' }), /without a Content-Encoding/],
      [await send(JSON_TYPE, json, { 'content-encoding': 'br' }), /without a Content-Encoding/],
      [await send(`${JSON_TYPE}; charset=utf-16`, Buffer.from(json, 'utf16le')), /Send JSON in UTF-8/],
      [await send(`${JSON_TYPE};charset="iso-8859-1"`, Buffer.from(json, 'latin1')), /Send JSON in UTF-8/],
      [await send('application/x-www-form-urlencoded', 'name=Ada'), /Send the body as application\/json\./],
      [await send('text/csv', 'name,email'), /Send the body as application\/json\./],
    ]
    for (const [response, detail] of refused) {
      t.match(response.json(), { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', detail }, String(detail))
    }
    const toImport = { method: 'POST', url: '/api/v1/clients/import', headers: asAdmin, payload: {} } as const
    t.match((await app.inject(toImport)).json(), { status: 415, detail: /as text\/csv or application\/x-ndjson\.$/ })
    for (const type of [`${JSON_TYPE}; charset=utf-8`, `${JSON_TYPE}; charset=UTF8; x=y`]) {
      t.not((await send(type, json, { 'content-encoding': 'identity' })).statusCode, 415, type)
    }
    const ascii = '{"name":"Ada","email":"ada@charset.example"}'
    t.equal((await send(`${JSON_TYPE}; charset=ISO-8859-1`, ascii)).statusCode, 201, 'ASCII is the same there')
  })

  t.test('in a query and in a path', async (t) => {
    const url = '/api/v1/clients?status=done&limit=0&q=ab&state=x'
    t.match((await app.inject({ url, headers: asAdmin })).json().errors, [
      {
        field: 'state',
        message: 'is not a known field',
        allowed: ['status', 'readiness', 'nextAction', 'stuckFor', 'sort', 'q', 'externalId', 'cursor', 'limit'],
      },
      { field: 'status', allowed: ['pending', 'in_progress', 'completed', 'revoked', 'expired'] },
      { field: 'q', message: 'must contain three letters or digits in a row' },
      { field: 'limit', message: 'must be a whole number from 1 to 200' },
    ])
    t.match((await app.inject({ url: '/api/v1/clients/1', headers: asAdmin })).json().errors, [
      { field: 'clientId', message: /^must be an id such as/ },
    ])
  })

  t.test('thousands of unknown fields make a short answer', async (t) => {
    const response = await post(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, 1])))
    t.equal(response.json().errors.length, 20)
  })

  t.test('neither a value nor a name that may be a secret is repeated', async (t) => {
    const secret = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc'
    const values = await post({
      name: secret,
      email: secret,
      country: secret,
      [secret]: 1,
      prefill: { [`<b>${secret}`]: 1 },
    })
    t.equal(values.statusCode, 400)
    t.notMatch(values.body, /4eC39|<b>/)
    t.match(values.json().errors, [{ field: '(a field with an unusual name)' }, {}, {}, {}])
  })
})

t.test('null counts as absent, as tables have it, except where it removes something', async (t) => {
  const { app, invite } = await memoryApp(t)
  const { response } = await invite({
    country: null,
    externalId: null,
    profile: null,
    prefill: { mcc: null, url: null },
    expiresInHours: null,
    sendEmail: null,
  })
  t.match(response.json(), { client: { country: null, externalId: null, profile: null, prefill: null } })
  const partly = await invite({ prefill: { mcc: null, businessName: 'Engines' } })
  t.strictSame(partly.response.json().client.prefill, { businessName: 'Engines' })
  t.match((await invite({ name: null })).response.json().errors, [{ field: 'name', message: 'is required' }])
  t.match((await invite({ unknown: null })).response.json().errors, [{ field: 'unknown' }])
  t.match((await invite({ prefill: {} })).response.json().errors, [{ field: 'prefill' }])

  const { clientId, token } = await invite({ name: 'Ada', country: 'DE' })
  const change = (payload: object) =>
    app.inject({ method: 'PATCH', url: `/api/v1/clients/${clientId}`, headers: asAdmin, payload })
  t.match((await change({ name: null, country: 'FR' })).json(), { client: { name: 'Ada', country: 'FR' } })
  t.match((await change({ country: null })).json(), { client: { country: null } })
  t.match((await change({ name: null })).json(), { status: 400, errors: [{ field: 'body' }] })

  const url = `/api/v1/clients/${clientId}/onboarding-tokens`
  const issued = await app.inject({ method: 'POST', url, headers: asAdmin, payload: { expiresInHours: null } })
  t.equal(issued.statusCode, 201)
  const opened = { token: issued.json().onboarding.token, browser: null, country: null }
  t.equal((await app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: opened })).statusCode, 200)
  t.match((await app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token: null } })).json(), {
    errors: [{ field: 'token', message: 'is required' }],
  })
  t.ok(token)

  const lines = [
    { name: 'A', email: 'null-1@example.com', country: null, prefill: { mcc: null } },
    { name: null, email: 'null-2@example.com' },
  ]
  const imported = await app.inject({
    method: 'POST',
    url: '/api/v1/clients/import',
    headers: { ...asAdmin, 'content-type': 'application/x-ndjson' },
    payload: lines.map((line) => JSON.stringify(line)).join('\n'),
  })
  t.match(imported.body, /"outcome":"created".*\n.*"fault":"name is required"/)
})

t.test('numbers in a query are plain digits', async (t) => {
  const { app } = await memoryApp(t)
  const list = async (limit: string) =>
    (await app.inject({ url: `/api/v1/clients?limit=${encodeURIComponent(limit)}`, headers: asAdmin })).statusCode
  for (const limit of ['1', '50', '200']) t.equal(await list(limit), 200, limit)
  for (const limit of ['0', '201', '-1', 'Infinity', '-Infinity', '1e999', '1e2', '0x10', '0b11', '0o7', ' 5', '5 ']) {
    t.equal(await list(limit), 400, JSON.stringify(limit))
  }
  for (const limit of ['', '+5', '05', '5.0', '5.5', 'NaN', 'null', 'true', '٥', '５', '1_0', '9'.repeat(400)]) {
    t.equal(await list(limit), 400, JSON.stringify(limit))
  }
  t.equal((await app.inject({ url: '/api/v1/clients?limit=5&limit=6', headers: asAdmin })).statusCode, 400)
  for (const dryRun of ['1', 'yes', 'TRUE', '']) {
    const headers = { ...asAdmin, 'content-type': 'text/csv' }
    const url = `/api/v1/clients/import?dryRun=${dryRun}`
    t.equal((await app.inject({ method: 'POST', url, headers, payload: 'name,email' })).statusCode, 400, dryRun)
  }
})

t.test('ids are UUIDs in their usual form, in either case', async (t) => {
  const { app, invite } = await memoryApp(t)
  const { clientId } = await invite()
  const get = async (id: string) =>
    (await app.inject({ url: `/api/v1/clients/${encodeURIComponent(id)}`, headers: asAdmin })).statusCode
  t.equal(await get(clientId), 200)
  t.equal(await get(clientId.toUpperCase()), 200)
  const unusual = [
    `urn:uuid:${clientId}`,
    `{${clientId}}`,
    clientId.replaceAll('-', ''),
    `${clientId}\u0000`,
    `${clientId}\n`,
  ]
  for (const id of [...unusual, ` ${clientId}`, clientId.slice(1), `${clientId}0`, clientId.replace(/.$/, 'g')]) {
    t.equal(await get(id), 400, JSON.stringify(id))
  }
  const cursor = `urn:uuid:${clientId}`
  t.equal((await app.inject({ url: `/api/v1/clients?cursor=${cursor}`, headers: asAdmin })).statusCode, 400)
})

t.test('texts are stored in one form, and refused where a database cannot store them', async (t) => {
  const { app, invite } = await memoryApp(t)
  const { response } = await invite({
    name: '\u200bJo\u0308rg\ufeff',
    externalId: ' Mu\u0308ller ',
    email: 'Jörg <jo@müller.de>',
  })
  t.match(response.json().client, { name: 'Jörg', externalId: 'Müller', email: 'jo@xn--mller-kva.de' })
  const again = await invite({ externalId: 'M\u00fcller' })
  t.match(again.response.json(), { status: 409, code: 'EXTERNAL_ID_EXISTS' })
  for (const text of ['k\ud800', 'k\udfff', '\u3164', 'a\u0000b', 'a\u202eb', 'a\u2028b']) {
    for (const field of ['name', 'externalId', 'profile']) {
      t.match(
        (await invite({ [field]: text })).response.json(),
        { status: 400, errors: [{ field }] },
        `${field} with U+${text.charCodeAt(text.length === 1 ? 0 : 1).toString(16)}`,
      )
    }
    const prefill = { businessName: text }
    t.match((await invite({ prefill })).response.json(), { errors: [{ field: 'prefill.businessName' }] })
  }
  for (const q of ['a%00bc', 'abc%00', 'ab%0Ac', 'ab%E2%80%AEc']) {
    t.equal((await app.inject({ url: `/api/v1/clients?q=${q}`, headers: asAdmin })).statusCode, 400, q)
  }
  const website = { url: 'https://ada.example.com/\ud800' }
  t.match((await invite({ prefill: website })).response.json(), { errors: [{ field: 'prefill.url' }] })
})

t.test('a text in another encoding than UTF-8 is refused, and not stored with lost characters', async (t) => {
  const { app } = await memoryApp(t)
  for (const field of ['name', 'externalId']) {
    const text = JSON.stringify({ name: 'Ada', email: 'ada@example.com', [field]: 'J?rgen' })
    const payload = Buffer.from(text.replace('?', '\u00fc'), 'latin1')
    const headers = { ...asAdmin, 'content-type': 'application/json' }
    const response = await app.inject({ method: 'POST', url: '/api/v1/clients', headers, payload })
    t.equal(response.statusCode, 400)
    t.match(response.json(), { errors: [{ field, message: /lost character/ }] })
  }
})
