import t, { type Test } from 'tap'
import { pageOfForm } from '../../src/adapters/http/console/return-path.ts'
import { CONSOLE_KEY, consoleBrowser, formsOf } from '../support/console.ts'
import { ADMIN_KEY, memoryApp } from '../support/memory-app.ts'

const ENDPOINTS = '/console/default/webhook-endpoints'
const URL_TYPED = { url: 'https://app.example.com/hooks' }

/** Staff who have signed in, and see the form to add an endpoint. */
async function world(t: Test, overrides: Parameters<typeof memoryApp>[1] = {}) {
  const memory = await memoryApp(t, { consoleKeys: [CONSOLE_KEY], ...overrides })
  const browser = consoleBrowser(memory.app)
  await browser.signIn(ADMIN_KEY)
  return { ...memory, browser, page: await browser.get(ENDPOINTS) }
}

t.test('a form that no page of this session has sent changes nothing, and says what to do', async (t) => {
  const { app, browser, page, store } = await world(t)
  const other = consoleBrowser(app)
  await other.signIn(ADMIN_KEY)
  const [, theirs] = formsOf((await other.get(ENDPOINTS)).body)
  const stranger = await consoleBrowser(app).get('/console/sign-in')
  const refused = {
    'without a token': { fields: { csrf: undefined } },
    'with an empty token': { fields: { csrf: '' } },
    'with another token': { fields: { csrf: 'a'.repeat(52) } },
    'with the token of another session': { fields: { csrf: theirs?.fields.get('csrf') ?? '' } },
    'with the token of a stranger': { fields: { csrf: formsOf(stranger.body)[0]?.fields.get('csrf') ?? '' } },
    'from another site': { headers: { origin: 'https://evil.example' } },
    'from another port of the host': { headers: { origin: 'https://api.example.com:8443' } },
    'from a page without an origin': { headers: { origin: 'null' } },
    'from two origins': { headers: { origin: 'https://api.example.com, https://evil.example' } },
    'from another site, by what else a browser states': {
      headers: { origin: undefined, 'sec-fetch-site': 'cross-site' },
    },
    'from a neighbouring host': { headers: { origin: undefined, 'sec-fetch-site': 'same-site' } },
  }
  for (const [what, { fields = {}, headers = {} }] of Object.entries<{ fields?: object; headers?: object }>(refused)) {
    const answer = await browser.send(page, ENDPOINTS, { fields: { ...URL_TYPED, ...fields }, headers: { ...headers } })
    t.match(answer, { statusCode: 403, body: /<h1>Nothing was changed<\/h1>.*Load the page of the form again/s }, what)
    t.match(answer.body, `<a href="${ENDPOINTS}">Load the page of the form</a>`)
    const out = await browser.send(page, '/console/sign-out', { fields: { ...fields }, headers: { ...headers } })
    t.notMatch(out.body, 'Load the page of the form<', 'which is on every page')
    t.equal(out.statusCode, 403, `${what}, does not sign staff out`)
    const problem = { ...headers, accept: 'application/json' }
    const asked = await browser.send(page, ENDPOINTS, { fields: { ...URL_TYPED, ...fields }, headers: problem })
    t.match(asked.json(), { status: 403, code: 'FORBIDDEN' })
  }
  t.equal(store.endpoints.size, 0)
  t.equal((await browser.get(ENDPOINTS)).statusCode, 200, 'and the session goes on')
})

t.test(
  'the form to sign in is refused from elsewhere as well, so staff never act in a session that is not theirs',
  async (t) => {
    const { app } = await world(t)
    const browser = consoleBrowser(app)
    const page = await browser.get('/console/sign-in')
    for (const sent of [{ headers: { origin: 'https://evil.example' } }, { fields: { csrf: 'x' } }]) {
      const { fields = {}, headers = {} } = sent as { fields?: object; headers?: object }
      const answer = await browser.send(page, '/console/sign-in', {
        fields: { key: ADMIN_KEY, ...fields },
        headers: { ...headers },
      })
      t.equal(answer.statusCode, 403)
      t.equal((await browser.get(ENDPOINTS)).statusCode, 303)
    }
  },
)

t.test('a form of the page itself is taken, whatever the proxy makes of the host', async (t) => {
  for (const headers of [
    {},
    { host: 'internal:4242' },
    { origin: undefined },
    { origin: undefined, 'sec-fetch-site': undefined },
    { host: 'tunnel.example', origin: 'https://tunnel.example' },
  ]) {
    const { browser, page, store } = await world(t)
    const sent = await browser.send(page, ENDPOINTS, { fields: URL_TYPED, headers })
    t.equal(sent.statusCode, 303, JSON.stringify(headers))
    t.equal(store.endpoints.size, 1)
  }
})

t.test('a form that was not done leads to the page that it is on', async (t) => {
  const one = `${ENDPOINTS}/01a222ae-dcc8-752c-a51e-0f13ddb74683`
  const pages = [
    [ENDPOINTS, ENDPOINTS],
    [`${one}/switch?x=/a/b`, one],
    [`${one}/deliveries/1/redeliver`, one],
    ['/console/default/clients/new', '/console/default/clients/new'],
    ['/console/sign-in', undefined],
    ['/console/sign-out', undefined],
    ['//evil.example/a/b/c/d', undefined],
  ] as const
  for (const [url, page] of pages) t.equal(pageOfForm(url), page, url)
  const { browser } = await world(t)
  browser.cookies.clear()
  const lost = await browser.post(`${one}/switch`, { origin: 'https://api.example.com' })
  t.equal(lost.headers.location, `/console/sign-in?${new URLSearchParams({ why: 'lost', back: one }).toString()}`)
})

t.test('what is no form of the console is refused', async (t) => {
  const { browser, page, store } = await world(t)
  const json = { 'content-type': 'application/json' }
  t.match(await browser.send(page, ENDPOINTS, { headers: json }), {
    statusCode: 415,
    body: '<h1>Unsupported media type',
  })
  const long = await browser.send(page, ENDPOINTS, { fields: { url: 'x'.repeat(20_000) } })
  t.match(long, { statusCode: 413, body: '<h1>Too large' })
  for (const fields of [{ form: undefined }, { form: 'x' }, { eventTypes: 'no.such.type' }]) {
    t.match(await browser.send(page, ENDPOINTS, { fields: { ...URL_TYPED, ...fields } }), { statusCode: 400 })
  }
  t.equal(store.endpoints.size, 0)
})

t.test('a second click does nothing twice, and leads to the same page', async (t) => {
  const { browser, page, store } = await world(t)
  const [one, two] = await Promise.all([1, 2].map(() => browser.send(page, ENDPOINTS, { fields: URL_TYPED })))
  t.equal(one?.statusCode, 303)
  t.equal(one?.headers.location, two?.headers.location)
  t.match(await browser.follow(two as NonNullable<typeof two>), { statusCode: 200, body: 'whsec_' }, 'with the secret')
  t.equal(store.endpoints.size, 1)
  await browser.send(await browser.get(ENDPOINTS), ENDPOINTS, { fields: URL_TYPED })
  t.equal(store.endpoints.size, 2, 'the form of a page that is loaded again is another one')
})

t.test('a form that another instance has done, or that was sent long ago, is not done again', async (t) => {
  const { browser, page, store } = await world(t, { isFirstTime: async () => false })
  const again = await browser.send(page, ENDPOINTS, { fields: URL_TYPED })
  t.match(again, { statusCode: 422, body: /<h1>This form was sent before<\/h1>.*was not done again/s })
  t.equal(store.endpoints.size, 0)
})
