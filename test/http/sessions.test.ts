import t from 'tap'
import type { AccountSessions } from '../../src/ports/account-sessions.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const publishableKey = 'pk_test_0123456789'
const SESSION = '/api/v1/onboard-client/session'
const EXIT = '/api/v1/onboard-client/session/exit'

t.test('a session has all that the script of the form takes, and is in no cache', async (t) => {
  const { app, invite, statusOf } = await memoryApp(t, { publishableKey })
  const { token, clientId } = await invite()
  const headers = { origin: 'https://app.example.com' }
  const opened = await app.inject({ method: 'POST', url: SESSION, payload: { token }, headers })
  t.equal(opened.statusCode, 200)
  t.match(opened.json(), {
    publishableKey,
    collectionOptions: { fields: 'eventually_due' },
    components: ['onboarding'],
  })
  t.strictSame(Object.keys(opened.json()), [
    'clientSecret',
    'publishableKey',
    'components',
    'collectionOptions',
    'expiresAt',
  ])
  t.match(opened.headers, { 'cache-control': 'no-store', 'access-control-allow-origin': 'https://app.example.com' })
  t.equal(await statusOf(clientId), 'in_progress')
})

t.test('sessions and their end are requested by POST alone, and never ahead of a click', async (t) => {
  const { app, invite, statusOf } = await memoryApp(t, { publishableKey })
  const { token, clientId } = await invite()
  for (const url of [SESSION, EXIT]) {
    for (const method of ['HEAD', 'GET'] as const) t.equal((await app.inject({ method, url })).statusCode, 404, method)
  }
  const headers = { 'sec-purpose': 'prefetch' }
  const early = await app.inject({ method: 'POST', url: SESSION, payload: { token }, headers })
  t.match(early.json(), { status: 403, code: 'PREFETCH_REFUSED' })
  t.equal(await statusOf(clientId), 'pending')
})

t.test('sessions count against the same limits as links', async (t) => {
  const { app, invite } = await memoryApp(t, { publishableKey, perMinute: { token: 2, unknownCaller: 1 } })
  const post = (url: string, token: string) => app.inject({ method: 'POST', url, payload: { token } })
  const { token } = await invite()
  t.equal((await post(SESSION, token)).statusCode, 200)
  t.equal((await post('/api/v1/onboard-client', token)).statusCode, 200)
  for (const url of [SESSION, EXIT]) t.match((await post(url, token)).json(), { code: 'RATE_LIMITED' }, url)
  t.match((await post(EXIT, 'obt_unknown')).json(), { status: 404, code: 'TOKEN_NOT_FOUND' })
  t.match((await post(SESSION, 'obt_other')).json(), { status: 429, code: 'RATE_LIMITED' })
})

t.test('a client whose country is not known is asked for it', async (t) => {
  const { app, invite } = await memoryApp(t, {
    publishableKey,
    provider: (memory) => ({ ...memory, traits: { ...memory.traits, needsCountry: true } }),
  })
  const { token } = await invite()
  const open = (body: object) => app.inject({ method: 'POST', url: SESSION, payload: { token, ...body } })
  t.match((await open({})).json(), { status: 409, code: 'COUNTRY_REQUIRED' })
  t.equal((await open({ country: 'FR' })).statusCode, 200)
})

t.test('the end of a visit says how far the client is, and where it goes on', async (t) => {
  const failing = { now: false }
  const { app, invite, provider } = await memoryApp(t, {
    publishableKey,
    provider: (memory): PaymentProvider & AccountSessions => ({
      ...memory,
      retrieveAccount: (request, signal) =>
        failing.now
          ? Promise.reject(new PaymentProviderError({ operation: 'retrieve_account', outcome: 'unknown', code: 'x' }))
          : memory.retrieveAccount(request, signal),
    }),
  })
  const exit = async (token: string) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url: EXIT, payload: { token } })
    t.equal(statusCode, 200)
    return JSON.parse(body)
  }
  const { token } = await invite()
  await app.inject({ method: 'POST', url: SESSION, payload: { token } })
  const page = 'https://app.example.com/onboarding-incomplete?status='
  t.strictSame(await exit(token), { status: 'incomplete', url: `${page}incomplete` })
  failing.now = true
  t.strictSame(await exit(token), { status: 'unknown', url: `${page}unknown` })
  failing.now = false
  const [{ facts } = { facts: { accountId: '' } }] = provider.accounts()
  provider.change(facts.accountId, { submitted: true, capabilities: { payouts: 'active' }, asks: [] })
  t.strictSame(await exit(token), { status: 'completed', url: 'https://app.example.com/onboarding-success' })
  t.strictSame(await exit(token), { status: 'completed', url: 'https://app.example.com/onboarding-success' }, 'again')

  const returnUrl = 'https://app.example.com/done?a=b'
  const payload = { name: 'Ada', email: 'own@example.com', returnUrl }
  const invited = await app.inject({ method: 'POST', url: '/api/v1/clients', headers: asAdmin, payload })
  const own = invited.json().onboarding.token
  await app.inject({ method: 'POST', url: SESSION, payload: { token: own } })
  t.strictSame(await exit(own), { status: 'incomplete', url: `${returnUrl}&status=incomplete` })
})

t.test('the preview says how the built-in page goes on', async (t) => {
  for (const ui of ['hosted', 'embedded'] as const) {
    const { app, invite } = await memoryApp(t, { publishableKey, ui })
    const { token } = await invite()
    const preview = await app.inject({ method: 'POST', url: '/api/v1/onboard-client/preview', payload: { token } })
    t.match(preview.json(), { ui })
  }
})
