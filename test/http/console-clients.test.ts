import t from 'tap'
import { CLIENTS, consoleWorld, textOf } from '../support/console-world.ts'

const DAY_MS = 24 * 3_600_000

/** The names of a list, in its order. */
const namesIn = (body: string) =>
  [...body.matchAll(/<a href="[^"]*\/clients\/[^"]*"><bdi>([^<]*)<\/bdi><\/a>/g)].map(([, name]) => name)

t.test('whoever may read clients begins at their list, which is first in the navigation', async (t) => {
  const { browser, signedIn } = await consoleWorld(t, ['clients:read'])
  t.equal((await browser.get('/console/default')).headers.location, CLIENTS)
  const page = await browser.get(CLIENTS)
  t.match(page, {
    statusCode: 200,
    body: /<nav[^>]*>\s*<ul>\s*<li><a href="[^"]*\/clients" aria-current="page">Clients/,
  })
  t.match(textOf(page.body), 'There are no clients yet. A key with the scope "clients:write" invites them.')
  t.notMatch(page.body, '/clients/new')
  const writer = await signedIn(['clients:write', 'clients:read'])
  t.match(textOf((await writer.get(CLIENTS)).body), 'There are no clients yet. Invite the first one')
  const other = await signedIn(['webhooks:manage', 'clients:write'])
  t.match(await other.get(CLIENTS), { statusCode: 403, body: 'clients:read' })
  t.match(
    await other.get(`${CLIENTS}/new`),
    { statusCode: 403, body: 'clients:read' },
    'what shows clients needs it, too',
  )
})

t.test('the list shows where each client stands, what to do, since when and until when', async (t) => {
  const { browser, invite, open, provider, sync, show } = await consoleWorld(t)
  const { clientId, token } = await invite({ name: 'Ada', email: 'ada@example.com', externalId: 'crm-7' })
  const accountId = await open(token)
  const by = new Date('2031-02-03T04:05:06Z')
  provider.change(accountId, {
    submitted: true,
    asks: [{ what: 'A passport', from: 'client', due: 'now', by }],
    hold: 'client_action',
  })
  await sync(clientId)
  await invite({ name: 'أمل', email: 'amal@example.com' })
  const { body } = await browser.get(CLIENTS)
  t.strictSame(namesIn(body), ['أمل', 'Ada'], 'the newest first')
  const text = textOf(body)
  t.match(text, /Ada Onboarding completed Cannot be paid until the client acts ada@example\.com · crm-7/)
  t.match(text, (await show(clientId)).nextStep, 'the next step is that of the API')
  t.match(text, 'Deadline 3 Feb 2031, 04:05:06 UTC')
  t.match(text, /أمل Link not opened yet amal@example\.com .* Unchanged since \d+ \w+ \d{4}/)
  t.match(body, '\u2068أمل\u2069', 'a name from right to left turns no sentence around')
})

t.test('filters, search and order reach the list, and stay in its links', async (t) => {
  const { browser, invite, open, advance } = await consoleWorld(t)
  const { token } = await invite({ name: 'Opened long ago', externalId: 'crm-1' })
  await open(token)
  advance(8 * DAY_MS)
  for (let n = 1; n <= 52; n += 1) await invite({ name: `Client ${n}` })
  const list = async (query: string) => namesIn((await browser.get(`${CLIENTS}?${query}`)).body)
  t.strictSame(await list('q=crm-1'), ['Opened long ago'])
  t.strictSame(await list('status=in_progress'), ['Opened long ago'])
  t.strictSame(await list('readiness=onboarding&nextAction=client'), ['Opened long ago'])
  t.strictSame(await list('stuckFor=7d'), ['Opened long ago'])
  t.match((await browser.get(`${CLIENTS}?stuckFor=8d`)).body, /<option value="8d" selected>/, 'the form keeps it')
  t.equal((await list('sort=since'))[0], 'Opened long ago')
  t.strictSame(await list('sort=deadline'), [])
  t.equal((await list('q=&status=&readiness=&sort=')).length, 50, 'empty fields of the form are no filters')

  const first = await browser.get(`${CLIENTS}?q=client&nextAction=client&nextAction=operator&sort=-createdAt`)
  t.match(first.body, /<option value="client" selected>The client/)
  t.match(first.body, /name="q"\s+value="client"/)
  const next = /href="([^"]*)"[^>]*>Next page/.exec(first.body)?.[1]?.replaceAll('&#38;', '&') ?? 'none'
  t.match(next, '?q=client&nextAction=client&nextAction=operator&sort=-createdAt&cursor=')
  const second = await browser.get(next)
  t.strictSame(namesIn(second.body), ['Client 2', 'Client 1'])
  t.notMatch(second.body, 'Next page')
  t.match(second.body, /href="[^"]*sort=-createdAt">← First page/)
})

t.test('an address with a wrong filter or cursor is answered by a page that says so', async (t) => {
  const { browser, invite } = await consoleWorld(t)
  await invite()
  const wrong = {
    'cursor=x': 'cursor must be the nextCursor of a page before',
    'sort=since&cursor=0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21': 'cursor is the nextCursor of a list in another order',
    'status=lost': 'status is not one of the allowed values',
    'stuckFor=soon': 'stuckFor must be a time',
    'colour=red': 'colour is not a known field',
    'status=pending&status=expired': 'status must be a text',
    'q=ab': 'What you search for must contain three letters or digits in a row.',
  }
  for (const [query, words] of Object.entries(wrong)) {
    const page = await browser.get(`${CLIENTS}?${query}`)
    t.match(page, { statusCode: 400, headers: { 'content-type': /^text\/html/ } }, query)
    t.match(textOf(page.body), words)
    t.match(page.body, `<a href="${CLIENTS}">Show all clients</a>`)
  }
  t.match(textOf((await browser.get(`${CLIENTS}?q=nobody`)).body), 'No client matches.')
})

t.test('the page of a client says everything that is known of it', async (t) => {
  const { browser, invite, open, provider, sync, show } = await consoleWorld(t)
  const { clientId, token, tokenId } = await invite({
    ...{ name: 'Ada', email: 'ada@example.com', country: 'AT', externalId: 'crm-7', locale: 'pt-BR' },
    ...{ returnUrl: 'https://app.example.com/done', metadata: { plan: 'pro' }, prefill: { businessName: 'Engines' } },
  })
  const accountId = await open(token)
  provider.change(accountId, {
    capabilities: { transfers: 'restricted', payouts: 'pending' },
    holdReason: 'requirements.past_due',
    asks: [{ what: 'A passport', from: 'client', due: 'overdue', by: new Date('2031-02-03'), error: 'It is blurred.' }],
  })
  await sync(clientId)
  const text = textOf((await browser.get(`${CLIENTS}/${clientId}`)).body)
  for (const words of [
    ...['Ada', 'Link opened', 'Details not submitted yet', (await show(clientId)).nextStep],
    ...['Email address ada@example.com', 'External id crm-7', 'Country Austria (AT)'],
    ...['Language Brazilian Portuguese (pt-BR)', 'Return URL https://app.example.com/done', 'plan : pro'],
    ...['businessName : Engines', 'Profile The default one', 'Reminders On', `Id ${clientId}`],
    ...['Waiting for The client', 'Purpose Onboarding', 'Issued', 'Expires', `Id of the link ${tokenId}`],
    ...[`Id ${accountId}`, 'Can be paid No', 'A passport (overdue, by 3 Feb 2031, 00:00:00 UTC ) It is blurred.'],
    ...['transfers : restricted', 'payouts : pending', 'requirements.past_due', 'Fetched from Stripe'],
    ...['A link was issued', 'staff environment', 'The link was opened, and led to Stripe'],
    ...['the client', 'purpose onboarding', `link ${tokenId}`],
  ])
    t.match(text, words)
  t.ok(text.indexOf('led to Stripe') < text.indexOf('A link was issued'), 'the newest event first')
})

t.test('a failure at Stripe is shown with its reference and what helps', async (t) => {
  const { browser, invite, store } = await consoleWorld(t)
  const { clientId } = await invite()
  const stored = store.onboardings.get(clientId)
  const lastError = { operation: 'create_account', outcome: 'refused', code: 'country_unsupported', at: new Date() }
  const cure = { advice: 'Ask Stripe.', requestId: 'req_42' }
  const tokens = stored?.state.tokens.map((token) => ({ ...token, attempts: 1, lastError: { ...lastError, ...cure } }))
  store.onboardings.set(clientId, { ...stored, state: { ...stored?.state, tokens } } as NonNullable<typeof stored>)
  const text = textOf((await browser.get(`${CLIENTS}/${clientId}`)).body)
  for (const words of ['STRIPE_ACCOUNT_CREATE_FAILED', 'country_unsupported', 'after 1 failed opening', 'Ask Stripe.'])
    t.match(text, words)
  t.match(text, "Stripe's reference: req_42")
})

t.test('older events are on pages of their own', async (t) => {
  const { browser, invite, store, app } = await consoleWorld(t)
  const { clientId } = await invite()
  const [first] = store.audit.filter((event) => event.clientId === clientId)
  if (first === undefined) throw new Error('nothing was recorded')
  for (let n = 1; n <= 55; n += 1)
    store.audit.push({ ...first, id: String(1000 + n), type: n === 1 ? 'of_a_later_version' : 'email_refused' })
  const page = await browser.get(`${CLIENTS}/${clientId}`)
  t.equal(page.body.split('The mail server of the client refused').length - 1, 50)
  const older = /href="([^"]*history[^"]*)"/.exec(page.body)?.[1] ?? 'none'
  const text = textOf((await browser.get(older)).body)
  t.match(text, /of a later version .* A link was issued/)
  t.match(await browser.get(`${CLIENTS}/${clientId}/history?cursor=x`), { statusCode: 400, body: 'cursor must be' })
  t.equal((await app.inject(older)).statusCode, 401, 'and behind the sign-in')
})

t.test('what is no client of the platform is a page that says so', async (t) => {
  const { browser, invite, store } = await consoleWorld(t)
  const { clientId } = await invite({ name: 'Of another platform' })
  const stored = store.onboardings.get(clientId)
  store.onboardings.set(clientId, { ...stored, state: { ...stored?.state, platform: 'other' } } as NonNullable<
    typeof stored
  >)
  for (const path of [clientId, `${clientId}/history`, '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21', '1', 'x%27--']) {
    const page = await browser.get(`${CLIENTS}/${path}`)
    t.match(page, { statusCode: 404, body: 'There is no client with this id.' }, path)
    t.notMatch(page.body, 'Of another platform')
  }
})

t.test('what others have written is text on every page, and nothing else', async (t) => {
  const { browser, invite } = await consoleWorld(t)
  const evil = `<img src=x onerror=alert(1)>"'&`
  const { clientId } = await invite({ name: evil, externalId: evil, metadata: { plan: evil } })
  for (const url of [
    CLIENTS,
    `${CLIENTS}/${clientId}`,
    `${CLIENTS}/${clientId}/history`,
    `${CLIENTS}?q=${encodeURIComponent(evil)}`,
  ]) {
    const { body } = await browser.get(url)
    t.match(body, '&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;', url)
    t.notMatch(body, '<img')
  }
})
