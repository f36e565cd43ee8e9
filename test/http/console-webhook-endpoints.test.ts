import t, { type Test } from 'tap'
import { CONSOLE_KEY, consoleBrowser, formsOf } from '../support/console.ts'
import { ADMIN_KEY, asAdmin, memoryApp } from '../support/memory-app.ts'

const LIST = '/console/default/webhook-endpoints'
const HOOKS = 'https://app.example.com/hooks'

/** Staff with a key for endpoints. */
async function world(t: Test, overrides: Parameters<typeof memoryApp>[1] = {}) {
  const memory = await memoryApp(t, { consoleKeys: [CONSOLE_KEY], ...overrides })
  const browser = consoleBrowser(memory.app)
  const key = await memory.createKey(['webhooks:manage'])
  await browser.signIn(key.secret)
  return {
    ...memory,
    key,
    browser,
    async add(fields: Record<string, string | readonly string[]> = { url: HOOKS }) {
      return browser.send(await browser.get(LIST), LIST, { fields })
    },
    /** Opens a page, and sends the form on it that goes to this address. */
    async act(page: string, action: string, fields: Record<string, string | readonly string[] | undefined> = {}) {
      return browser.send(await browser.get(page), action, { fields })
    },
  }
}

const secretIn = (body: string) => /<code>(whsec_[^<]+)<\/code>/.exec(body)?.[1]

t.test('an endpoint is added, and its secret is shown once, on its own page', async (t) => {
  const { browser, add, store, app, captured, key } = await world(t)
  const added = await add({ url: ` ${HOOKS}\u200b\r\n`, eventTypes: ['account.ready', 'account.rejected'] })
  const at = String(added.headers.location)
  t.match(added, { statusCode: 303, headers: { location: /\/webhook-endpoints\/[\da-f-]{36}$/ } })
  t.match([...store.endpoints.values()], [{ url: HOOKS, eventTypes: ['account.ready', 'account.rejected'] }])
  t.notOk(secretIn((await browser.get(LIST)).body), 'another page does not show it')
  const page = await browser.get(at)
  const secret = secretIn(page.body) ?? 'none'
  t.match((await browser.get(LIST)).body, '<code>fields</code> names what.')
  t.match(page.body, /<title>The endpoint was added\. .*it is not shown again.*How your service verifies events/s)
  t.notMatch((await browser.get(at)).body, secret, 'gone on reload')
  t.notMatch(captured.text(), secret.slice('whsec_'.length))
  const { data } = (await app.inject({ url: '/api/v1/audit-events', headers: asAdmin })).json()
  t.match(data[0], {
    type: 'endpoint_created',
    actor: `admin:${key.id}`,
    details: { endpointId: at.split('/').at(-1) },
  })
})

t.test('a URL that cannot be taken is shown again, with the reason at the field', async (t) => {
  const { browser, add, act, store } = await world(t)
  const faulty = [
    '',
    'app.example.com',
    'ftp://app.example.com',
    'https://a:b@app.example.com',
    `${HOOKS}#x`,
    `${HOOKS}/<b>"`,
  ]
  for (const url of faulty.slice(0, -1)) {
    const page = await add({ url, eventTypes: ['account.ready'] })
    t.equal(page.statusCode, 400, url)
    t.match(page.body, '<title>Not done – Webhook endpoints')
    t.match(page.body, /aria-invalid="true" autofocus[^>]*>\s*<p class="fault" id="url-fault">The URL must be/s)
    const [, form] = formsOf(page.body)
    t.strictSame([form?.fields.get('url'), form?.fields.getAll('eventTypes')], [url, ['account.ready']])
    t.equal((await browser.send(page, LIST, { fields: { url: HOOKS } })).statusCode, 303, 'and can be corrected there')
    t.match([...store.endpoints.values()], [{ url: HOOKS, eventTypes: ['account.ready'] }])
    store.endpoints.clear()
  }
  for (const url of [`${HOOKS}/\0`, `${HOOKS}/\u0007`, `${HOOKS}/ /`, `${HOOKS}/${'x'.repeat(2048)}`])
    t.match(await add({ url }), { statusCode: 400, body: 'The URL must be' }, JSON.stringify(url.slice(0, 40)))
  t.match(
    (await add({ url: `${HOOKS}/${'x'.repeat(2048)}` })).body,
    'at most 2048 characters',
    'which is what is wrong',
  )
  t.equal(store.endpoints.size, 0)
  const at = String((await add({ url: faulty.at(-1) ?? '' })).headers.location)
  t.match((await browser.get(at)).body, '<h1>https://app.example.com/hooks/&#60;b&#62;&#34;</h1>')
  const again = await act(`${at}/change`, `${at}/change`, { url: 'nonsense', eventTypes: ['client.invited'] })
  t.match(again, { statusCode: 400, body: /value="nonsense".*The URL must be/s })
  t.match([...store.endpoints.values()], [{ url: faulty.at(-1), eventTypes: [] }])
})

t.test('an endpoint is changed, switched off and on, and removed after a second thought', async (t) => {
  const { browser, add, act, store } = await world(t)
  const at = String((await add()).headers.location)
  const stored = () => [...store.endpoints.values()][0]
  const changed = await act(`${at}/change`, `${at}/change`, { url: `${HOOKS}/2`, eventTypes: ['link.opened'] })
  t.match((await browser.follow(changed)).body, /The endpoint was changed\..*<dd>link\.opened<\/dd>/s)
  t.match(stored(), { url: `${HOOKS}/2`, eventTypes: ['link.opened'] })
  await act(`${at}/change`, `${at}/change`, { eventTypes: undefined })
  t.match(stored(), { url: `${HOOKS}/2`, eventTypes: [] }, 'with none ticked it gets all')

  const off = await browser.follow(await act(at, `${at}/switch`))
  t.match(off.body, /Its events wait until you switch it on again.*<span class="badge plain">Off<\/span>/s)
  t.match(stored(), { off: { reason: 'staff' } })
  const on = await browser.follow(await act(at, `${at}/switch`))
  t.match(on.body, /What waited for it is sent.*<span class="badge good">On<\/span>/s)
  t.notOk(stored()?.off)

  const question = await browser.get(`${at}/remove`)
  t.match(question.body, /Remove the endpoint\?.*what waits for it is not sent.*cannot be undone/s)
  t.equal(store.endpoints.size, 1)
  t.match(
    (await browser.follow(await browser.send(question, `${at}/remove`))).body,
    /hooks\/2 was removed.*There is no endpoint yet/s,
  )
  t.match(await browser.get(at), { statusCode: 404, body: '<h1>Endpoint not found</h1>' })
})

t.test('what a page says once fits into a cookie that browsers take, however long a URL is', async (t) => {
  const { browser, add } = await world(t)
  const url = `${HOOKS}/x${'ä'.repeat(2000)}`
  const at = String((await add({ url })).headers.location)
  const removed = await browser.send(await browser.get(`${at}/remove`), `${at}/remove`)
  t.ok(String(removed.headers['set-cookie']).length < 4096)
  t.match((await browser.follow(removed)).body, /<p class="title">The endpoint \S+\/xä+ …<\/p>/)
})

t.test('a form to change an endpoint leaves what other staff have changed since it was loaded', async (t) => {
  const { browser, add, store } = await world(t)
  const at = String((await add({ url: HOOKS, eventTypes: ['client.invited', 'account.ready'] })).headers.location)
  const late = [await browser.get(`${at}/change`), await browser.get(`${at}/change`)] as const
  const send = (page: (typeof late)[0], fields: Record<string, string>) =>
    browser.send(page, `${at}/change`, { fields })
  await send(await browser.get(`${at}/change`), { url: `${HOOKS}/2` })
  t.equal((await send(late[0], { eventTypes: 'account.reset' })).statusCode, 303)
  t.match([...store.endpoints.values()], [{ url: `${HOOKS}/2`, eventTypes: ['account.reset'] }])
  t.equal((await send(late[1], { url: `${HOOKS}/3` })).statusCode, 303)
  t.match([...store.endpoints.values()], [{ url: `${HOOKS}/3`, eventTypes: ['account.reset'] }])
})

t.test('a new secret is shown once, and the page says until when the one before it signs', async (t) => {
  const { browser, add, act, store } = await world(t)
  const at = String((await add()).headers.location)
  const first = secretIn((await browser.get(at)).body)
  t.notMatch((await browser.get(`${at}/rotate-secret`)).body, 'stops at once')
  const rotated = await browser.follow(await act(`${at}/rotate-secret`, `${at}/rotate-secret`))
  const second = secretIn(rotated.body)
  t.ok(second !== undefined && second !== first)
  t.match(rotated.body, /signs as well until \d+ Nov|signs as well until \d+ \w+ \d{4}, [\d:]+ UTC/)
  t.notOk(secretIn((await browser.get(at)).body))
  t.match(
    (await browser.get(`${at}/rotate-secret`)).body,
    /The secret before the present one still signs.*stops at\s+once/s,
  )
  const [endpoint] = store.endpoints.values()
  if (endpoint !== undefined)
    store.endpoints.set(endpoint.id, { ...endpoint, previousSecretUntil: new Date(Date.now() - 1) })
  t.notMatch((await browser.get(at)).body, 'signs as well', 'and not longer than it does')
  const page = await browser.get(`${at}/rotate-secret`)
  await Promise.all([1, 2].map(() => browser.send(page, `${at}/rotate-secret`)))
  t.match([...store.endpoints.values()], [{ secretVersion: 3 }], 'a second click makes no other one')
})

t.test('the list says of each endpoint whether events are sent to it', async (t) => {
  const { browser, store } = await world(t)
  const endpoint = { platform: 'default', url: HOOKS, secretVersion: 1, createdAt: new Date() }
  const since = new Date('2026-11-20T08:00:00Z')
  const states = [
    { eventTypes: ['account.ready'] },
    { eventTypes: [], failingSince: since },
    { eventTypes: [], off: { since, reason: 'staff' } },
    { eventTypes: [], failingSince: since, off: { since, reason: 'failing' } },
  ] as const
  for (const [n, state] of states.entries()) store.endpoints.set(`e${n}`, { ...endpoint, id: `e${n}`, ...state })
  const { body } = await browser.get(LIST)
  const badges = [...body.matchAll(/<span class="badge \w+">([^<]+)/g)].map(([, words]) => words)
  t.strictSame(badges, ['On', 'On, failing', 'Off', 'Switched off after failures'])
  t.match(
    body,
    /account\.ready<\/p>.*All events.*Failing since <time datetime="2026-11-20T08:00:00\.000Z">20 Nov 2026, 08:00:00 UTC<\/time>/s,
  )
})

t.test('deliveries are listed newest first, by status and in pages, and sent again', async (t) => {
  const { browser, act, store, addEndpoint, app } = await world(t)
  const { endpointId, deliveryId } = addEndpoint()
  const at = `${LIST}/${endpointId}`
  const [sample] = store.deliveries
  if (sample === undefined) throw new Error('there is no delivery')
  const failed = { status: 'given_up', attempts: 8, answer: { status: 503, body: '<down> for maintenance' } } as const
  const later = {
    status: 'waiting',
    attempts: 1,
    nextAttemptAt: new Date('2026-11-28T20:00:00Z'),
    answer: { failure: 'timeout' },
  } as const
  for (const [id, facts] of [
    ['2000001', failed],
    ['2000002', later],
  ] as const)
    store.deliveries.push({ ...sample, delivery: { ...sample.delivery, id, ...facts } })
  for (let n = 0; n < 25; n += 1)
    store.deliveries.push({ ...sample, delivery: { ...sample.delivery, id: String(3_000_000 + n) } })

  const newest = await browser.get(at)
  t.equal(newest.body.match(/<h3>/g)?.length, 20)
  const older = /href="([^"]+)#deliveries">Older/.exec(newest.body)?.[1] ?? ''
  const page = await browser.get(older)
  t.equal(page.body.match(/<h3>/g)?.length, 8)
  t.match(page.body, /Newest/)
  t.match(
    page.body,
    /Next attempt<\/dt>\s*<dd><time datetime="2026-11-28T20:00:00\.000Z">.*None: <code>timeout<\/code>/s,
  )
  t.match(page.body, /Given up.*<dt>Last answer<\/dt>\s*<dd>503<\/dd>.*<pre>&#60;down&#62; for maintenance<\/pre>/s)
  t.match(
    page.body,
    /<details>\s*<summary>The body that is sent<\/summary>\s*<pre>\{\s+&#34;type&#34;: &#34;client\.invited/,
  )
  t.notMatch(page.body, 'deliveries/2000002/redeliver', 'what waits is not sent again')

  t.notMatch(page.body, '/console/default/clients/', 'a key without clients:read gets no link to the client')
  const staff = consoleBrowser(app)
  await staff.signIn(ADMIN_KEY)
  t.match((await staff.get(at)).body, /<a href="\/console\/default\/clients\/[\da-f-]{36}"><code>/)

  const filtered = await browser.get(`${at}?status=given_up`)
  t.equal(filtered.body.match(/<h3>/g)?.length, 1)
  t.match(filtered.body, /aria-current="true">Given up/)
  t.match((await browser.get(`${at}?status=nonsense`)).statusCode, 400)
  const again = await browser.send(filtered, `${at}/deliveries/2000001/redeliver`)
  t.match((await browser.follow(again)).body, 'The event is sent again, within seconds.')
  const statusOf = (id: string) => store.deliveries.find(({ delivery }) => delivery.id === id)?.delivery.status
  t.strictSame([statusOf('2000001'), statusOf(deliveryId)], ['waiting', 'delivered'])

  for (const since of ['', 'yesterday', '2026-02-31T00:00', '2026-11-28', '28.11.2026 10:00']) {
    const faulty = await act(at, `${at}/redeliver`, { since })
    t.match(faulty, { statusCode: 400, body: 'Enter a date and a time in UTC' }, since)
  }
  const since = new Date(Date.now() - 3_600_000).toISOString().slice(0, 16)
  t.match(
    (await browser.follow(await act(at, `${at}/redeliver`, { since }))).body,
    '26 events are sent again, oldest first.',
  )
  const none = await browser.follow(await act(at, `${at}/redeliver`, { since: '2099-01-01T00:00:00' }))
  t.match(none.body, 'No event since then was delivered or given up')
  t.match((await app.inject({ url: '/api/v1/audit-events', headers: asAdmin })).body, '"deliveries":26')
})

t.test('without a key to sign with, a clear word stands where the forms would be', async (t) => {
  const { browser, addEndpoint, store } = await world(t, { signs: false })
  const { endpointId } = addEndpoint()
  const list = await browser.get(LIST)
  for (const page of [list, await browser.get(`${LIST}/${endpointId}/rotate-secret`)]) {
    t.match(page, { statusCode: 200, body: 'WEBHOOK_MASTER_KEY' })
    t.strictSame(
      formsOf(page.body).map(({ action }) => action),
      ['/console/sign-out'],
    )
  }
  // A form that was loaded while there was a key.
  const kept = { ...list, body: list.body.replaceAll('/console/sign-out', LIST) } as typeof list
  const sent = await browser.send(kept, LIST, { fields: { url: HOOKS } })
  t.match(sent, { statusCode: 409, body: /<h1>Signing key missing<\/h1>.*WEBHOOK_MASTER_KEY/s })
  t.equal(store.endpoints.size, 1)
})

t.test('an endpoint of another platform is as unknown as one that never was', async (t) => {
  const { browser, store, addEndpoint } = await world(t)
  const { endpointId } = addEndpoint()
  const own = `${LIST}/${endpointId}`
  const theirs = {
    id: '0198c5a2-7b1c-7c3e-9a41-6b1f0a6f3c21',
    platform: 'bazaar',
    url: `${HOOKS}/theirs`,
    eventTypes: [],
  }
  store.endpoints.set(theirs.id, { ...theirs, secretVersion: 1, createdAt: new Date() })
  const before = structuredClone([...store.endpoints])
  t.notMatch((await browser.get(LIST)).body, 'theirs')
  for (const id of [theirs.id, '0198c5a2-7b1c-7c3e-9a41-6b1f0a6f3c22', 'nonsense', '%00']) {
    const at = `${LIST}/${id}`
    for (const page of ['', '/change', '/rotate-secret', '/remove'])
      t.match(
        await browser.get(`${at}${page}`),
        { statusCode: 404, body: '<h1>Endpoint not found</h1>' },
        `${id}${page}`,
      )
    for (const [page, action] of [
      [`${own}/change`, '/change'],
      [own, '/switch'],
      [`${own}/rotate-secret`, '/rotate-secret'],
      [`${own}/remove`, '/remove'],
      [own, '/redeliver'],
    ] as const) {
      const shown = await browser.get(page)
      const moved = {
        ...shown,
        body: shown.body.replaceAll(`action="${own}${action}"`, `action="${at}${action}"`),
      } as typeof shown
      const sent = await browser.send(moved, `${at}${action}`, { fields: { url: HOOKS, since: '2026-11-01T00:00' } })
      t.equal(sent.statusCode, 404, `${id}${action}`)
    }
  }
  t.strictSame([...store.endpoints], before)
})

t.test('nothing that an address or a form may contain makes a page fail', async (t) => {
  const { browser, addEndpoint, act } = await world(t)
  const at = `${LIST}/${addEndpoint().endpointId}`
  const hostile = [
    '%00',
    '%ff',
    '..%2f..',
    '__proto__',
    'constructor',
    '%F0%9F%92%A5',
    "'%20or%201=1--",
    'a'.repeat(2000),
    '-1',
    '1e9',
  ]
  for (const text of hostile) {
    const urls = [`/console/${text}/webhook-endpoints`, `${LIST}/${text}`, `${LIST}/${text}/remove`]
    for (const url of [...urls, `${at}?status=${text}`, `${at}?cursor=${text}`, `${at}?${text}=1`, `${at}/${text}`]) {
      const { statusCode, headers } = await browser.get(url)
      t.ok([400, 404].includes(statusCode), `${url.slice(0, 80)}: ${statusCode}`)
      t.match(headers['content-type'], 'text/html', url.slice(0, 80))
    }
    const sent = await act(at, `${at}/redeliver`, { since: decodeURIComponent(text.replace('%ff', '')), [text]: text })
    t.equal(sent.statusCode, 400)
  }
})
