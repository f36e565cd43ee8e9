import { randomUUID } from 'node:crypto'
import t from 'tap'
import { LOCALES } from '../../src/domain/locale.ts'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { SCOPES, type Scope } from '../../src/domain/scope.ts'
import { apiKeysIn } from '../support/api-keys.ts'
import { CONSOLE_KEY, consoleBrowser } from '../support/console.ts'
import { routesOf, type Route } from '../support/route-table.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

/** What a browser loads, and link checkers ask for. */
const PAGES = [
  '/',
  '/onboard',
  '/onboarding-success',
  '/onboarding-incomplete',
  '/stop-reminders',
  '/start',
  '/robots.txt',
  '/favicon.ico',
  '/assets/onboard.js',
  '/assets/api.js',
  '/assets/browser.js',
  '/assets/countries.js',
  '/assets/link.js',
  '/assets/messages.js',
  '/assets/no-script.css',
  ...LOCALES.map((locale) => `/assets/words/${locale}.json`),
  '/assets/page.js',
  '/assets/terms.js',
  '/assets/words.js',
  '/assets/outdated.js',
  '/onboarding-embedded',
  '/assets/embedded.js',
  '/assets/embedded.css',
  '/assets/country.js',
  '/assets/connect.js',
  '/assets/messages.js',
  '/assets/no-script.css',
  '/assets/words/en.json',
  '/assets/words/de.json',
  '/assets/words/fr.json',
  '/assets/words/es.json',
  '/assets/words/it.json',
  '/assets/words/pt-BR.json',
  '/assets/pages.css',
]

/** What anybody may ask for. A route that is not here needs a key. */
const PUBLIC = [
  'OPTIONS *',
  'GET /livez',
  'HEAD /livez',
  'GET /readyz',
  'HEAD /readyz',
  ...PAGES.flatMap((path) => [`GET ${path}`, `HEAD ${path}`]),
  'POST /stop-reminders',
  'POST /start',
  'GET /assets/accent/:color.css',
  'GET /openapi.json',
  'HEAD /openapi.json',
  'GET /docs',
  'GET /docs/json',
  'GET /docs/yaml',
  'GET /docs/static/index.html',
  'GET /docs/static/swagger-initializer.js',
  'GET /docs/static/*',
  'HEAD /docs/static/*',
  'GET /api/v1/onboard-client',
  'POST /api/v1/onboard-client',
  'POST /api/v1/onboard-client/code',
  'POST /api/v1/onboard-client/preview',
  'POST /api/v1/onboard-client/session',
  'POST /api/v1/onboard-client/session/exit',
  'POST /api/v1/onboard-client/request-new-link',
  'GET /api/v1/connect/callback',
  'GET /api/v1/connect/refresh',
  'POST /api/v1/webhooks/stripe',
  'POST /api/v1/webhooks/stripe/:platformId',
  'POST /api/v1/notice',
]

/** What needs a key, and which one. */
const ADMIN: Record<string, Scope> = {
  'GET /api/v1/audit-events': 'read',
  'GET /api/v1/audit-events/export': 'read',
  'GET /api/v1/diagnostics': 'read',
  'GET /api/v1/jobs/dead': 'read',
  'POST /api/v1/jobs/dead/replay': 'admin',
  'POST /api/v1/jobs/dead/:jobId/replay': 'admin',
  'GET /api/v1/provider-events': 'read',
  'POST /api/v1/provider-events/:eventId/replay': 'clients:write',
  'GET /metrics': 'read',
  'GET /api/v1/webhook-endpoints': 'webhooks:manage',
  'POST /api/v1/webhook-endpoints': 'webhooks:manage',
  'PATCH /api/v1/webhook-endpoints/:endpointId': 'webhooks:manage',
  'DELETE /api/v1/webhook-endpoints/:endpointId': 'webhooks:manage',
  'POST /api/v1/webhook-endpoints/:endpointId/rotate-secret': 'webhooks:manage',
  'POST /api/v1/webhook-endpoints/:endpointId/redeliver': 'webhooks:manage',
  'GET /api/v1/webhook-endpoints/:endpointId/deliveries': 'webhooks:manage',
  'POST /api/v1/webhook-endpoints/:endpointId/deliveries/:deliveryId/redeliver': 'webhooks:manage',
  'GET /api/v1/clients': 'clients:read',
  'POST /api/v1/clients': 'clients:write',
  'GET /api/v1/clients/counts': 'clients:read',
  'GET /api/v1/clients/export': 'clients:read',
  'POST /api/v1/clients/bulk': 'clients:read',
  'GET /api/v1/clients/:clientId/export': 'clients:read',
  'PUT /api/v1/clients/by-external-id/:externalId': 'clients:write',
  'POST /api/v1/clients/import': 'clients:write',
  'GET /api/v1/clients/:clientId': 'clients:read',
  'PATCH /api/v1/clients/:clientId': 'clients:write',
  'DELETE /api/v1/clients/:clientId': 'clients:erase',
  'GET /api/v1/clients/:clientId/notice': 'notices:read',
  'POST /api/v1/clients/:clientId/notice-token': 'notices:read',
  'POST /api/v1/clients/:clientId/sync': 'clients:write',
  'POST /api/v1/clients/:clientId/account/adopt': 'clients:write',
  'POST /api/v1/clients/:clientId/account/reset': 'accounts:manage',
  'POST /api/v1/clients/:clientId/account/close': 'accounts:manage',
  'POST /api/v1/clients/:clientId/account/reject': 'accounts:manage',
  'POST /api/v1/clients/:clientId/account/unreject': 'accounts:manage',
  'POST /api/v1/clients/:clientId/account/login-link': 'accounts:manage',
  'GET /api/v1/clients/:clientId/events': 'clients:read',
  'POST /api/v1/clients/:clientId/onboarding-tokens': 'tokens:write',
  'POST /api/v1/clients/:clientId/remind': 'emails:send',
  'POST /api/v1/onboarding-tokens/:tokenId/extend': 'tokens:write',
  'POST /api/v1/onboarding-tokens/:tokenId/revoke': 'tokens:write',
}

/** The console, whose callers have a session: `test/http/console-sign-in.test.ts`. */
const CONSOLE = [
  'GET /assets/console.css',
  'GET /console',
  'GET /console/',
  'GET /console/sign-in',
  'POST /console/sign-in',
  'POST /console/sign-out',
  'GET /console/:platform',
]
const isOfConsole = ({ name, url }: Route) => CONSOLE.includes(name) || url.startsWith('/console/:platform/')

/** For each scope that a route may take: the scopes of which any one will do. */
const SUFFICIENT: Record<Scope, readonly Scope[]> = {
  'clients:read': ['clients:read', 'read', 'admin'],
  'clients:write': ['clients:write', 'admin'],
  'clients:erase': ['clients:erase', 'admin'],
  'accounts:manage': ['accounts:manage', 'admin'],
  'tokens:write': ['tokens:write', 'admin'],
  'emails:send': ['emails:send', 'admin'],
  'webhooks:manage': ['webhooks:manage', 'admin'],
  'notices:read': ['notices:read', 'read', 'admin'],
  read: ['read', 'admin'],
  admin: ['admin'],
}

t.test('every route accepts exactly the callers that it is for', async (t) => {
  const around = await surroundings(t)
  const keys = apiKeysIn(t, around.databaseUrl)
  let started: Awaited<ReturnType<typeof startService>> | undefined
  const routes = await routesOf(async () => {
    started = await startService(t, around, {
      UNKNOWN_CALLER_LIMIT_PER_MINUTE: '100000',
      CONSOLE_SESSION_KEY: CONSOLE_KEY,
    })
  })
  if (started === undefined) throw new Error('nothing was started')
  const { url: base, call, captured } = started
  const adminRoutes = routes.filter((route) => !PUBLIC.includes(route.name) && !isOfConsole(route))
  const used: string[] = []

  const ask = ({ method, url }: Route, credential: string) => {
    if (credential !== '') used.push(credential)
    const path = url.replace(/:\w+/g, randomUUID())
    return call(method, path, undefined, credential === '' ? {} : { authorization: `Bearer ${credential}` })
  }
  const unauthenticated = { status: 401, body: { code: 'UNAUTHENTICATED', retryable: false } }

  t.test('the lists are whole', async (t) => {
    t.same(Object.fromEntries(adminRoutes.map(({ name, scope }) => [name, scope])), ADMIN)
    t.same(
      PUBLIC.filter((name) => !routes.some((route) => route.name === name)),
      [],
    )
    for (const { name, scope } of routes) if (PUBLIC.includes(name)) t.equal(scope, undefined, name)
    for (const route of routes.filter(isOfConsole))
      t.equal(
        route.scope === undefined,
        CONSOLE.includes(route.name),
        `${route.name} is behind the guard, or is listed`,
      )
  })

  t.test('public routes require no credential', async (t) => {
    for (const route of routes.filter(({ name, method }) => PUBLIC.includes(name) && method !== 'OPTIONS')) {
      const { status } = await fetch(`${base}${route.url}`, { method: route.method, redirect: 'manual' })
      t.notOk([401, 403].includes(status), `${route.name}: ${status}`)
    }
  })

  const forged = cryptoSecrets().mintApiKey()
  const expired = await keys.create('admin')
  await keys.expire(expired.id)
  const revoked = await keys.create('admin')
  await keys.revoke(revoked.id)
  const live = await keys.create('admin')
  const bad: Record<string, string> = {
    'no key': '',
    'an unknown key': forged.secret,
    'an expired key': expired.secret,
    'a revoked key': revoked.secret,
    'a truncated key': live.secret.slice(0, -1),
    'the id of a key': live.id,
    'something else': 'nothing-like-a-key',
    'the key of another service': 'sk_test_0123456789',
  }
  const byScope = new Map<Scope, string>()
  for (const scope of SCOPES) byScope.set(scope, (await keys.create(scope)).secret)

  for (const route of adminRoutes) {
    t.test(route.name, async (t) => {
      for (const [what, credential] of Object.entries(bad)) {
        const answer = await ask(route, credential)
        t.match(answer, unauthenticated, `${what} is refused`)
        t.equal(answer.headers.get('www-authenticate'), 'Bearer')
      }
      for (const [scope, credential] of byScope) {
        const { status, body } = await ask(route, credential)
        const needed = ADMIN[route.name] ?? 'admin'
        if (SUFFICIENT[needed].includes(scope)) {
          t.notOk([401, 403].includes(status) || status >= 500, `a key with ${scope} passes: ${status}`)
        } else {
          t.match(
            { status, body },
            { status: 403, body: { code: 'FORBIDDEN', retryable: false } },
            `${scope} is not it`,
          )
          t.ok(body.detail.includes(`"${needed}"`), 'it is told what would be')
        }
      }
      const { status } = await ask(route, ADMIN_KEY)
      t.notOk([401, 403].includes(status) || status >= 500, `the key of the environment passes: ${status}`)
    })
  }

  t.test('a key is refused at the very next request after it was revoked', async (t) => {
    for (const route of adminRoutes) {
      const [old, next] = [await keys.create('admin'), await keys.create('admin')]
      for (const { secret } of [old, next]) t.not((await ask(route, secret)).status, 401, 'two live keys both work')
      await keys.revoke(old.id)
      t.match(await ask(route, old.secret), unauthenticated, route.name)
      t.not((await ask(route, next.secret)).status, 401, 'the other one goes on')
    }
  })

  t.test('and at the very next one after it has expired', async (t) => {
    for (const route of adminRoutes) {
      const { id, secret } = await keys.create('admin')
      t.not((await ask(route, secret)).status, 401)
      await keys.expire(id)
      t.match(await ask(route, secret), unauthenticated, route.name)
    }
  })

  t.test('the log has the created and revoked keys, and no credential', async (t) => {
    const { id } = live
    const [route] = adminRoutes as [Route]
    await ask(route, live.secret)
    t.match(
      captured.lines().findLast(({ msg }) => msg === 'request completed'),
      { actor: `admin:${id}` },
    )
    for (const [keyId, why] of [
      [expired.id, 'expired'],
      [revoked.id, 'revoked'],
      [forged.id, 'unknown'],
    ]) {
      t.ok(captured.lines().some((line) => line['keyId'] === keyId && line['why'] === why))
    }
    const text = captured.text() + keys.captured.text()
    t.same(
      used.filter((credential) => text.includes(credential.slice(-20)) && credential !== id),
      [],
    )
    t.match(
      (await keys.list()).find((key) => key.id === id),
      { lastUsedAt: Date },
    )
  })
})

t.test('without a key in the environment, API keys work and the key of the environment is refused', async (t) => {
  const around = await surroundings(t)
  const { call } = await startService(t, around, { ADMIN_API_KEY: '' })
  const { secret } = await apiKeysIn(t, around.databaseUrl).create('clients:read')
  const url = `/api/v1/clients/${randomUUID()}`
  const get = (credential: string) => call('GET', url, undefined, { authorization: `Bearer ${credential}` })
  t.equal((await get(secret)).status, 404)
  for (const credential of [ADMIN_KEY, '', 'undefined']) t.equal((await get(credential)).status, 401)
})

t.test('while the database is unavailable a key is not reported as invalid, and works again afterwards', async (t) => {
  const around = await surroundings(t)
  const proxy = await tcpProxy(t, around.databaseUrl)
  const { app, call } = await startService(
    t,
    { ...around, databaseUrl: proxy.url },
    { UNKNOWN_CALLER_LIMIT_PER_MINUTE: '1', CONSOLE_SESSION_KEY: CONSOLE_KEY },
  )
  const keys = apiKeysIn(t, around.databaseUrl)
  const { secret } = await keys.create('read')
  const get = (credential: string) =>
    call('GET', `/api/v1/clients/${randomUUID()}`, undefined, { authorization: `Bearer ${credential}` })
  const staff = consoleBrowser(app, 'localhost:4242')
  const endpoints = '/console/default/webhook-endpoints'
  await staff.signIn((await keys.create('webhooks:manage')).secret)
  proxy.refuse(true)
  proxy.breakOff()
  t.match(await staff.get(endpoints), {
    statusCode: 503,
    body: 'Try again in a moment',
    headers: { 'retry-after': /^\d+$/ },
  })
  for (let n = 0; n < 3; n += 1) {
    const answer = await get(secret)
    t.match(answer, { status: 503, body: { code: 'SERVICE_UNAVAILABLE', retryable: true } })
    t.ok(answer.headers.get('retry-after'))
  }
  t.equal((await get('nothing-like-a-key')).status, 401, 'what cannot be a key needs no database')
  proxy.refuse(false)
  t.equal((await get(secret)).status, 404)
  t.equal((await staff.get(endpoints)).statusCode, 200, 'and whoever had signed in at the console still is')
})

t.test('bad keys are counted by address, and holders of a good one are not affected', async (t) => {
  const around = await surroundings(t)
  const { call } = await startService(t, around, { UNKNOWN_CALLER_LIMIT_PER_MINUTE: '3' })
  const keys = apiKeysIn(t, around.databaseUrl)
  const good = await keys.create('clients:read')
  const revoked = await keys.create('clients:read')
  await keys.revoke(revoked.id)
  const get = async (credential: string, url = `/api/v1/clients/${randomUUID()}`) =>
    (await call('GET', url, undefined, { authorization: `Bearer ${credential}` })).status
  const statuses = []
  for (const secret of [revoked.secret, cryptoSecrets().mintApiKey().secret, 'x', revoked.secret, 'x', good.secret]) {
    statuses.push(await get(secret))
  }
  t.same(statuses, [401, 401, 401, 429, 429, 404])
})

t.test('a form of the console that one instance has done is not done again by another', async (t) => {
  const around = await surroundings(t)
  const variables = { CONSOLE_SESSION_KEY: CONSOLE_KEY, ALLOW_PRIVATE_RECEIVERS: 'on' }
  const [one, other] = [await startService(t, around, variables), await startService(t, around, variables)]
  let app = one.app
  const staff = consoleBrowser({ inject: (request) => app.inject(request) }, 'localhost:4242')
  const list = '/console/default/webhook-endpoints'
  await staff.signIn(ADMIN_KEY)
  const page = await staff.get(list)
  const sent = () => staff.send(page, list, { fields: { url: 'http://127.0.0.1:1/hooks' } })
  const first = await sent()
  t.equal(first.statusCode, 303)
  app = other.app
  t.match(await staff.follow(first), { statusCode: 200, body: 'whsec_' }, 'its session is known there')
  t.match(await sent(), { statusCode: 422, body: 'was not done again' })
  const { body } = await one.call('GET', '/api/v1/webhook-endpoints', undefined, {
    authorization: `Bearer ${ADMIN_KEY}`,
  })
  t.equal(body.data.length, 1)
})
