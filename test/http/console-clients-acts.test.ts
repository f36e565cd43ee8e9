import t from 'tap'
import { SCOPES, type Scope } from '../../src/domain/scope.ts'
import { CLIENTS, consoleWorld, textOf } from '../support/console-world.ts'
import { formsOf } from '../support/console.ts'

/** Staff with these scopes, beside the right to read, at the page of a client. */
async function world(
  t: Parameters<typeof consoleWorld>[0],
  scopes?: readonly Scope[],
  overrides: Parameters<typeof consoleWorld>[2] = {},
) {
  const made = await consoleWorld(t, scopes && ['clients:read', ...scopes], overrides)
  const { clientId, token, tokenId } = await made.invite({ name: 'Ada', email: 'ada@example.com' })
  const at = `${CLIENTS}/${clientId}`
  const { browser } = made
  return {
    ...made,
    ...{ clientId, token, tokenId, at },
    /** Sends the form of an act on the page of the client, or on a page below it, and returns the answer. */
    act: async (act: string, fields: Record<string, string> = {}, page = at) =>
      browser.send(await browser.get(page), `${at}/${act}`, { fields }),
    /** Follows the answer to a form, and returns the text of the page. */
    said: async (answer: Awaited<ReturnType<typeof browser.send>>) => textOf((await browser.follow(answer)).body),
  }
}

const linkIn = (body: string) => /<p class="secret">\s*<code>[^<]*token=([^<]*)<\/code>/.exec(body)?.[1] ?? 'none'

t.test('a new link is shown once, says what it is, and ends the one before', async (t) => {
  const { browser, act, app, captured, token } = await world(t, ['tokens:write'])
  const sent = await act('links')
  t.equal(sent.statusCode, 303)
  const page = await browser.follow(sent)
  const text = textOf(page.body)
  t.match(text, 'A new link was issued. The link: It opens without a password: send it to this client only.')
  t.match(text, 'The link before no longer opens.')
  const secret = linkIn(page.body)
  const open = async (each: string) =>
    (await app.inject({ url: '/api/v1/onboard-client', query: { token: each } })).statusCode
  t.equal(await open(token), 410)
  t.equal(await open(secret), 200)
  t.notMatch((await browser.follow(sent)).body, 'obt_', 'a reload shows it no more')
  t.notMatch(captured.text() + String(sent.headers['set-cookie']), secret)
})

t.test('a second click issues one link, and both answers lead to it', async (t) => {
  const { browser, at, store, clientId } = await world(t)
  const page = await browser.get(at)
  const sent = await Promise.all([1, 2].map(() => browser.send(page, `${at}/links`)))
  t.match(sent, [{ statusCode: 303 }, { statusCode: 303 }])
  t.equal(store.onboardings.get(clientId)?.state.tokens.length, 2)
  const [, second] = sent
  t.match(linkIn((await browser.follow(second as NonNullable<typeof second>)).body), /^obt_/)
})

t.test('a new link and a reminder go by email, for keys that may, if the service sends emails', async (t) => {
  const { act, said, mails, browser, at, signedIn } = await world(t)
  t.match(
    await said(await act('links', { sendEmail: 'true' })),
    'An email with the link is on its way to ada@example.com',
  )
  t.equal((await mails()).length, 1)
  const reminder = await act('remind')
  t.match(await said(reminder), 'An email with the link is on its way to ada@example.com.')
  t.equal((await mails()).length, 2)
  const again = await act('remind')
  t.equal(again.statusCode, 409)
  t.match(textOf(again.body), 'Reminded recently', 'on the page of the client')
  t.match(again.body, `action="${at}/remind"`)
  t.equal((await mails()).length, 2)

  const writer = await signedIn(['clients:read', 'tokens:write'])
  const forced = await writer.send(await writer.get(at), `${at}/links`, { fields: { sendEmail: 'true' } })
  t.match(forced, { statusCode: 403, body: 'emails:send' })
  const without = await world(t, undefined, { mails: false })
  const page = await without.browser.get(without.at)
  t.match(textOf(page.body), 'This service sends no emails')
  t.notMatch(page.body, /sendEmail|\/remind"/)
  t.match((await browser.get(at)).body, `action="${at}/remind"`)
})

t.test('a link is extended by hours, and a wrong number is said at its field', async (t) => {
  const { act, said, show, clientId } = await world(t, ['tokens:write'])
  t.match(await said(await act('extend', { expiresInHours: ' 2000 ' })), /The link can be opened until \d+ \w+ \d{4}/)
  const { onboarding } = await show(clientId)
  t.ok(Date.parse(onboarding.expiresAt) > Date.now() + 1999 * 3_600_000)
  for (const typed of ['0', '2161', 'a week', '', '1.5']) {
    const again = await act('extend', { expiresInHours: typed })
    t.match(again, { statusCode: 400, body: /id="expiresInHours"[^>]*aria-invalid="true"/ }, typed)
    t.match(again.body, `value="${typed}"`)
    t.match(textOf(again.body), 'This must be a whole number')
  }
  t.equal((await show(clientId)).onboarding.expiresAt, onboarding.expiresAt)
})

t.test('a link is revoked after a second thought, and then there is nothing to extend', async (t) => {
  const { browser, at, act, said, statusOf, clientId, open, token } = await world(t, ['tokens:write'])
  await open(token)
  t.match(textOf((await browser.get(`${at}/revoke`)).body), 'The link no longer opens')
  t.equal(await statusOf(clientId), 'in_progress', 'a look changes nothing')
  const text = await said(await act('revoke', {}, `${at}/revoke`))
  t.match(text, /The link was revoked\. A page at Stripe that it has opened already may work until/)
  t.equal(await statusOf(clientId), 'revoked')
  const page = await browser.get(at)
  t.notMatch(page.body, /\/(extend|revoke)"/)
  t.match(textOf(page.body), 'Send ada@example.com a new link if the client is still to be onboarded')
})

t.test('a form that was shown for another link ends, extends and replaces none that was issued since', async (t) => {
  const { browser, at, act, app, clientId, statusOf } = await world(t, ['tokens:write'])
  const [page, question] = [await browser.get(at), await browser.get(`${at}/revoke`)]
  const secret = linkIn((await browser.follow(await act('links'))).body)
  const late = [
    await browser.send(question, `${at}/revoke`),
    await browser.send(page, `${at}/extend`),
    await browser.send(page, `${at}/links`),
  ]
  for (const answer of late) {
    t.equal(answer.statusCode, 410)
    t.match(textOf(answer.body), 'was replaced after you loaded the page. Nothing was done')
  }
  t.equal(await statusOf(clientId), 'pending')
  t.equal((await app.inject({ url: '/api/v1/onboard-client', query: { token: secret } })).statusCode, 200)
  t.equal((await browser.send(late[0] ?? page, `${at}/extend`)).statusCode, 303, 'the page is that of the present link')
})

t.test('an account is refreshed, and what Stripe refuses is said on the page of its client', async (t) => {
  const { browser, at, act, said, provider, token, open, clientId, show } = await world(t)
  t.notMatch((await browser.get(at)).body, `${at}/sync`, 'not without an account')
  const accountId = await open(token)
  t.notMatch((await browser.get(at)).body, `${at}/dashboard`, 'nor a dashboard before the client has finished')
  provider.change(accountId, { submitted: true, hold: 'provider_review', asks: [] })
  t.match(await said(await act('sync')), 'The account was fetched from Stripe. In review at Stripe.')
  t.equal((await show(clientId)).account.readiness, 'under_review')
  t.match(
    textOf((await browser.get(at)).body),
    'The readiness of the account changed : Details not submitted yet → In review',
  )

  const opened = await act('dashboard')
  t.match(opened, { statusCode: 200, body: /<title>Express dashboard of \u2068Ada\u2069 –/ })
  t.match(opened.body, /<a class="button" href="https:\/\/[^"]+" rel="noreferrer">Open the dashboard at Stripe/)
  t.match(textOf((await browser.get(at)).body), 'Staff got a link to the Express dashboard')

  provider.change(accountId, { hold: 'disconnected' })
  await act('sync')
  const refused = await act('dashboard')
  t.match(refused, { statusCode: 409, body: /class="notice bad" role="alert"/ })
  t.match(textOf(refused.body), 'The account is closed or no longer connected to this platform.')
})

t.test('a client is changed, and a faulty form comes back with what was typed', async (t) => {
  const { browser, at, act, said, show, clientId, invite } = await world(t, ['clients:write'])
  const { clientId: other } = await invite({ email: 'bob@example.com' })
  const change = (fields: Record<string, string>) => act('change', fields, `${at}/change`)
  const form = formsOf((await browser.get(`${at}/change`)).body).find(({ action }) => action.endsWith('/change'))
  t.match(form?.fields.get('name'), 'Ada')
  t.equal(form?.fields.has('externalId'), false, 'it is never changed')

  t.match(await said(await change({ name: 'Ada L.', country: 'AT', locale: 'de' })), 'The client was changed.')
  t.match((await show(clientId)).client, { name: 'Ada L.', email: 'ada@example.com', country: 'AT', locale: 'de' })
  t.match((await browser.get(`${at}/change`)).body, /<option value="AT" selected>/)
  await change({ country: '', locale: '' })
  t.match((await show(clientId)).client, { country: null, locale: null })
  const moved = await said(await change({ email: 'ada@lovelace.example' }))
  t.match(moved, 'The open link was revoked, because it went to the old address. Issue a new one.')

  for (const [fields, status, words] of [
    [{ name: '' }, 400, 'Name must not be empty.'],
    [{ email: 'nonsense' }, 400, 'Email address must contain an @'],
    [{ email: 'bob@example.com' }, 409, 'A client with this email address and no external id already exists.'],
  ] as const) {
    const again = await change(fields)
    t.match(again, { statusCode: status, body: /aria-invalid="true"/ }, words)
    t.match(textOf(again.body), words)
    t.match(again.body, `value="${Object.values(fields)[0]}"`)
    if (status === 409) t.match(again.body, `href="${CLIENTS}/${other}"`)
  }
  t.equal((await show(clientId)).client.email, 'ada@lovelace.example')
})

t.test('a form to change a client leaves what other staff have changed since it was loaded', async (t) => {
  const { browser, at, show, clientId, statusOf } = await world(t, ['clients:write', 'tokens:write'])
  const [late, faulty] = [await browser.get(`${at}/change`), await browser.get(`${at}/change`)]
  const send = (page: typeof late, fields: Record<string, string>) => browser.send(page, `${at}/change`, { fields })
  await send(await browser.get(`${at}/change`), { email: 'ada@lovelace.example', country: 'AT' })
  await browser.send(await browser.get(at), `${at}/links`)
  t.equal((await send(late, { name: 'Ada L.', locale: 'de' })).statusCode, 303)
  const changed = { name: 'Ada L.', email: 'ada@lovelace.example', country: 'AT', locale: 'de' }
  t.match((await show(clientId)).client, changed)
  t.equal(await statusOf(clientId), 'pending', 'and the link to the new address is not revoked')
  const again = await send(faulty, { name: '' })
  t.match(again, { statusCode: 400, body: 'value="ada@lovelace.example"' })
  t.equal((await send(again, { name: 'Ada', country: 'AT', locale: 'de' })).statusCode, 303)
  t.match((await show(clientId)).client, { ...changed, name: 'Ada' })
})

t.test('the country of an account is not changed, and the form says why', async (t) => {
  const { at, act, open, token } = await world(t)
  await open(token)
  const again = await act('change', { country: 'FR' }, `${at}/change`)
  t.match(again, { statusCode: 409, body: /<select[^>]*id="country"[^>]*aria-invalid="true"/ })
  t.match(textOf(again.body), 'the country can no longer be changed.')
})

t.test('a client is erased by those who type its address, and is in no list any more', async (t) => {
  const { browser, at, act, clientId, app, store, said } = await world(t, ['clients:erase'])
  t.match(textOf((await browser.get(`${at}/erase`)).body), 'This cannot be undone. What is lost: the name')
  for (const email of ['', 'bob@example.com', 'Ada']) {
    const again = await act('erase', { email }, `${at}/erase`)
    t.match(again, { statusCode: 400, body: /aria-invalid="true"/ }, email)
    t.match(textOf(again.body), 'This is not the email address of the client. Nothing was erased.')
  }
  t.equal(store.onboardings.get(clientId)?.state.erasedAt, undefined)
  const sent = await act('erase', { email: ' ADA@example.com' }, `${at}/erase`)
  t.match(sent.headers, { location: CLIENTS })
  t.match(await said(sent), /The client was erased\. .*There are no clients yet/)
  t.match(await browser.get(at), { statusCode: 404, body: 'There is no client with this id.' })
  t.notMatch((await app.inject(at)).body, 'Ada')
})

const ACTS = {
  'tokens:write': ['links', 'extend', 'revoke'],
  'emails:send': ['remind'],
  'clients:write': ['change', 'sync'],
  'accounts:manage': ['dashboard'],
  'clients:erase': ['erase'],
} as const

t.test('what a key may not do is on no page, is named once, and is refused', async (t) => {
  const { signedIn, at, open, token, provider, sync, clientId, show, store } = await world(t)
  provider.change(await open(token), { submitted: true, asks: [{ what: 'A passport', from: 'client', due: 'now' }] })
  await sync(clientId)
  store.onboardings.set(clientId, withOpenToken(store.onboardings.get(clientId)))
  const state = async () => {
    const events = store.audit.filter((event) => event.clientId === clientId)
    return JSON.stringify([await show(clientId), events, store.onboardings.get(clientId)?.version])
  }
  const before = await state()
  for (const [scope, acts] of Object.entries(ACTS)) {
    const others = SCOPES.filter((each) => each in ACTS && each !== scope)
    const browser = await signedIn(['clients:read', ...others])
    const { body } = await browser.get(at)
    t.equal(body.split(`needs the scope <code>${scope}</code>`).length - 1, 1, scope)
    for (const act of acts) {
      t.notMatch(body, `"${at}/${act}"`, act)
      t.match(await browser.post(`${at}/${act}`), { statusCode: 403, body: `&#34;${scope}&#34;` }, act)
    }
    for (const act of others.flatMap((each) => ACTS[each as keyof typeof ACTS])) t.match(body, `"${at}/${act}"`)
    const blind = await signedIn([scope as Scope])
    for (const act of acts)
      t.match(await blind.post(`${at}/${act}`), { statusCode: 403, body: 'clients:read' }, `${act} shows the client`)
  }
  t.equal(await state(), before)
  t.notMatch((await (await signedIn(['admin'])).get(at)).body, 'What your key may not do')
})

/** As if the client had an open link again. */
function withOpenToken<T extends { readonly state: { readonly tokens: readonly object[] } }>(stored: T | undefined): T {
  if (stored === undefined) throw new Error('the client is not stored')
  const tokens = stored.state.tokens.map((token) => ({ ...token, status: 'pending' }))
  return { ...stored, state: { ...stored.state, tokens } }
}

t.test('an act without a form of the session, or on a client of another platform, changes nothing', async (t) => {
  const { browser, at, store, clientId } = await world(t)
  const page = await browser.get(at)
  const confirm = await browser.get(`${at}/erase`)
  const before = JSON.stringify(store.onboardings.get(clientId))
  t.match(await browser.send(page, `${at}/links`, { fields: { csrf: 'x' } }), { statusCode: 403 })
  const email = 'ada@example.com'
  for (const sent of [
    { fields: { email, csrf: undefined } },
    { fields: { email }, headers: { origin: 'https://evil.example' } },
  ])
    t.match(await browser.send(confirm, `${at}/erase`, sent), { statusCode: 403, body: 'Nothing was changed' })
  t.equal(JSON.stringify(store.onboardings.get(clientId)), before)

  const stored = store.onboardings.get(clientId)
  const foreign = { ...stored, state: { ...stored?.state, platform: 'other' } } as NonNullable<typeof stored>
  store.onboardings.set(clientId, foreign)
  for (const form of [page, confirm])
    for (const { action } of formsOf(form.body).filter((each) => each.action.startsWith(at)))
      t.match(await browser.send(form, action, { fields: { email } }), { statusCode: 404 }, action)
  for (const act of ['change', 'revoke', 'erase']) t.equal((await browser.get(`${at}/${act}`)).statusCode, 404)
  t.equal(store.onboardings.get(clientId), foreign)
})
