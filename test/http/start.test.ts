import t, { type Test } from 'tap'
import { LOCALES } from '../../src/domain/locale.ts'
import { PAGE_WORDS } from '../../src/pages/words.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const HOUR_MS = 3_600_000

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' }
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }

async function world(t: Test, overrides: Parameters<typeof memoryApp>[1] = {}) {
  const memory = await memoryApp(t, overrides)
  const { app, mails, store } = memory
  return {
    ...memory,
    get: (headers: Record<string, string> = browser) => app.inject({ url: '/start', headers }),
    /** Sends the form of the page. */
    type: (email: string, headers: Record<string, string> = browser) =>
      app.inject({
        method: 'POST',
        url: '/start',
        payload: new URLSearchParams({ email }).toString(),
        headers: { ...headers, ...urlencoded },
      }),
    /** Sends the request of a front end. */
    ask: (payload: object, remoteAddress = '127.0.0.1', query: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/onboard-client/request-new-link',
        payload,
        remoteAddress,
        query,
      }),
    open: (token: string) => app.inject({ url: '/api/v1/onboard-client', query: { token } }),
    /** The tokens in the links that this address was sent. */
    async sentTo(address: string): Promise<string[]> {
      const sent = (await mails()).filter(({ to }) => to.address === address)
      return sent.map(({ link = '' }) => new URL(link).searchParams.get('token') ?? '')
    },
    async trail(clientId: string): Promise<string[]> {
      const { body } = await app.inject({ url: `/api/v1/clients/${clientId}/events`, headers: asAdmin })
      return (JSON.parse(body).data as { type: string; actor: string; details: { answer?: string } }[])
        .filter(({ type }) => type === 'new_link_requested')
        .map(({ actor, details }) => `${details.answer} by ${actor}`)
        .toReversed()
    },
    stateOf: (clientId: string) => store.onboardings.get(clientId)?.state,
  }
}

t.test('the page asks for the address, in the language of the browser, without a script', async (t) => {
  const { get, app } = await world(t, { platformName: '<b>' })
  for (const locale of LOCALES) {
    const page = await get({ ...browser, 'accept-language': locale })
    t.equal(page.statusCode, 200)
    t.match(page.body, `<html lang="${locale}">`)
    t.match(page.body, `tabindex="-1">${PAGE_WORDS[locale].start.ask.title}</h1>`)
    t.match(page.body, /<label for="email">.*<input\s[^>]*autocomplete="email"[^>]*required/s)
    t.match(page.body, '<bdi>&#60;b&#62;</bdi>')
    t.notMatch(page.body, /<script|\{\w+\}|aria-invalid/)
    t.match(page.headers, {
      'cache-control': 'no-store',
      'content-language': locale,
      'content-security-policy': /form-action 'self'/,
    })
  }
  t.equal((await app.inject({ method: 'HEAD', url: '/start' })).statusCode, 200)
})

t.test('a client that types its address gets another link, and the one that it holds still works', async (t) => {
  const { invite, type, ask, sentTo, open, trail, advance } = await world(t)
  const { token, clientId } = await invite({ email: 'ada@example.com' })
  t.match(await type('ada@example.com'), { statusCode: 200, body: PAGE_WORDS.de.start.sent.title })
  const [first = ''] = await sentTo('ada@example.com')
  for (const each of [token, first]) t.equal((await open(each)).statusCode, 200)

  advance(HOUR_MS)
  t.match(await ask({ email: 'ada@example.com' }), { statusCode: 202, body: '{"accepted":true}' })
  const [, second = ''] = await sentTo('ada@example.com')
  for (const each of [token, first, second]) t.equal((await open(each)).statusCode, 200)
  t.strictSame(await trail(clientId), Array(2).fill('sent_again by job:link-request'))
})

t.test('a client whose link has expired gets a new one', async (t) => {
  const { invite, type, sentTo, open, trail, advance } = await world(t)
  const { token, clientId } = await invite({ email: 'late@example.com', expiresInHours: 1 })
  advance(HOUR_MS)
  await type('late@example.com')
  const [sent = ''] = await sentTo('late@example.com')
  t.equal((await open(sent)).statusCode, 200)
  t.equal((await open(token)).statusCode, 410)
  t.strictSame(await trail(clientId), ['issued by job:link-request'])
})

t.test('an address is found however it is typed, and each of its clients gets a link', async (t) => {
  const { invite, type, sentTo, advance } = await world(t)
  await invite({ email: 'Ada@Müller.example' })
  await invite({ email: 'ada@müller.EXAMPLE', externalId: 'second' })
  let links = 0
  for (const typed of [
    'ADA@MÜLLER.example',
    ' ada@mu\u0308ller.example. ',
    'Ada Lovelace <ada@xn--mller-kva.example>',
    'mailto:ada@xn--mller-kva.example',
    '\uff41\uff44\uff41\uff20müller.example',
  ]) {
    t.equal((await type(typed)).statusCode, 200, typed)
    const sent = [...(await sentTo('Ada@xn--mller-kva.example')), ...(await sentTo('ada@xn--mller-kva.example'))]
    t.equal(sent.length, (links += 2), typed)
    t.equal(new Set(sent).size, links)
    advance(25 * HOUR_MS)
  }
})

t.test('no client gets more than three links a day, whatever strangers type', async (t) => {
  const { invite, type, sentTo, advance } = await world(t)
  await invite({ email: 'ada@example.com' })
  for (let n = 0; n < 20; n += 1) {
    t.equal((await type('ada@example.com')).statusCode, 200, 'the answer is the same')
    advance(HOUR_MS)
    if (n === 1) t.equal((await sentTo('ada@example.com')).length, 2)
    else await sentTo('')
  }
  t.equal((await sentTo('ada@example.com')).length, 3)
  advance(5 * HOUR_MS)
  await type('ada@example.com')
  t.equal((await sentTo('ada@example.com')).length, 4)
})

t.test('nothing is sent to a stranger, an erased client, or one whose link staff revoked', async (t) => {
  const { app, invite, ask, mails, trail } = await world(t)
  const erased = await invite({ email: 'erased@example.com' })
  await app.inject({ method: 'DELETE', url: `/api/v1/clients/${erased.clientId}`, headers: asAdmin })
  const revoked = await invite({ email: 'revoked@example.com' })
  const url = `/api/v1/onboarding-tokens/${revoked.tokenId}/revoke`
  await app.inject({ method: 'POST', url, headers: asAdmin })
  for (const email of ['stranger@example.com', 'erased@example.com', 'revoked@example.com', 'x@']) await ask({ email })
  t.strictSame(await mails(), [])
  t.strictSame(await trail(revoked.clientId), ['withdrawn by job:link-request'])
})

t.test('the answer is the same, at the same moment after arrival, whatever is known of the address', async (t) => {
  const pauses: { readonly ms: number; readonly over: () => void }[] = []
  const pause = (ms: number) => new Promise<void>((over) => pauses.push({ ms, over }))
  const { invite, ask, type, store, sentTo } = await world(t, { pause })
  await invite({ email: 'known@example.com' })
  await invite({ email: 'often@example.com' })
  const done = await invite({ email: 'erased@example.com' })
  store.onboardings.delete(done.clientId)

  for (const send of [(email: string) => ask({ email }), type]) {
    const answers = new Set<string>()
    for (const email of [
      'known@example.com',
      'unknown@example.com',
      'erased@example.com',
      'often@example.com',
      'often@example.com',
    ]) {
      let isAnswered = false
      const answer = send(email).finally(() => (isAnswered = true))
      // All that is done has long been done then.
      for (let turn = 0; turn < 500; turn += 1) await new Promise(setImmediate)
      t.notOk(isAnswered, `${email}: the answer waits for its moment`)
      const [moment] = pauses.splice(0)
      moment?.over()
      const { statusCode, body, headers } = await answer
      const { date: _date, 'x-request-id': _id, ...rest } = headers
      answers.add(JSON.stringify({ ms: moment?.ms, statusCode, body, rest }))
      t.strictSame(
        Object.keys(store.linkRequests[0] ?? {}),
        ['platform', 'requestId', 'clientIds'],
        'no address is kept',
      )
      await sentTo('')
    }
    t.equal(answers.size, 1)
  }
})

t.test('what is no address is shown again, and says so', async (t) => {
  const { type, ask, store } = await world(t)
  for (const typed of ['', 'ada', 'ada@example', 'a@b.example, c@d.example', '"><script>@x', 'x'.repeat(1500)]) {
    const page = await type(typed)
    t.match(page, { statusCode: 400, body: PAGE_WORDS.de.start.faulty.title }, typed)
    t.match(page.body, /<input[^>]*aria-invalid="true" aria-describedby="text" autofocus/s)
    t.notMatch(page.body, '<script')
    t.match((await ask({ email: typed })).json(), { code: 'VALIDATION_FAILED', errors: [{ field: 'email' }] })
  }
  t.match((await type('ada@example')).body, 'value="ada@example"')
  for (const body of [{}, { token: 'obt_x', email: 'ada@example.com' }, { email: 5 }]) {
    t.match((await ask(body)).json(), { code: 'VALIDATION_FAILED' })
  }
  t.match((await ask({ token: 'obt_x', email: 'ada@example.com' })).json(), { detail: 'body must have one field only' })
  t.strictSame(store.linkRequests, [])
})

t.test('without emails the page says what to do instead, and the route answers with its problem', async (t) => {
  const { get, type, ask, store } = await world(t, { mails: false, supportEmail: 'help@example.com' })
  for (const page of [await get(), await type('ada@example.com')]) {
    t.match(page.body, PAGE_WORDS.de.start.noEmail.title)
    t.match(page.body, 'mailto:help@example.com')
    t.notMatch(page.body, '<form')
  }
  const refused = (await ask({ email: 'ada@example.com' })).json()
  t.match(refused, { status: 409, code: 'MAIL_NOT_CONFIGURED' })
  t.notMatch(refused.detail, 'sendEmail', 'a field that this request does not have')
  t.strictSame(store.linkRequests, [])
})

t.test('a caller that types many addresses is stopped, and so is an address that many type', async (t) => {
  const caller = await world(t, { perMinute: { typed: 2 } })
  const statuses = []
  for (const n of [1, 2, 3]) statuses.push((await caller.ask({ email: `a${n}@example.com` })).statusCode)
  t.strictSame(statuses, [202, 202, 429])
  t.equal((await caller.ask({ email: 'a4@example.com' }, '192.0.2.1')).statusCode, 202, 'others are not')
  const page = await caller.type('a5@example.com')
  t.match(page, { statusCode: 429, body: PAGE_WORDS.de.errors.tooMany.title })
  t.match(page.headers['retry-after'], /^\d+$/)
  t.match((await caller.type('a5@example.com', { accept: '*/*' })).json(), { code: 'RATE_LIMITED' })

  const { invite, ask } = await world(t, { perMinute: { typedEmail: 2 } })
  await invite({ email: 'known@example.com' })
  for (const [known, n] of [
    ['known@example.com', 1],
    ['unknown@example.com', 2],
  ] as const) {
    const typed = [known, known.toUpperCase(), known]
    const answers = []
    for (const [m, email] of typed.entries()) answers.push((await ask({ email }, `192.0.2.${n}${m}`)).statusCode)
    t.strictSame(answers, [202, 202, 429], 'known or not')
  }
})

t.test('typed addresses and tokens are in no log', async (t) => {
  const { invite, type, ask, sentTo, captured } = await world(t)
  await invite({ email: 'known-1@example.com' })
  for (const email of ['known-1@example.com', 'unknown-2@example.com', 'faulty-3@']) {
    await type(email)
    await ask({ email })
  }
  const [token = ''] = await sentTo('known-1@example.com')
  t.match(captured.text(), '"route":"/start"')
  t.notMatch(captured.text(), new RegExp(`known-1|unknown-2|faulty-3|${token}`))
})
