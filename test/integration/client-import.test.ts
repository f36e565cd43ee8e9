import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { apiKeysIn } from '../support/api-keys.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

t.setTimeout(280_000)

interface Line {
  readonly line: number
  readonly outcome: string
  readonly clientId?: string
  readonly token?: string
  readonly fault?: string
  readonly sameAs?: number
}

t.test('importing a file of clients', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  const countOf = async (part: string) =>
    (await db.query(`select from clients where email like $1`, [`%${part}%`])).rowCount

  async function send(body: string | Buffer, { type = 'text/csv', query = '', headers = {} } = {}) {
    const answer = await service.call('POST', `/api/v1/clients/import${query}`, body, {
      ...admin,
      'content-type': type,
      ...headers,
    })
    if (answer.status !== 200) return { ...answer, lines: [], summary: undefined }
    const all = answer.text.trimEnd().split('\n')
    const { summary } = JSON.parse(all.at(-1) ?? '') as { summary: Record<string, unknown> }
    return { ...answer, lines: all.slice(0, -1).map((line) => JSON.parse(line) as Line), summary }
  }
  const nothing = {
    complete: true,
    created: 0,
    adopted: 0,
    would_create: 0,
    would_adopt: 0,
    exists: 0,
    invalid: 0,
    failed: 0,
  }

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
      if (outcome === 'invalid') t.match(fault, /^(the value in column 6|email|expiresInHours) /)
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
    const file =
      'name,email,externalId\nA,ada@dry.example,dry-1\nB,ada@dry.example,dry-2\nC,new@dry.example,\nD,x,\nC,NEW@dry.example,'
    const { lines, summary } = await send(file, { query: '?dryRun=true' })
    t.strictSame(
      lines.map(({ outcome }) => outcome),
      ['exists', 'would_create', 'would_create', 'invalid', 'exists'],
    )
    t.equal(lines.at(-1)?.sameAs, 4)
    t.strictSame(summary, { ...nothing, exists: 2, would_create: 2, invalid: 1 })
    t.equal(await countOf('dry.example'), 1)
  })

  t.test('a file of which nothing can be read is refused, with the reason', async (t) => {
    const refused: [string | Buffer, RegExp][] = [
      ['', /is empty\. Nothing was imported\./],
      ['name,email\n', /no line with data/],
      ['Ada,ada@example.com', /none of these is known/],
      [gzipSync('name,email\nA,a@unread.example'), /gzip/],
      [Buffer.from('name,email\nJ\xf6rg,j@unread.example', 'latin1'), /is not UTF-8: see line 2, byte 2 \(0xF6\)/],
    ]
    for (const [file, detail] of refused) {
      t.match(await send(file), { status: 400, body: { code: 'FILE_UNREADABLE', detail } }, String(detail))
    }
    const compressed = await send('name,email\n', { headers: { 'content-encoding': 'gzip' } })
    t.match(compressed, { status: 415, body: { detail: /without a Content-Encoding/ } })
    const unknown = await send('name,email\n', { type: 'text/csv; charset=klingon' })
    t.match(unknown, { status: 415, body: { detail: /charset of the content type is not known/ } })
    t.equal(await countOf('unread.example'), 0)
  })

  t.test('a file in an encoding that is declared, with semicolons and columns to ignore', async (t) => {
    const file = Buffer.from('Name;E-Mail;Notiz\r\nJ\xf6rg M\xfcller;j@excel.example;x', 'latin1')
    const { lines, summary } = await send(file, {
      type: 'text/csv; charset="windows-1252"',
      query: '?ignoreUnknown=true',
    })
    t.strictSame(summary, { ...nothing, created: 1 })
    t.equal((await service.show(lines[0]?.clientId ?? '')).client.name, 'Jörg Müller')
  })

  t.test('a byte that cannot be read ends the import there, and what came before is kept', async (t) => {
    const rows = Array.from({ length: 2000 }, (_, n) => `A ${n},${n}@half.example\n`).join('')
    const { lines, summary } = await send(
      Buffer.from(`name,email\n${rows}J\xf6rg,j@half.example\nB,b@half.example`, 'latin1'),
    )
    t.match(summary, { complete: false, ended: /is not UTF-8: see line 2002, byte 2/ })
    t.equal(lines.filter(({ token }) => token !== undefined).length, summary?.['created'])
    t.equal(await countOf('half.example'), summary?.['created'])
    t.equal(lines.at(-1)?.line, (summary?.['created'] as number) + 1)
  })

  t.test('hostile files end early, with a reason', async (t) => {
    const header = await send(Array.from({ length: 1_000_000 }, (_, n) => `column${n}`).join(','))
    t.match(header, { status: 400, body: { code: 'FILE_UNREADABLE', detail: /^Line 1 is longer than 64 KiB/ } })
    const commas = await send(','.repeat(15 * 1024 * 1024))
    t.match(commas, { status: 400, body: { detail: /^Line 1 is longer than 64 KiB/ } })
    const bad = await send(`name,email\n${'a\n'.repeat(2_600_000)}`)
    t.match(bad.summary, { complete: false, ended: /after 1000 invalid lines/, created: 0 })
    t.ok(bad.lines.length < 1010, `${bad.lines.length} lines were answered`)
    const quote = await send(`name,email\n"${'a\n'.repeat(2_600_000)}`)
    t.match(quote, { status: 400, body: { detail: /^Line 2 is longer than 64 KiB, or a quotation mark/ } })
    const wide = await send(`name,email\n${`${',x'.repeat(30_000)}\n`.repeat(250)}`)
    t.match(wide.summary, { created: 0, invalid: 250 })
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
      t.match(JSON.parse(all.at(-1) ?? ''), {
        summary: { complete: false, ended: /larger than 16 MiB|invalid lines|64 KiB/, created: 1 },
      })
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

  t.test('a key has one import at a time, and a third one of any key is refused with Retry-After', async (t) => {
    const keys = apiKeysIn(t, around.databaseUrl)
    const [first, second, third] = await Promise.all([1, 2, 3].map(async () => keys.create('clients:write')))
    const headersOf = (key = first) => ({ authorization: `Bearer ${key?.secret}`, 'content-type': 'text/csv' })
    const done = Promise.withResolvers<void>()
    /** Resolves once the request has been sent, so that the import is the first of its key. */
    const begin = async (key = first) => {
      const sent = Promise.withResolvers<void>()
      const slow = async function* () {
        yield Buffer.from('name,email\nA,a@slow.example\n')
        sent.resolve()
        await done.promise
      }
      const answer = fetch(`${service.url}/api/v1/clients/import?dryRun=true`, {
        method: 'POST',
        headers: headersOf(key),
        body: slow() as unknown as ReadableStream,
        duplex: 'half',
      })
      await sent.promise
      await sleep(200)
      return { answer }
    }
    const again = (key = first) =>
      send('name,email\nA,a@slow.example', { query: '?dryRun=true', headers: headersOf(key) })
    const one = await begin(first)
    const refused = await until(
      async () => again(first),
      ({ status }) => status === 429,
    )
    t.match(refused, { body: { code: 'RATE_LIMITED', detail: /An import with this API key is running/ } })
    t.equal(refused.headers.get('retry-after'), '30')
    const two = await begin(second)
    const full = await until(
      async () => again(third),
      ({ status }) => status === 503,
    )
    t.match(full, { body: { code: 'SERVICE_UNAVAILABLE' } })
    t.equal(full.headers.get('retry-after'), '30')
    done.resolve()
    for (const { answer } of [one, two]) t.match(await (await answer).text(), /"complete":true/)
    for (const key of [first, third]) t.equal((await again(key)).status, 200, 'and when they are done, it may')
  })
})

/** Asks again until the answer is as it must become. */
async function until<T>(ask: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 500; tries += 1) {
    const answer = await ask()
    if (isDone(answer)) return answer
    await sleep(20)
  }
  throw new Error('the answer stays as it is')
}
