import { fastify } from 'fastify'
import t, { type Test } from 'tap'
import { registerSessions } from '../../src/adapters/http/console/session.ts'
import { returnPath } from '../../src/adapters/http/console/return-path.ts'
import { SCOPES, type Scope } from '../../src/domain/scope.ts'
import { CONSOLE_KEY, consoleBrowser } from '../support/console.ts'
import { ADMIN_KEY, memoryApp } from '../support/memory-app.ts'
import { routesOf } from '../support/route-table.ts'

const ENDPOINTS = '/console/default/webhook-endpoints'
const COOKIE = '__Host-console'

async function world(t: Test, overrides: Parameters<typeof memoryApp>[1] = {}) {
  const memory = await memoryApp(t, { consoleKeys: [CONSOLE_KEY], ...overrides })
  return {
    ...memory,
    browser: consoleBrowser(memory.app),
    /** The cookie of a session that holds this, sealed with a key. */
    async sealed(held: { key: string; until: number }, key = CONSOLE_KEY): Promise<string> {
      const app = fastify()
      t.teardown(() => app.close())
      await registerSessions(app, { keys: [key], isHttps: true })
      app.get('/console', async ({ session }) => session.set('signedIn', held))
      return encodeURIComponent((await app.inject('/console')).cookies[0]?.value ?? '')
    },
  }
}

const platformsOf = (...named: readonly (readonly [id: string, name: string])[]) => {
  const settings = { landingOrigin: '', corsOrigins: [], returnOrigins: [], locale: 'en', ui: 'hosted' } as const
  const all = named.map(([id, platformName]) => {
    return { ...settings, id, platformName, apiBaseUrl: 'https://api.example.com', linkFor: () => '' }
  })
  return { of: (id: string) => all.find((each) => each.id === id), all: () => all }
}

const later = () => Date.now() + 60_000

t.test('staff sign in with an API key, and get to the page that they asked for', async (t) => {
  const { browser, createKey, captured } = await world(t)
  const { secret, name } = await createKey(['webhooks:manage'])
  const asked = await browser.get(`${ENDPOINTS}?a=1`)
  t.match(asked, {
    statusCode: 303,
    headers: { location: `/console/sign-in?back=${encodeURIComponent(`${ENDPOINTS}?a=1`)}` },
  })
  const form = await browser.follow(asked)
  t.equal(form.statusCode, 200)
  t.match(form.headers['set-cookie'], /^__Host-console=[^;]*; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  // Whoever copies a key often copies the line break behind it.
  const signedIn = await browser.send(form, '/console/sign-in', { fields: { key: `\u200b ${secret}\n` } })
  t.match(signedIn, { statusCode: 303, headers: { location: `${ENDPOINTS}?a=1` } })
  const page = await browser.follow(signedIn)
  t.match(page, { statusCode: 200, body: '<h1>Webhook endpoints</h1>' })
  t.match(page.body, `<bdi class="label">${name}</bdi>`)
  t.match(captured.text(), /"actor":"admin:\w{12}".*signed in to the console/)
  for (const text of [form.body, page.body, captured.text()]) t.notMatch(text, secret)
  const [first, second, third] = [
    await browser.get('/console'),
    await browser.get('/console/default'),
    await browser.get('/console/sign-in'),
  ]
  t.match(
    [first, second, third].map(({ headers }) => headers.location),
    ['/console/default', ENDPOINTS, '/console'],
  )
})

t.test('a page of the console may be shown nowhere else, kept nowhere, and load nothing of others', async (t) => {
  const { browser } = await world(t)
  await browser.signIn(ADMIN_KEY)
  for (const url of ['/console/sign-in', ENDPOINTS, '/console/no/such/page', '/console/none/webhook-endpoints']) {
    const { headers, body } = await browser.get(url)
    t.match(
      headers['content-security-policy'],
      /^default-src 'none'; style-src 'self'.*form-action 'self'; frame-ancestors 'none'/,
      url,
    )
    t.match(headers, {
      'cache-control': 'no-store',
      'x-robots-tag': /noindex/,
      'cross-origin-resource-policy': 'same-origin',
    })
    // With no-referrer a browser states the origin "null" for every form.
    t.equal(headers['referrer-policy'], 'same-origin')
    t.notMatch(body, /<script|style="|\son\w+="/, url)
  }
  t.match(await browser.get('/assets/console.css'), {
    statusCode: 200,
    headers: { 'content-type': 'text/css; charset=utf-8' },
  })
})

t.test('a key that is not valid is asked for again, and is nowhere', async (t) => {
  const { browser, createKey, revokeKey, captured } = await world(t)
  const revoked = await createKey(['admin'])
  await revokeKey(revoked.id)
  const keys = [
    revoked.secret,
    'no-such-key-at-all',
    '',
    '   ',
    `${ADMIN_KEY.slice(0, 8)} ${ADMIN_KEY.slice(8)}`,
    'schlüssel',
  ]
  for (const key of [...keys, `${ADMIN_KEY}\n${ADMIN_KEY}`]) {
    const page = await browser.signIn(key, `/console/sign-in?back=${ENDPOINTS}`)
    t.match(page, { statusCode: 401, body: 'This key is not valid' }, key)
    t.match(page.body, /<input id="key" name="key" value=""[^>]*aria-invalid="true"[^>]*autofocus/s)
    if (key.trim() !== '') t.notMatch(page.body + captured.text(), key.trim(), 'it is not sent back, nor logged')
    const signedIn = await browser.send(page, '/console/sign-in', { fields: { key: ADMIN_KEY } })
    t.equal(signedIn.headers.location, ENDPOINTS, 'and the way back is not lost')
    browser.cookies.clear()
  }
})

t.test('attempts to sign in are counted as other uses of unknown keys are', async (t) => {
  const { browser, app } = await world(t, { perMinute: { unknownCaller: 2 } })
  const answers = []
  for (const key of ['wrong-1', 'wrong-2', 'wrong-3']) answers.push((await browser.signIn(key)).statusCode)
  t.strictSame(answers, [401, 401, 429])
  const page = await browser.signIn('wrong-4')
  t.match(page, { statusCode: 429, body: /Wait \d+ seconds/, headers: { 'retry-after': /^\d+$/ } })
  t.equal((await app.inject({ url: '/api/v1/clients', headers: { authorization: 'Bearer wrong-5' } })).statusCode, 429)
  t.equal((await browser.signIn(ADMIN_KEY)).statusCode, 303, 'the right key still works')
})

t.test('pages count as requests of the key, and those beyond its limit say when to come back', async (t) => {
  const { browser, app } = await world(t, { perMinute: { adminKey: 2 } })
  await browser.signIn(ADMIN_KEY)
  t.equal((await browser.get(ENDPOINTS)).statusCode, 200)
  const request = { url: '/api/v1/webhook-endpoints', headers: { authorization: `Bearer ${ADMIN_KEY}` } }
  t.equal((await app.inject(request)).statusCode, 200)
  const page = await browser.get(ENDPOINTS)
  t.match(page, {
    statusCode: 429,
    body: /<h1>Too many requests<.*Wait \d+ seconds/s,
    headers: { 'retry-after': /^\d+$/ },
  })
})

t.test('pages that are loaded without a session are not counted as guesses', async (t) => {
  const { browser } = await world(t, { perMinute: { unknownCaller: 1 } })
  for (let n = 0; n < 3; n += 1) t.equal((await browser.get(ENDPOINTS)).statusCode, 303)
})

t.test('no way back leads out of the console', async (t) => {
  for (const back of [
    ...[
      'https://evil.example/console/',
      '//evil.example/console/',
      '/\\evil.example',
      '/console/../onboard',
      '/console',
    ],
    ...[
      '/console/\t/../../x',
      'console/default',
      '/consoles/x',
      '/console/sign-out',
      '/console/sign-in?back=/console/x',
    ],
    ...[
      '/console//evil.example/../../../x',
      '/console/..//evil.example',
      '/console/../\\evil.example',
      '',
      '/console/%2e%2e/onboard',
      'javascript:alert(1)',
    ],
  ]) {
    t.equal(returnPath(back), undefined, back)
  }
  t.equal(
    returnPath('/console/acme/webhook-endpoints?status=waiting'),
    '/console/acme/webhook-endpoints?status=waiting',
  )
  const { browser } = await world(t)
  const signedIn = await browser.signIn(ADMIN_KEY, '/console/sign-in?back=https://evil.example/console/')
  t.equal(signedIn.headers.location, '/console')
})

t.test('signing in begins a new session, and signing out ends it', async (t) => {
  const { browser } = await world(t)
  const planted = await browser.get('/console/sign-in')
  const before = browser.cookies.get(COOKIE)
  await browser.signIn(ADMIN_KEY)
  t.not(browser.cookies.get(COOKIE), before)
  const page = await browser.get(ENDPOINTS)
  const forged = await browser.send(page, ENDPOINTS, {
    fields: { csrf: /name="csrf" value="([^"]+)"/.exec(planted.body)?.[1] },
  })
  t.equal(forged.statusCode, 403, 'the token of the session before is none of this one')
  const out = await browser.send(page, '/console/sign-out')
  t.match(out, { statusCode: 303, headers: { location: '/console/sign-in?why=out' } })
  t.match(out.headers['set-cookie'], /^__Host-console=; Max-Age=0; Path=\/; .*Secure/)
  t.match((await browser.follow(out)).body, 'You have signed out')
  t.equal((await browser.get(ENDPOINTS)).statusCode, 303)
  t.equal(
    (await browser.send(page, '/console/sign-out')).headers.location,
    '/console/sign-in?why=out',
    'from another tab, too',
  )
})

t.test('the sign-in page of another tab signs in as well, and leads to its own page', async (t) => {
  const { browser } = await world(t)
  const load = () => browser.get(`/console/sign-in?back=${ENDPOINTS}`)
  const first = await load()
  // Both tabs asked for the page before either had an answer.
  browser.cookies.clear()
  const second = await load()
  const stale = await browser.send(first, '/console/sign-in', { fields: { key: ADMIN_KEY } })
  t.match(stale, { statusCode: 403, body: 'You are not signed in yet' })
  t.notMatch(stale.body, ADMIN_KEY)
  const signedIn = await browser.send(stale, '/console/sign-in', { fields: { key: ADMIN_KEY } })
  t.match(signedIn, { statusCode: 303, headers: { location: ENDPOINTS } })
  for (const key of ['', ADMIN_KEY]) {
    const again = await browser.send(second, '/console/sign-in', { fields: { key } })
    t.match(again, { statusCode: 303, headers: { location: ENDPOINTS } }, 'who has signed in since is there already')
  }
  const other = { headers: { origin: 'https://evil.example' } }
  t.match(await browser.send(second, '/console/sign-in', other), { statusCode: 403, body: 'another site has sent it' })
})

t.test('a session ends after twelve hours, whatever happens in it', async (t) => {
  const { browser, sealed } = await world(t)
  browser.cookies.set(COOKIE, await sealed({ key: ADMIN_KEY, until: later() }))
  t.equal((await browser.get(ENDPOINTS)).statusCode, 200)
  browser.cookies.set(COOKIE, await sealed({ key: ADMIN_KEY, until: Date.now() - 1 }))
  const over = await browser.get(ENDPOINTS)
  t.match(over, { statusCode: 303, headers: { location: /why=over/ } })
  t.match((await browser.follow(over)).body, 'Your session is over')
})

t.test('sessions are opened with every key of the configuration, and with no other', async (t) => {
  const old = 'facade00facade11facade22facade33'
  const { browser, sealed } = await world(t, { consoleKeys: [CONSOLE_KEY, old] })
  const cookie = await sealed({ key: ADMIN_KEY, until: later() }, old)
  browser.cookies.set(COOKIE, cookie)
  t.equal((await browser.get(ENDPOINTS)).statusCode, 200)
  t.not(browser.cookies.get(COOKIE), cookie, 'and sealed with the first one again')
  const unknown = await sealed({ key: ADMIN_KEY, until: later() }, 'ba5eba11ba5eba22ba5eba33ba5eba44')
  const changed = decodeURIComponent(cookie).replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
  for (const bad of [unknown, encodeURIComponent(changed), cookie.slice(4), 'nonsense', 'a;b', '%00', '']) {
    browser.cookies.set(COOKIE, bad)
    t.match(await browser.get(ENDPOINTS), { statusCode: 303, headers: { location: /^\/console\/sign-in\?back=/ } }, bad)
  }
})

t.test('a session ends with its key: a page leads to the sign-in, and a form changes nothing', async (t) => {
  const { browser, createKey, revokeKey, store } = await world(t)
  const { id, secret } = await createKey(['webhooks:manage'])
  await browser.signIn(secret)
  const page = await browser.get(ENDPOINTS)
  await revokeKey(id)
  const sent = await browser.send(page, ENDPOINTS, { fields: { url: 'https://app.example.com/hooks' } })
  t.match(sent, {
    statusCode: 303,
    headers: { location: `/console/sign-in?${new URLSearchParams({ why: 'lost', back: ENDPOINTS }).toString()}` },
  })
  t.match((await browser.follow(sent)).body, 'Nothing was changed')
  t.equal(store.endpoints.size, 0)
  const other = await createKey(['webhooks:manage'])
  await browser.signIn(other.secret)
  await revokeKey(other.id)
  t.match(await browser.get(ENDPOINTS), { statusCode: 303, headers: { location: /why=over/ } })
  t.notOk(browser.cookies.has(COOKIE), 'and the cookie is gone')
})

t.test('every page of a platform needs the scope of its route, and says which', async (t) => {
  const routes = await routesOf(async () => void (await world(t)))
  const guarded = routes.filter(({ url }) => url.startsWith('/console/:platform/'))
  t.ok(guarded.length > 1)
  const byScope = (scope: Scope) => guarded.filter((route) => route.scope === scope)
  t.equal(
    SCOPES.reduce((count, scope) => count + byScope(scope).length, 0),
    guarded.length,
    'each names one',
  )
  const { browser, createKey, store } = await world(t)
  const { secret } = await createKey(['notices:read'])
  await browser.signIn(secret)
  const home = await browser.get('/console/default')
  t.match(home, { statusCode: 403, body: 'scope &#34;clients:read&#34; or &#34;webhooks:manage&#34;' })
  for (const { name, method, url, scope } of guarded) {
    const path = url.replace(':platform', 'default').replaceAll(/:\w+/g, '1')
    // Before the form is read, so its token does not matter.
    const page = method === 'GET' ? await browser.get(path) : await browser.post(path)
    t.match(page, { statusCode: 403, body: `scope &#34;${scope}&#34;` }, name)
    t.match(page.headers['content-type'], 'text/html')
  }
  t.equal(store.endpoints.size, 0)
})

t.test('a key of one platform sees its own only, and with a key of all staff choose', async (t) => {
  const platforms = platformsOf(['default', 'Default Inc.'], ['bazaar', '<b>azaar'])
  const { browser, createKey } = await world(t, { platforms })
  await browser.signIn((await createKey(['webhooks:manage'], 'default')).secret)
  t.equal((await browser.get('/console')).headers.location, '/console/default')
  t.notMatch((await browser.get(ENDPOINTS)).body, 'Change platform')
  for (const url of ['/console/bazaar', '/console/bazaar/webhook-endpoints', '/console/none'])
    t.match(await browser.get(url), { statusCode: 404, body: 'There is no such platform' }, url)
  browser.cookies.clear()
  await browser.signIn((await createKey(['webhooks:manage'])).secret)
  const choice = await browser.get('/console')
  t.match(choice, { statusCode: 200, body: '<h1>Choose a platform</h1>' })
  t.notMatch(choice.body, 'Change platform')
  t.match(choice.body, /href="\/console\/default".*Default Inc\..*href="\/console\/bazaar".*&#60;b&#62;azaar/s)
  t.match((await browser.get(ENDPOINTS)).body, /<a class="change" href="\/console">Change platform<\/a>/)
})

t.test('a program that asks for no page gets the problem', async (t) => {
  const { browser } = await world(t)
  const accept = 'application/json'
  t.match((await browser.get(ENDPOINTS, { accept })).json(), { status: 401, code: 'UNAUTHENTICATED' })
  await browser.signIn(ADMIN_KEY)
  t.match((await browser.get('/console/no/such', { accept })).json(), { status: 404, code: 'NOT_FOUND' })
  t.match((await browser.get('/console/none/webhook-endpoints', { accept })).json(), { code: 'PLATFORM_NOT_FOUND' })
  const page = await browser.get('/console/none/webhook-endpoints')
  t.match(page, { statusCode: 404, body: /Platform not found.*Reference: <code>[\da-f-]{36}/s })
})

t.test('without a key for its sessions there is no console', async (t) => {
  const { browser } = await world(t, { consoleKeys: [] })
  for (const url of ['/console', '/console/sign-in', ENDPOINTS]) {
    t.match(await browser.get(url), { statusCode: 404, headers: { 'content-type': 'text/html; charset=utf-8' } }, url)
  }
  t.equal((await browser.get('/assets/console.css')).statusCode, 404)
})

t.test('where the API has no https, the cookie is one that browsers take there', async (t) => {
  const { app } = await world(t, { apiBaseUrl: 'http://localhost:4242' })
  const { headers } = await consoleBrowser(app, 'localhost:4242').get('/console/sign-in')
  t.match(headers['set-cookie'], /^console=.*; Path=\/console; HttpOnly; SameSite=Lax$/)
})
