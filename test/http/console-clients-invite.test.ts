import t from 'tap'
import { CLIENTS, consoleWorld, textOf } from '../support/console-world.ts'
import { formsOf } from '../support/console.ts'

const NEW = `${CLIENTS}/new`
const ADA = { name: ' Ada Lovelace ', email: 'Ada <ada@example.com>', country: 'AT', externalId: 'crm-7', locale: 'de' }

/** The link that a page shows. */
const linkIn = (body: string) => /<p class="secret">\s*<code>([^<]*)<\/code>/.exec(body)?.[1]

t.test('staff invite a client, and its page shows the link once', async (t) => {
  const { browser, show, captured, app } = await consoleWorld(t, ['clients:write', 'clients:read'])
  t.match((await browser.get(CLIENTS)).body, `href="${NEW}"`)
  const form = await browser.get(NEW)
  const sent = await browser.send(form, NEW, { fields: ADA })
  t.match(sent, { statusCode: 303, headers: { location: /^\/console\/default\/clients\/[\da-f-]{36}$/ } })
  const page = await browser.follow(sent)
  t.match(
    textOf(page.body),
    /Ada Lovelace was invited\. The link: It opens without a password: send it to this client only/,
  )
  const link = linkIn(page.body) ?? 'none'
  const secret = link.split('token=')[1] ?? 'none'
  t.match((await app.inject({ url: '/api/v1/onboard-client', query: { token: secret } })).statusCode, 200)
  const { client, onboarding } = await show(String(sent.headers.location).split('/').at(-1) ?? '')
  t.match(client, { ...ADA, name: 'Ada Lovelace', email: 'ada@example.com' })
  t.ok(Date.parse(onboarding.expiresAt) > Date.now() + 300 * 3_600_000, 'the lifetime is that of the configuration')
  t.notMatch((await browser.follow(sent)).body, 'obt_', 'not after a reload')
  t.notMatch(captured.text(), secret)
  t.notMatch(String(sent.headers['set-cookie']) + String(sent.headers.location), secret)
})

t.test('a second click and a reload of the form invite no second client', async (t) => {
  const { browser, store } = await consoleWorld(t)
  const form = await browser.get(NEW)
  const [one, two] = await Promise.all([1, 2].map(() => browser.send(form, NEW, { fields: ADA })))
  t.match(one?.statusCode, 303)
  t.equal(one?.headers.location, two?.headers.location)
  t.equal((await browser.send(form, NEW, { fields: ADA })).headers.location, one?.headers.location)
  t.equal(store.onboardings.size, 1)
})

t.test('the link is emailed if staff want that and may, and is then on no page', async (t) => {
  const { browser, mails, signedIn, store } = await consoleWorld(t, ['clients:write', 'clients:read', 'emails:send'])
  const sent = await browser.send(await browser.get(NEW), NEW, { fields: { ...ADA, sendEmail: 'true' } })
  const page = await browser.follow(sent)
  t.match(textOf(page.body), 'Ada Lovelace was invited. An email with the link is on its way to ada@example.com.')
  t.notMatch(page.body, 'obt_')
  t.match(await mails(), [{ to: { address: 'ada@example.com' } }])

  const withoutScope = await signedIn(['clients:write', 'clients:read'])
  const form = await withoutScope.get(NEW)
  t.match(textOf(form.body), 'To email it, a key needs the scope emails:send')
  t.notMatch(form.body, 'name="sendEmail"')
  const forced = await withoutScope.send(form, NEW, { fields: { ...ADA, externalId: 'b', sendEmail: 'true' } })
  t.match(forced, { statusCode: 403, body: 'emails:send' })
  t.equal(store.onboardings.size, 1, 'and nothing was done')
})

t.test('where the service sends no emails the form says so', async (t) => {
  const { browser } = await consoleWorld(t, undefined, { mails: false })
  const form = await browser.get(NEW)
  t.match(textOf(form.body), 'This service sends no emails: you get the link, and send it.')
  t.notMatch(form.body, 'name="sendEmail"')
  const forced = await browser.send(form, NEW, { fields: { ...ADA, sendEmail: 'true' } })
  t.match(forced, { statusCode: 409, body: 'This service sends no emails' })
})

t.test('a form with a fault is shown again, with what was typed and what is wrong at its field', async (t) => {
  const { browser, invite, store } = await consoleWorld(t)
  const { clientId } = await invite({ email: 'ada@example.com' })
  const { clientId: numbered } = await invite({ email: 'bob@example.com', externalId: 'crm-7' })
  const { externalId: _none, ...ada } = ADA
  const faults: readonly (readonly [string, Record<string, string>, number, string, string?])[] = [
    ['name', { ...ADA, name: ' ' }, 400, 'Name is required.'],
    ['name', { ...ADA, name: 'x'.repeat(201) }, 400, 'Name must have at most 200 characters.'],
    ['email', { ...ADA, email: 'ada.example.com' }, 400, 'Email address must contain an @, as in ada@example.com.'],
    ['country', { ...ADA, country: 'XX' }, 400, 'Country is not a country in which accounts can be opened.'],
    ['locale', { ...ADA, locale: 'German!' }, 400, 'Language must be a language tag'],
    ['email', ada, 409, 'A client with this email address and no external id already exists.', clientId],
    ['externalId', ADA, 409, 'A client with this external id already exists.', numbered],
  ]
  for (const [field, fields, status, words, other] of faults) {
    const again = await browser.send(await browser.get(NEW), NEW, {
      fields: { externalId: '', ...fields, sendEmail: 'true' },
    })
    t.match(again, { statusCode: status }, words)
    const [at] = new RegExp(`<(input|select)[^>]*id="${field}"[^>]*>`).exec(again.body) ?? []
    t.match(at, /aria-invalid="true"\s+autofocus/)
    const [fault] = new RegExp(`<p class="fault" id="${field}-fault">[^<]*`).exec(again.body) ?? []
    t.match(textOf(fault ?? ''), words)
    const [, form] = formsOf(again.body)
    t.match(form?.fields.get('email'), fields['email'])
    t.match(again.body, /name="sendEmail"[^>]*checked/)
    if (other !== undefined) t.match(again.body, `href="${CLIENTS}/${other}"`)
    t.match((await browser.send(again, NEW, { fields: { ...ADA, externalId: `after ${words}` } })).statusCode, 303)
  }
  t.equal(store.onboardings.size, 2 + faults.length)
})

t.test('inviting needs its scope and a form of the session, and changes nothing without', async (t) => {
  const { browser, signedIn, store } = await consoleWorld(t)
  const form = await browser.get(NEW)
  for (const sent of [{ fields: { ...ADA, csrf: 'x' } }, { fields: ADA, headers: { origin: 'https://evil.example' } }])
    t.match(await browser.send(form, NEW, sent), { statusCode: 403, body: 'Nothing was changed' })
  const reader = await signedIn(['clients:read', 'tokens:write'])
  t.match(await reader.get(NEW), { statusCode: 403, body: 'clients:write' })
  t.match(await reader.post(NEW), { statusCode: 403, body: 'clients:write' })
  t.equal(store.onboardings.size, 0)
})
