import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

t.setTimeout(280_000)

interface Line {
  readonly line: number
  readonly outcome: string
  readonly clientId?: string
  readonly token?: string
  readonly fault?: string
}

t.test('importing a file of clients', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  const countOf = async (part: string) =>
    (await db.query(`select from clients where email like $1`, [`%${part}%`])).rowCount

  async function send(body: string, { type = 'text/csv', query = '' } = {}) {
    const answer = await service.call('POST', `/api/v1/clients/import${query}`, body, {
      ...admin,
      'content-type': type,
    })
    if (answer.status !== 200) return { ...answer, lines: [], summary: undefined }
    const all = answer.text.trimEnd().split('\n')
    const { summary } = JSON.parse(all.at(-1) ?? '') as { summary: Record<string, unknown> }
    return { ...answer, lines: all.slice(0, -1).map((line) => JSON.parse(line) as Line), summary }
  }
  const nothing = { complete: true, created: 0, would_create: 0, exists: 0, invalid: 0, failed: 0 }

  t.test('CSV: each line is reported, in order, and an invalid one does not stop the others', async (t) => {
    const csv = [
      '\ufeffname,email,country,externalId,expiresInHours',
      ' Ada Lovelace ,ada@csv.example,DE,crm-1,48',
      '"Hopper, ""Amazing"" Grace",grace@csv.example,,,',
      'No Mail,,,,',
      'Bad,not-a-mail,,,',
      'Too,many@csv.example,DE,x,1,1',
      '"half" quoted,half,,,',
      'Twice,ada2@csv.example,,crm-1,',
      'Edsger,edsger@csv.example,NL,crm-3,2161',
      '',
      'Barbara,barbara@csv.example,US,crm-4,2160',
    ]
    const { lines, summary, headers } = await send(csv.join('\r\n'))
    t.equal(headers.get('content-type'), 'application/x-ndjson')
    t.strictSame(
      lines.map(({ line, outcome }) => [line, outcome]),
      [
        [2, 'created'],
        [3, 'created'],
        [4, 'invalid'],
        [5, 'invalid'],
        [6, 'invalid'],
        [7, 'invalid'],
        [8, 'exists'],
        [9, 'invalid'],
        [11, 'created'],
      ],
    )
    t.strictSame(summary, { ...nothing, created: 3, invalid: 5, exists: 1 })
    t.equal(lines[6]?.clientId, lines[0]?.clientId, 'the line names the client that is there')
    for (const { outcome, fault = '' } of lines)
      if (outcome === 'invalid') t.match(fault, /^(the line|email|expiresInHours) /)
    t.notMatch(lines.map(({ fault }) => fault).join(), /not-a-mail|half/)

    t.match(await service.show(lines[1]?.clientId ?? ''), {
      client: { name: 'Hopper, "Amazing" Grace', country: null },
    })
    const { onboarding, client } = await service.show(lines[0]?.clientId ?? '')
    t.match(client, { name: 'Ada Lovelace', country: 'DE', externalId: 'crm-1' })
    const hours = (Date.parse(onboarding.expiresAt) - Date.parse(client.createdAt)) / 3_600_000
    t.equal(Math.round(hours), 48)
    t.equal((await service.open(lines[0]?.token ?? '')).status, 200, 'its link opens')
  })

  t.test('NDJSON: the same, an invitation a line', async (t) => {
    const ndjson = [
      JSON.stringify({ name: ' Ada ', email: 'ada@nd.example', externalId: 'nd-1' }),
      '{"name":',
      JSON.stringify({ name: 'Ada', email: 'x@nd.example', status: 'completed' }),
      '[]',
      '',
      JSON.stringify({ name: 'Grace', email: 'grace@nd.example', expiresInHours: 5 }),
    ]
    const { lines, summary } = await send(ndjson.join('\n'), { type: 'application/x-ndjson; charset=utf-8' })
    t.strictSame(
      lines.map(({ line, outcome }) => [line, outcome]),
      [
        [1, 'created'],
        [2, 'invalid'],
        [3, 'invalid'],
        [4, 'invalid'],
        [6, 'created'],
      ],
    )
    t.strictSame(summary, { ...nothing, created: 2, invalid: 3 })
    t.equal((await service.show(lines[0]?.clientId ?? '')).client.name, 'Ada')
  })

  t.test(
    'a repeated import leaves existing clients as they are, matched by external id first, then by email',
    async (t) => {
      const first = await send('name,email,externalId\nAda,ada@again.example,again-1\nGrace,grace@again.example,')
      const ids = first.lines.map(({ clientId }) => clientId)
      const { lines, summary } = await send(
        'name,email,externalId\nADA,ada@again.example,again-1\nGrace,GRACE@again.example,\nAda,moved@again.example,again-1',
      )
      t.strictSame(summary, { ...nothing, exists: 3 })
      t.strictSame(
        lines.map(({ clientId }) => clientId),
        [ids[0], ids[1], ids[0]],
      )
      t.notMatch(JSON.stringify(lines), /obt_/, 'and gets no new link')
      t.equal((await service.show(ids[0] ?? '')).client.name, 'Ada')
    },
  )

  t.test('a dry run says the same and stores nothing', async (t) => {
    await send('name,email,externalId\nAda,ada@dry.example,dry-1')
    const file = 'name,email,externalId\nA,ada@dry.example,dry-1\nB,ada@dry.example,dry-2\nC,new@dry.example,\nD,x,'
    const { lines, summary } = await send(file, { query: '?dryRun=true' })
    t.strictSame(
      lines.map(({ outcome }) => outcome),
      ['exists', 'would_create', 'would_create', 'invalid'],
    )
    t.strictSame(summary, { ...nothing, exists: 1, would_create: 2, invalid: 1 })
    t.equal(await countOf('dry.example'), 1)
  })

  t.test('an empty file is valid', async (t) => {
    for (const file of ['', 'name,email\n']) t.strictSame((await send(file)).summary, nothing)
  })

  t.test('other files are refused before anything is done', async (t) => {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      t.match(await send('{}', { type }), { status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } }, type)
    }
    t.match(await send('name,email', { query: '?dryRun=maybe' }), { status: 400, body: { code: 'VALIDATION_FAILED' } })
    const large = `name,email\nA,${'x'.repeat(16 * 1024 * 1024)}`
    t.match(await send(large), { status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } })
  })

  t.test(
    'a file that exceeds the limit without a content length is imported up to it, and the answer says so',
    async (t) => {
      async function* chunks() {
        yield Buffer.from('name,email\nFirst,first@large.example\n')
        await sleep(300)
        const rest = Buffer.from(`${'nonsense'.repeat(1000)}\n`)
        for (let sent = 0; sent < 17 * 1024 * 1024; sent += rest.length) yield rest
      }
      const response = await fetch(`${service.url}/api/v1/clients/import`, {
        method: 'POST',
        headers: { ...admin, 'content-type': 'text/csv' },
        body: chunks() as unknown as ReadableStream,
        duplex: 'half',
      })
      const all = (await response.text()).trimEnd().split('\n')
      t.match(JSON.parse(all[0] ?? ''), { line: 2, outcome: 'created' })
      t.match(JSON.parse(all.at(-1) ?? ''), { summary: { complete: false, created: 1 } })
    },
  )

  t.test('ten thousand lines, from a caller that reads nothing before everything is sent', async (t) => {
    const rows = Array.from({ length: 10_000 }, (_, n) => `Client ${n},${n}@many.example,many-${n}\n`)
    const body = `name,email,externalId\n${rows.join('')}`
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
      let received = ''
      socket.on('error', reject).setTimeout(120_000, () => reject(new Error('no answer')))
      socket.pause()
      socket.write(
        `POST /api/v1/clients/import HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${admin.authorization}\r\n` +
          `Content-Type: text/csv\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
      )
      socket.write(body, () => socket.on('data', (chunk) => (received += chunk.toString())).resume())
      socket.on('end', () => resolve(received))
    })
    t.match(text, /"summary":\{"complete":true,"created":10000,/)
    t.equal(new Set(text.match(/obt_[\w-]{49}/g)).size, 10_000, 'each has a link of its own')
    t.equal(await countOf('many.example'), 10_000)
    const { summary } = await send(body.split('\n').slice(0, 501).join('\n'))
    t.strictSame(summary, { ...nothing, exists: 500 })
  })

  t.test('a caller that goes away ends the import', async (t) => {
    const rows = Array.from({ length: 3000 }, (_, n) => `Client ${n},${n}@gone.example\n`)
    const controller = new AbortController()
    const response = await fetch(`${service.url}/api/v1/clients/import`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'text/csv' },
      body: `name,email\n${rows.join('')}`,
      signal: controller.signal,
    })
    const reader = response.body?.getReader()
    await reader?.read()
    controller.abort()
    await reader?.closed.catch(() => {})
    let before = -1
    for (;;) {
      const now = (await countOf('gone.example')) ?? 0
      if (now === before) break
      before = now
      await sleep(500)
    }
    t.ok(before > 0 && before < 3000, `${before} of 3000 are there`)
    t.match((await send('name,email\nA,a@after.example')).summary, { created: 1 }, 'and others go on')
  })

  t.test('a third concurrent import is refused with Retry-After', async (t) => {
    const slow = async function* () {
      yield Buffer.from('name,email\n')
      await sleep(1500)
    }
    const begin = () =>
      fetch(`${service.url}/api/v1/clients/import`, {
        method: 'POST',
        headers: { ...admin, 'content-type': 'text/csv' },
        body: slow() as unknown as ReadableStream,
        duplex: 'half',
      })
    const two = [begin(), begin()]
    await sleep(400)
    const third = await send('name,email\n')
    t.match(third, { status: 503, body: { code: 'SERVICE_UNAVAILABLE' } })
    t.equal(third.headers.get('retry-after'), '30')
    for (const response of await Promise.all(two)) t.match(await response.text(), /"complete":true/)
    t.strictSame((await send('name,email\n')).summary, nothing, 'and when they are done, it may')
  })
})
