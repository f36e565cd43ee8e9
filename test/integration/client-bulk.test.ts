import pg from 'pg'
import t from 'tap'
import { apiKeysIn } from '../support/api-keys.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { until } from '../support/worker.ts'
import { ACME, BAZAAR, platformsFile } from '../support/two-platforms.ts'

const CLIENTS = 120

interface Line {
  readonly clientId: string
  readonly outcome: string
  readonly cursor: string
  readonly token?: string
  readonly summary?: object
}

const linesOf = (text: string): Line[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))

t.test('acting on many clients', async (t) => {
  const around = await surroundings(t)
  const file = await platformsFile(t, [ACME, { ...BAZAAR, mailFrom: 'onboarding@bazaar.example' }])
  const mail = { SMTP_URL: 'smtp://127.0.0.1:1' }
  // Lets so many onboardings be loaded; then loads wait.
  const gate = { left: Number.POSITIVE_INFINITY, open: Promise.withResolvers<void>() }
  const service = await startService(t, around, { ...file.variables, ...mail }, (ports) => {
    const load: typeof ports.tokens.load = async (by: never) => {
      gate.left -= 1
      if (gate.left < 0) await gate.open.promise
      return ports.tokens.load(by)
    }
    return { ...ports, tokens: { ...ports.tokens, load } }
  })
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const headers = (platform: string) => ({ authorization: `Bearer ${ADMIN_KEY}`, platform })
  const bulk = async (body: object, as: Record<string, string> = headers(ACME.id)) => {
    const answer = await service.call('POST', '/api/v1/clients/bulk', body, as)
    const lines = answer.status === 200 ? linesOf(answer.text) : []
    return { ...answer, lines: lines.slice(0, -1), summary: lines.at(-1)?.summary }
  }
  const listed = async (query: string) => {
    const { body } = await service.call('GET', `/api/v1/clients?limit=200&${query}`, undefined, headers(ACME.id))
    return (body.data as { client: { id: string } }[]).map(({ client }) => client.id)
  }
  for (const [platform, clients] of [
    [ACME.id, CLIENTS],
    [BAZAAR.id, 3],
  ] as const) {
    const text = Array.from({ length: clients }, (_, n) =>
      JSON.stringify({ name: `Client ${n}`, email: `${n}@bulk.example`, externalId: `crm-${n}` }),
    ).join('\n')
    const type = { 'content-type': 'application/x-ndjson' }
    const { status } = await service.call('POST', '/api/v1/clients/import', text, { ...headers(platform), ...type })
    t.equal(status, 200)
  }
  const ids = await listed('')
  t.equal(ids.length, CLIENTS)
  /** How many clients of each platform got so many reminders. */
  const reminded = async () =>
    (
      await db.query(`select platform_id, reminders, count(*)::int as clients from onboarding_tokens
        where reminders > 0 group by 1, 2 order by 1`)
    ).rows

  t.test('a filter means what it means in a list', async (t) => {
    await service.call('POST', `/api/v1/clients/${ids[3]}/onboarding-tokens`, {}, headers(ACME.id))
    const filters = [
      [{ status: 'pending' }, 'status=pending'],
      [{ readiness: ['none', 'active'], nextAction: ['client'] }, 'readiness=none&readiness=active&nextAction=client'],
      [{ q: 'client 11' }, 'q=client%2011'],
      [{ externalId: 'crm-7' }, 'externalId=crm-7'],
      [{ stuckFor: '3d' }, 'stuckFor=3d'],
      [{ status: 'revoked' }, 'status=revoked'],
    ] as const
    for (const [filter, query] of filters) {
      const { lines, summary } = await bulk({ filter, action: 'revoke', dryRun: true })
      t.strictSame(
        lines.map(({ clientId }) => clientId),
        await listed(query),
        query,
      )
      t.match(summary, { complete: true, would_do: lines.length, done: 0 })
    }
    const named = await bulk({
      filter: { ids: [ids[5], ids[2]] },
      action: 'extend',
      dryRun: true,
      expiresInHours: 2160,
    })
    t.match(named.lines, [
      { clientId: ids[2], outcome: 'would_do', cursor: ids[2] },
      { clientId: ids[5], outcome: 'would_do' },
    ])
    t.strictSame(await reminded(), [])
  })

  t.test('what is not clear is refused before anything is done', async (t) => {
    const keys = apiKeysIn(t, around.databaseUrl)
    const reader = await keys.create('clients:read')
    const sender = await keys.create('clients:read', 'tokens:write')
    const wrong: readonly (readonly [number, object, Record<string, string>?])[] = [
      [400, { action: 'remind' }],
      [400, { action: 'remind', filter: {} }],
      [400, { action: 'remind', filter: { status: 'pending' }, all: true }],
      [400, { action: 'erase', all: true }],
      [400, { action: 'revoke', all: true, sendEmail: true }],
      [400, { action: 'sync', all: true, expiresInHours: 1 }],
      [400, { action: 'revoke', filter: { limit: 1 } }],
      [403, { action: 'remind', all: true }, { authorization: `Bearer ${reader.secret}` }],
      [403, { action: 'remind', all: true }, { authorization: `Bearer ${sender.secret}` }],
      [403, { action: 'reissue', all: true, sendEmail: true }, { authorization: `Bearer ${sender.secret}` }],
      [403, { action: 'sync', all: true, dryRun: true }, { authorization: `Bearer ${sender.secret}` }],
    ]
    for (const [status, body, as = {}] of wrong) {
      t.equal((await bulk(body, { ...headers(ACME.id), ...as })).status, status, JSON.stringify(body))
    }
  })

  t.test('a caller that hangs up stops the run, and it goes on where that was: each client once', async (t) => {
    gate.left = 40
    const hangUp = new AbortController()
    const response = await fetch(`${service.url}/api/v1/clients/bulk`, {
      method: 'POST',
      headers: { ...headers(ACME.id), 'content-type': 'application/json' },
      body: JSON.stringify({ all: true, action: 'remind' }),
      signal: hangUp.signal,
    })
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true })
        if (text.split('\n').length > 20) hangUp.abort()
      }
    } catch (error) {
      if (!hangUp.signal.aborted) throw error
    }
    const read = linesOf(text.slice(0, text.lastIndexOf('\n') + 1))
    t.ok(read.length >= 20 && read.length <= 40, `${read.length} lines were read`)
    gate.left = Number.POSITIVE_INFINITY
    gate.open.resolve()
    const runs = async () =>
      (await db.query(`select facts from audit_events where type = 'clients_acted_on' and facts->>'act' = 'remind'`))
        .rows
    await until('the run has ended', async () => (await runs()).length === 1)
    const [{ clients: stopped } = { clients: 0 }] = await reminded()
    t.ok(stopped < CLIENTS, `it stopped after ${stopped} clients`)
    t.match((await runs())[0]?.facts, { complete: false, dryRun: false, clients: { done: stopped } })

    const rest = await bulk({ all: true, action: 'remind', cursor: read.at(-1)?.cursor })
    t.strictSame(
      [...read, ...rest.lines].map(({ clientId }) => clientId),
      ids,
    )
    t.match(rest.summary, { complete: true, done: CLIENTS - stopped, already: stopped - read.length, codes: {} })
    t.strictSame(await reminded(), [{ platform_id: ACME.id, reminders: 1, clients: CLIENTS }])
    const { rows } = await db.query(
      `select actor, count(*)::int from audit_events where type = 'reminder_requested' group by 1`,
    )
    t.strictSame(rows, [{ actor: 'admin:environment', count: CLIENTS }])
  })

  t.test('of two runs at the same time one acts on each client, and a third has to wait', async (t) => {
    const runs = await Promise.all([1, 2, 3].map(() => bulk({ all: true, action: 'reissue', expiresInHours: 48 })))
    t.strictSame(
      runs.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 200, 503],
    )
    const done = runs.flatMap(({ lines }) => lines.filter(({ outcome }) => outcome === 'done'))
    // The client that got a new link in the test above has it already.
    t.strictSame(done.map(({ clientId }) => clientId).toSorted(), ids.filter((id) => id !== ids[3]).toSorted())
    const [one] = done
    t.match(one, { url: String, token: /^obt_/, tokenId: String, expiresAt: String })
    t.equal((await service.open(one?.token ?? '')).status, 200)
  })

  t.test('clients of another platform are neither acted on nor found', async (t) => {
    const named = await bulk({ filter: { ids: ids.slice(0, 2) }, action: 'revoke' }, headers(BAZAAR.id))
    t.match(named.lines, [{ code: 'CLIENT_NOT_FOUND' }, { code: 'CLIENT_NOT_FOUND' }])
    t.match(named.summary, { refused: 2, codes: { CLIENT_NOT_FOUND: 2 } })
    t.match((await bulk({ all: true, action: 'revoke' }, headers(BAZAAR.id))).summary, { done: 3 })
    t.equal((await listed('status=revoked')).length, 0)
  })

  t.test('a sync fetches the accounts, and a client without one has a result of its own', async (t) => {
    await db.query(`update accounts set fetched_at = fetched_at - interval '5 minutes'`)
    const { lines, summary } = await bulk({ all: true, action: 'sync' })
    t.match(summary, { done: 1, refused: CLIENTS - 1, codes: { NO_ACCOUNT: CLIENTS - 1 } })
    t.match(
      lines.filter(({ outcome }) => outcome === 'done'),
      [{ readiness: 'onboarding', nextAction: 'client' }],
    )
  })
})
