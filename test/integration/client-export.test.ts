import { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { readClientFile } from '../../src/api/client-file/read-client-file.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

t.test('exporting clients', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around, { RETURN_URL_ORIGINS: 'https://app.example.com' })
  const headers = { authorization: `Bearer ${ADMIN_KEY}` }
  const get = (path: string) => service.call('GET', `/api/v1${path}`, undefined, headers)
  const invite = (client: object) => service.call('POST', '/api/v1/clients', client, headers)
  const clients = [
    {
      name: '=HYPERLINK("http://evil.example";"x")',
      email: '-dash@export.example',
      externalId: '@SUM(1)',
      returnUrl: 'https://app.example.com/payouts',
      metadata: { plan: 'pro, "new"', 'crm.id': 'x=7' },
      country: 'DE',
      prefill: { phone: '+4930123456', productDescription: '-1+1', businessType: 'company', mcc: '0742' },
    },
    { name: '＝1+1', email: 'wide@export.example', externalId: '+7' },
    { name: 'O\'Hara, "Scarlett"; & Söhne', email: 'plain@export.example', externalId: '007' },
    { name: "'quoted'", email: 'quoted@export.example', externalId: '日本' },
  ]
  let last = ''
  for (const client of clients) last = (await invite(client)).body.client.id
  await service.call('PATCH', `/api/v1/clients/${last}`, { reminders: 'off' }, headers)

  t.test('CSV has no formulas, and the import reads from it what was entered', async (t) => {
    const { status, text, headers: answered } = await get('/clients/export?format=csv')
    t.equal(status, 200)
    t.match(answered.get('content-type'), /^text\/csv/)
    t.match(answered.get('content-disposition'), /attachment; filename="clients\.csv"/)
    t.notMatch(text, /(^|[,"\n])[=+\-@＝]/m)
    const lines = await readClientFile(Readable.from([Buffer.from(text)]), {
      format: 'csv',
      expiresInHours: 1,
    } as never)
    const read: object[] = []
    for await (const line of lines) read.push('invitation' in line ? line.invitation : line)
    t.match(read, clients.toReversed())
    const written: string[][] = parse(text.slice(1))
    const [names = [], newest = []] = written
    t.match(Object.fromEntries(names.map((header, n) => [header, newest[n]])), {
      reminders: 'off',
      linkPurpose: 'onboarding',
      linkStatus: 'pending',
      linkExpiresAt: /^20.*Z$/,
      lastOpenedAt: '',
      lastError: '',
      emailRefusedAt: '',
      nextStep: /quoted@export\.example/,
    })
    t.equal(read.length, clients.length)

    const again = await service.call('POST', '/api/v1/clients/import', text, { ...headers, 'content-type': 'text/csv' })
    t.match(JSON.parse(again.text.trimEnd().split('\n').at(-1) ?? ''), {
      summary: { complete: true, exists: 4, invalid: 0 },
    })
  })

  t.test('NDJSON has the records of the list, with the same filters', async (t) => {
    const { text } = await get('/clients/export')
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    t.strictSame(records, (await get('/clients')).body.data)
    t.match((await get('/clients/export?q=wide&format=csv')).text.split('\r\n'), [/^name,email,/, /wide@/, ''])
    t.equal((await get('/clients/export?status=completed')).text, '')
    t.match(await get('/clients/export?limit=5'), { status: 400, body: { errors: [{ field: 'limit' }] } })
  })

  t.test('clients that are imported from either file are as they were, stopped reminders included', async (t) => {
    const stored = async () => {
      const { data } = (await get('/clients')).body as { data: { client: Record<string, unknown> }[] }
      return data
        .map(({ client: { id: _id, createdAt: _createdAt, ...settable } }) => settable)
        .toSorted((one, other) => String(one['email']).localeCompare(String(other['email'])))
    }
    const before = await stored()
    t.match(before, [
      { reminders: 'on' },
      { reminders: 'on' },
      { email: 'quoted@export.example', reminders: 'off' },
      {},
    ])
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['ndjson', 'application/x-ndjson'],
    ] as const) {
      const { text } = await get(`/clients/export?format=${format}`)
      for (const { client } of (await get('/clients')).body.data) {
        t.equal((await service.call('DELETE', `/api/v1/clients/${client.id}`, undefined, headers)).status, 204)
      }
      const imported = await service.call('POST', '/api/v1/clients/import', text, { ...headers, 'content-type': type })
      t.match(JSON.parse(imported.text.trimEnd().split('\n').at(-1) ?? ''), { summary: { created: 4, invalid: 0 } })
      t.strictSame(await stored(), before, format)
    }
  })

  t.test('the data of one client has all that is stored about it, and no secret', async (t) => {
    const { body: invited } = await invite({ name: 'Ada', email: 'ada@export.example', country: 'DE' })
    const { id } = invited.client
    await service.open(invited.onboarding.token)
    const second = await service.call('POST', `/api/v1/clients/${id}/onboarding-tokens`, {}, headers)
    t.equal(second.status, 201)
    const { body, text } = await get(`/clients/${id}/export`)
    t.match(body, {
      record: { client: { email: 'ada@export.example' }, account: { id: /^acct_/ } },
      tokens: [{ status: 'revoked' }, { id: second.body.onboarding.tokenId, status: 'pending' }],
    })
    t.strictSame(body.events, (await get(`/clients/${id}/events`)).body.data)
    t.notMatch(text, /obt_/)
    t.match((await get('/audit-events?limit=1')).body.data, [
      { type: 'client_data_exported', details: { clientId: id } },
    ])

    await service.call('DELETE', `/api/v1/clients/${id}`, undefined, headers)
    t.match(await get(`/clients/${id}/export`), { status: 404, body: { code: 'CLIENT_NOT_FOUND' } })
  })
})
