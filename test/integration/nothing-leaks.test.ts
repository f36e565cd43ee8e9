import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import t from 'tap'
import type pg from 'pg'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import type { Fault, RouteName } from '#stripe-simulator'
import { isAccountLink, secretOf } from '../support/account-links.ts'
import { apiKeysIn } from '../support/api-keys.ts'
import { CONSOLE_KEY, consoleBrowser, listeningAt } from '../support/console.ts'
import { served } from '../support/served.ts'
import { environmentFor } from '../support/service.ts'
import { type Invited, stage as setStage, type Stage } from '../support/stage.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

const canary = (name: string) => `${name}-${randomBytes(12).toString('hex')}`

/** What somebody could learn from what the service says, stores or shows. */
interface Secrets {
  readonly name: string
  readonly values: readonly string[]
}

/** The names of the secrets that are in the text, as they are or encoded. */
function leaks(text: string, secrets: readonly Secrets[]): string[] {
  const haystack = text.toLowerCase()
  const forms = (value: string) => [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('base64'),
  ]
  return secrets
    .filter(({ values }) => values.some((value) => forms(value).some((form) => haystack.includes(form.toLowerCase()))))
    .map(({ name }) => name)
}

/** The single-use part of Stripe's links, and the states in the ways back, of all that were ever made. */
async function madeByStripe({ simulator }: Stage): Promise<Secrets[]> {
  const links = await simulator.accountLinks()
  return [
    { name: 'account link', values: links.map(secretOf) },
    { name: 'state', values: links.map(({ return_url }) => stateIn(return_url)) },
    { name: 'refresh state', values: links.map(({ refresh_url }) => stateIn(refresh_url)) },
  ]
}

const stateIn = (url: string) => new URL(url).searchParams.get('state') ?? ''

async function dump(db: pg.Pool): Promise<Map<string, string>> {
  const { rows: columns } = await db.query<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns where table_schema = 'public'`,
  )
  const dumped = new Map<string, string>()
  for (const { table_name: table, column_name: column } of columns) {
    const { rows } = await db.query<{ text: string }>(
      `select coalesce(string_agg("${column}"::text, ' '), '') as text from "${table}"`,
    )
    dumped.set(`${table}.${column}`, rows[0]?.text ?? '')
  }
  return dumped
}

/** What the server answers to bytes that no HTTP client would send. */
function rawly(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.end(bytes))
    socket.setEncoding('utf8').on('data', (part: string) => (text += part))
    socket.on('close', () => resolve(text))
    socket.on('error', () => resolve(text))
  })
}

t.test('what the service says, stores and shows holds no secret, whatever happens to it', async (t) => {
  const stage = await setStage(t)
  const { simulator, db } = stage
  const adminKey = canary('admin-key-admin-key')
  const stripeKey = `sk_test_${canary('key').replaceAll('-', '')}`
  const webhookSecret = `whsec_${canary('secret').replaceAll('-', '')}`
  const wrongKey = canary('wrong-key')
  const proxy = await tcpProxy(t, stage.databaseUrl)
  const service = await served(t, {
    ...environmentFor({ databaseUrl: proxy.url, stripeUrl: stage.stripe.url }),
    ADMIN_API_KEY: adminKey,
    STRIPE_SECRET_KEY: stripeKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    CONSOLE_SESSION_KEY: CONSOLE_KEY,
    STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789',
    OPENING_DEADLINE_SECONDS: '2',
    TOKEN_LIMIT_PER_MINUTE: '20',
    UNKNOWN_CALLER_LIMIT_PER_MINUTE: '100000',
    LOG_LEVEL: 'trace',
  })
  const password = new URL(stage.databaseUrl).password
  const keys = apiKeysIn(t, stage.databaseUrl)
  const liveKey = await keys.create('admin')
  const writeKey = await keys.create('tokens:write')
  const revokedKey = await keys.create('admin')
  await keys.revoke(revokedKey.id)
  const apiKeys = [liveKey, writeKey, revokedKey, cryptoSecrets().mintApiKey()].map(({ secret }) => secret)

  const emails: string[] = []
  const tokens: string[] = []
  const sessions: string[] = []
  /** Cookies of the console, and secrets of endpoints that it has shown. */
  const atConsole: string[] = [CONSOLE_KEY]
  const errors: string[] = []
  let answered = 0

  /** Sends a request; keeps all that is in the answer, unless it is a success, which may hold what it is for. */
  async function send(method: string, path: string, init: { body?: string; headers?: Record<string, string> } = {}) {
    const answer = await fetch(`${service.url}${path}`, { method, redirect: 'manual', ...init })
    const text = await answer.text()
    answered += 1
    // A redirect to Stripe is the one place where a secret belongs into a header.
    const headers = [...answer.headers].filter(([name, value]) => name !== 'location' || !isAccountLink(value))
    errors.push(answer.ok ? headers.join('\n') : `${headers.join('\n')}\n${text}`)
    return { status: answer.status, text }
  }
  const json = { 'content-type': 'application/json' }
  const admin = { ...json, authorization: `Bearer ${adminKey}` }

  async function invite(): Promise<Invited> {
    const email = `${canary('person')}@example.com`
    emails.push(email)
    const body = JSON.stringify({ name: 'Ada', email })
    const { status, text } = await send('POST', '/api/v1/clients', { body, headers: admin })
    t.equal(status, 201)
    const { client, onboarding } = JSON.parse(text)
    tokens.push(onboarding.token)
    await send('POST', '/api/v1/clients', { body, headers: admin })
    return { clientId: client.id, tokenId: onboarding.tokenId, token: onboarding.token }
  }
  const madeLast = async (of: string) =>
    (await madeByStripe(stage)).find(({ name }) => name === of)?.values.at(-1) ?? ''
  const open = (token: string) => send('GET', `/api/v1/onboard-client?token=${token}`)
  const post = (path: string, body: unknown, headers: Record<string, string> = json) =>
    send('POST', path, { body: typeof body === 'string' ? body : JSON.stringify(body), headers })

  t.test('through success', async (t) => {
    const { clientId, tokenId, token } = await invite()
    t.equal((await open(token)).status, 200)
    t.equal((await post('/api/v1/onboard-client', { token })).status, 200)
    for (let n = 0; n < 3; n += 1) {
      const session = await post('/api/v1/onboard-client/session', { token })
      t.equal(session.status, 200)
      sessions.push(JSON.parse(session.text).clientSecret)
    }
    t.equal((await post('/api/v1/onboard-client/session/exit', { token })).status, 200)
    t.equal((await post('/api/v1/onboard-client/preview', { token })).status, 200)
    t.equal((await send('GET', `/api/v1/clients/${clientId}`, { headers: admin })).status, 200)
    const [state, refreshState] = [await madeLast('state'), await madeLast('refresh state')]
    t.equal((await send('GET', `/api/v1/connect/callback?state=${state}`)).status, 303)
    t.equal((await send('GET', `/api/v1/connect/refresh?state=${refreshState}`)).status, 303)
    t.equal((await send('GET', `/api/v1/connect/refresh?state=${refreshState}`)).status, 303)
    t.equal((await send('GET', `/api/v1/connect/refresh?state=${state}`)).status, 400)
    t.equal((await send('GET', `/api/v1/connect/callback?state=${refreshState}`)).status, 400)
    t.equal((await send('POST', `/api/v1/onboarding-tokens/${tokenId}/revoke`, { headers: admin })).status, 200)
    t.equal((await open(token)).status, 410)
    t.equal((await send('GET', `/api/v1/connect/refresh?state=${refreshState}`)).status, 303)
    t.equal((await send('GET', `/api/v1/clients/${clientId}/events`, { headers: admin })).status, 200)
    const statuses = []
    for (const key of apiKeys) {
      const headers = { authorization: `Bearer ${key}` }
      statuses.push((await send('GET', `/api/v1/clients/${clientId}`, { headers })).status)
    }
    t.same(statuses, [200, 403, 401, 401])
  })

  t.test('through every failure of Stripe, which repeats what it was sent', async (t) => {
    const telltale = async (): Promise<Fault[]> => {
      const message = [
        ...tokens,
        ...emails,
        stripeKey,
        ...(await simulator.accountLinks()).map(({ url }) => url),
      ].join()
      const error = { message, code: emails[0] ?? '', param: stripeKey, type: 'api_error' }
      return [
        { kind: 'error', status: 500, saved: false, error },
        { kind: 'error', status: 400, saved: false, error: { ...error, type: 'invalid_request_error' } },
        { kind: 'error', status: 401, saved: false, error },
        { kind: 'error', status: 403, saved: false, error },
        { kind: 'error', status: 500, saved: true, error },
        { kind: 'reset', when: 'after' },
        { kind: 'timeout', when: 'after', ms: 2500 },
        { kind: 'html', status: 502 },
        { kind: 'garbage' },
        { kind: 'rate_limit' },
      ]
    }
    for (const route of ['accounts.create', 'account_links.create', 'account_sessions.create'] satisfies RouteName[]) {
      for (const fault of await telltale()) {
        const { clientId, token } = await invite()
        await simulator.faults.add({ route, fault, times: 2 })
        if (route === 'account_sessions.create') await post('/api/v1/onboard-client/session', { token })
        else await open(token)
        await simulator.faults.clear()
        t.equal((await send('GET', `/api/v1/clients/${clientId}`, { headers: admin })).status, 200)
      }
    }
  })

  t.test('through requests that are wrong', async (t) => {
    const { clientId, token } = await invite()
    const email = emails.at(-1) ?? ''
    const open = '/api/v1/onboard-client'
    const [state, refreshState] = [await madeLast('state'), await madeLast('refresh state')]
    const event = JSON.stringify({ id: 'evt_1', object: 'event', data: { object: { email, token, webhookSecret } } })
    const wrong: [string, string, { body?: string; headers?: Record<string, string> }?][] = [
      ['GET', `/api/v1/connect/callback?state=${state}x`],
      ['GET', `/api/v1/connect/callback?state=${state}&state=${state}`],
      ['GET', `/api/v1/connect/callback?state=${state}&token=${token}`],
      ['GET', `/api/v1/connect/refresh?state=${refreshState}x`],
      ['GET', `/api/v1/connect/refresh?state=${state}`],
      ['GET', `/api/v1/connect/${state}`],
      ['HEAD', `/api/v1/connect/refresh?state=${refreshState}`],
      ['POST', '/api/v1/webhooks/stripe', { body: event, headers: json }],
      ['POST', '/api/v1/webhooks/stripe', { body: event, headers: { ...json, 'stripe-signature': webhookSecret } }],
      ['POST', '/api/v1/webhooks/stripe', { body: token, headers: { ...json, 'stripe-signature': `t=1,v1=${token}` } }],
      ['POST', `/api/v1/onboarding-tokens/${token}/revoke`, { headers: admin }],
      ['GET', `${open}?token=${token}&token=${token}`],
      ['GET', `${open}?token=${token}&status=completed`],
      ['GET', `${open}?token=${token}x`],
      ['GET', `${open}?token=${token.slice(0, -1)}`],
      ['GET', `${open}?token=${token.repeat(100)}`],
      ['GET', `${open}/${token}`],
      ['GET', `/${token}?state=${token}`],
      ['GET', `/%zz/${token}`],
      ['GET', `${open}?token=%zz${token}`],
      ['HEAD', `${open}?token=${token}`],
      ['PUT', `${open}?token=${token}`],
      ['OPTIONS', `${open}?token=${token}`],
      ['GET', `${open}?token=${token}`, { headers: { 'sec-purpose': `prefetch;${token}` } }],
      ['GET', `${open}?token=${token}`, { headers: { 'x-request-id': token, referer: `http://x/${token}` } }],
      ['POST', open, { body: `{"token":"${token}"`, headers: json }],
      ['POST', open, { body: `"${token}"`, headers: json }],
      ['POST', open, { body: JSON.stringify({ token, [token]: token }), headers: json }],
      ['POST', open, { body: JSON.stringify({ token: [token] }), headers: json }],
      ['POST', open, { body: token, headers: { 'content-type': 'text/plain' } }],
      ['POST', open, { body: token, headers: { 'content-type': `application/${token}` } }],
      ['POST', open, { body: JSON.stringify({ token: token.repeat(1000) }), headers: json }],
      ['POST', open, { body: `{"__proto__":{"token":"${token}"}}`, headers: json }],
      ['GET', `/api/v1/clients/${token}`, { headers: admin }],
      ['GET', `/api/v1/clients/${clientId}`, { headers: { authorization: `Bearer ${wrongKey}` } }],
      ['GET', `/api/v1/clients/${clientId}`, { headers: { authorization: `Basic ${adminKey}` } }],
      ['GET', `/api/v1/clients/${clientId}?key=${adminKey}`, { headers: admin }],
      ...apiKeys.flatMap((key): typeof wrong => [
        ['GET', `/api/v1/clients/${key}`, { headers: { authorization: `Bearer ${key}` } }],
        ['GET', `/api/v1/clients/${clientId}?key=${key}`, { headers: { authorization: `Bearer ${liveKey.secret}` } }],
        ['GET', `/api/v1/clients/${clientId}`, { headers: { authorization: `Basic ${key}` } }],
        ['GET', `/api/v1/clients/${clientId}`, { headers: { authorization: `Bearer ${key}x` } }],
        ['POST', open, { body: JSON.stringify({ token: key }), headers: json }],
      ]),
      ['POST', '/api/v1/clients', { body: JSON.stringify({ name: '', email }), headers: admin }],
      ['POST', '/api/v1/clients', { body: JSON.stringify({ name: 'Ada', email: `${email}@` }), headers: admin }],
      ['POST', '/api/v1/clients', { body: JSON.stringify({ name: 'Ada', email, [email]: 1 }), headers: admin }],
      ['POST', '/api/v1/clients', { body: `{"email":"${email}"`, headers: admin }],
    ]
    for (const [method, path, init] of wrong) {
      const { status } = await send(method, path, init)
      t.ok(status < 500, `${method} ${status}`)
    }
    for (const bytes of [
      `${token}\r\n\r\n`,
      `GET /api/v1/onboard-client?token=${token} HTTP/1.1\r\n${token}\r\n\r\n`,
      `GET /?${token} HTTP/1.1\r\nHost: x\r\nX: ${token.repeat(2000)}\r\n\r\n`,
      `POST /api/v1/onboard-client HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n${token}`,
    ])
      errors.push(await rawly(service.url, bytes))
    let status = 200
    for (let tries = 0; tries < 25 && status !== 429; tries += 1)
      ({ status } = await send('GET', `${open}?token=${token}`))
    t.equal(status, 429, 'one too many')
  })

  t.test('through the console', async (t) => {
    const list = '/console/default/webhook-endpoints'
    const staff = consoleBrowser(listeningAt(service.url), new URL(service.url).host)
    for (const key of [wrongKey, revokedKey.secret, webhookSecret]) errors.push((await staff.signIn(key)).body)
    await staff.signIn(liveKey.secret)
    const added = await staff.send(await staff.get(list), list, { fields: { url: 'http://93.184.216.34/hooks' } })
    const page = await staff.follow(added)
    atConsole.push(/<code>whsec_([^<]+)/.exec(page.body)?.[1] ?? '', ...staff.cookies.values())
    t.equal(atConsole.filter((secret) => secret.length > 30).length, 3)
    errors.push((await staff.follow(added)).body)
    errors.push((await staff.send(page, /switch$/, { fields: { csrf: atConsole[1] } })).body)
    errors.push(
      (await staff.get(`${list}/${liveKey.secret}`)).body,
      (await staff.get(`/console/${liveKey.secret}`)).body,
    )
    answered += 10
  })

  t.test('through a database that is away', async (t) => {
    const { token } = await invite()
    proxy.refuse(true)
    proxy.breakOff()
    t.equal((await open(token)).status, 503)
    t.equal((await send('GET', '/readyz')).status, 503)
    for (const key of apiKeys) {
      const headers = { authorization: `Bearer ${key}` }
      t.equal((await send('GET', '/api/v1/clients/1', { headers })).status, 503)
    }
    t.equal((await post('/api/v1/clients', { name: 'Ada', email: emails[0] }, admin)).status, 503)
    proxy.refuse(false)
    const stopped = proxy.stop('insert into link_attempts', 'unanswered')
    const cut = open(token)
    await stopped
    proxy.breakOff()
    t.equal((await cut).status, 503)
    t.equal((await open(token)).status, 200)
  })

  t.test('then no secret is anywhere', async (t) => {
    const opening: Secrets[] = [
      { name: 'admin key', values: [adminKey, wrongKey] },
      // With and without the id, which everybody may see.
      { name: 'API key', values: apiKeys.flatMap((key) => [key, key.slice(-49)]) },
      { name: 'Stripe key', values: [stripeKey] },
      { name: 'webhook secret', values: [webhookSecret] },
      // A server without a password, or with a short one, has none that could be told from other words.
      { name: 'database password', values: password.length >= 12 ? [password] : [] },
      { name: 'link secret', values: tokens },
      { name: 'session secret', values: sessions },
      { name: 'console', values: atConsole },
      ...(await madeByStripe(stage)),
    ]
    const all = [...opening, { name: 'e-mail', values: emails }]
    for (const { name, values } of await madeByStripe(stage)) t.ok(values.length > 2, `there were ${name}s to leak`)
    t.same(leaks(`${encodeURIComponent(emails[0] ?? '')} ${Buffer.from(tokens[0] ?? '').toString('hex')}`, all), [
      'link secret',
      'e-mail',
    ])

    const log = service.output()
    t.ok(log.split('\n').length > answered, 'the log was written')
    t.same(leaks(log, all), [], 'not in the log')
    t.match(log, `"actor":"admin:${liveKey.id}"`, 'which names the key that was used')
    t.ok(errors.length > 80)
    t.same(leaks(keys.captured.text(), all), [], 'not in the log of whoever makes keys')
    t.same(leaks(errors.join('\n'), all), [], 'not in an answer that failed, nor in the headers of any')
    const commandLine = await readFile(`/proc/${service.pid}/cmdline`, 'utf8')
    t.match(commandLine, /serve/)
    t.same(leaks(commandLine, all), [], 'not in the list of processes')

    const columns = await dump(db)
    t.match(columns.get('api_keys.id') ?? '', liveKey.id, 'the key is stored')
    t.same(leaks(columns.get('clients.email') ?? '', all), ['e-mail'], 'the address is where it belongs')
    for (const [column, text] of columns) {
      const mayHold = ['clients.email', 'clients.search_key', 'account_intents.parameters'].includes(column)
      t.same(leaks(text, mayHold ? opening : all), [], `not in ${column}`)
    }
  })
})

t.test('the password is in no word about a database that cannot be reached, or that refuses it', async (t) => {
  const stage = await setStage(t)
  const password = canary('password')
  const urls = [`postgres://app:${password}@127.0.0.1:1/app`, wrongUser(stage.databaseUrl, password)]
  for (const url of urls) {
    const service = await stage.instance({}, { databaseUrl: url })
    const [{ token }] = (await stage.invite(1)) as [Invited]
    const answer = await service.open(token)
    t.equal(answer.status, 503)
    t.notOk(answer.text.includes(password))
    t.notOk(service.captured.text().includes(password))
    t.ok(service.captured.text().includes('the database is unavailable'))

    const refused = served(t, environmentFor({ databaseUrl: url, stripeUrl: stage.stripe.url }))
    await t.rejects(refused, /serve ended/)
    await refused.catch((error: Error) => t.notOk(error.message.includes(password)))
  }
})

function wrongUser(databaseUrl: string, password: string): string {
  const url = new URL(databaseUrl)
  url.username = 'nobody_of_this_name'
  url.password = password
  return url.href
}

t.test('the answer to a bug has no details, and the log has no secret', async (t) => {
  let secret = ''
  const stage = await setStage(t, async () => (ports) => ({
    ...ports,
    providers: [
      {
        ...ports.providers[0],
        createAccount: () => Promise.reject(new Error(`bug: cannot read '${secret}' of undefined`)),
      },
    ],
  }))
  const [invited] = (await stage.invite(1)) as [Invited]
  const secrets = {
    'link secret': invited.token,
    'Stripe key': `sk_test_${randomBytes(12).toString('hex')}`,
    'account link of v1': `https://connect.stripe.com/setup/e/acct_1/${canary('link')}`,
    'account link of v2': `https://accounts.stripe.com/r/acct_1#alu_${canary('link')}`,
    'way back, with its state': `http://localhost:4242/api/v1/connect/callback?state=${canary('state')}`,
    'database URL': `postgres://app:${canary('password')}@db.example.com/app`,
    'admin key': `Bearer ${canary('admin-key')}`,
    'API key': cryptoSecrets().mintApiKey().secret,
    'session secret': `accs_secret__${canary('session')}`,
    'e-mail': `${canary('person')}@example.com`,
  }
  for (const [name, value] of Object.entries(secrets)) {
    t.test(`though its message holds a secret: ${name}`, async (t) => {
      secret = value
      const service = await stage.instance()
      const answer = await service.open(invited.token)
      t.match(answer, { status: 500, body: { code: 'INTERNAL', retryable: false } })
      t.notOk(answer.text.includes(secret), 'the caller is told nothing')
      t.match(
        service.captured.lines().find(({ level }) => level === 'error'),
        { msg: 'a request failed with an unexpected error', requestId: answer.body.requestId, err: { type: 'Error' } },
        'the log says where the bug is',
      )
      t.match(service.captured.text(), /bug: cannot read '.*' of undefined/, 'and what it says of itself')
      t.notOk(service.captured.text().includes(secret), 'except for secrets and personal data')
    })
  }
})
