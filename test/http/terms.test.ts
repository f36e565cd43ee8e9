import t from 'tap'
import { PaymentProviderError } from '../../src/ports/payment-provider.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const url = 'https://www.example.com/terms'
const browser = 'browser-of-ada'

/** An app of a platform with terms of its own, and a client of it. `terms.version` can be changed. */
async function scene(t: Parameters<typeof memoryApp>[0], options: Parameters<typeof memoryApp>[1] = {}) {
  const terms = { url, version: '2026-11-01' }
  const own = await memoryApp(t, { terms, publishableKey: 'pk_test_0123456789', ...options })
  const { token, clientId } = await own.invite()
  const post = async (path: string, payload: object = {}, headers: Record<string, string> = {}) => {
    const response = await own.app.inject({
      ...{ method: 'POST', url: `/api/v1/onboard-client${path}`, headers },
      payload: { token, browser, ...payload },
    })
    return { status: response.statusCode, body: response.json() }
  }
  const admin = async (path: string) =>
    (await own.app.inject({ url: `/api/v1/clients${path}`, headers: asAdmin })).json()
  return {
    ...{ ...own, terms, token, clientId, post },
    preview: async () => (await post('/preview')).body.terms,
    accepted: async () => (await admin(`/${clientId}`)).client.termsAccepted,
    events: async () => (await admin(`/${clientId}/events`)).data,
  }
}

for (const path of ['', '/session']) {
  t.test(`POST /onboard-client${path} opens a link once the terms of the platform are accepted`, async (t) => {
    const { post, preview, accepted, events, statusOf, clientId, terms, provider } = await scene(t)
    t.strictSame(await preview(), { version: '2026-11-01', url })
    for (const payload of [{}, { termsVersion: '2025-01-01' }]) {
      const refused = await post(path, payload)
      t.match(refused, { status: 409, body: { code: 'TERMS_REQUIRED', retryable: false } })
      t.strictSame(refused.body.terms, { version: '2026-11-01', url }, 'which say what to accept')
    }
    t.equal(await statusOf(clientId), 'pending')
    t.equal(await accepted(), null)
    t.equal(provider.accounts().length, 0)

    const opened = await post(path, { termsVersion: '2026-11-01' })
    t.equal(opened.status, 200)
    t.match(await accepted(), { version: '2026-11-01', at: /^\d{4}-/, address: '127.0.0.1' })
    t.match(
      (await events()).filter(({ type }: { type: string }) => type === 'terms_accepted'),
      [{ actor: 'client', details: { version: '2026-11-01' } }],
    )
    t.equal(await preview(), null)
    t.equal((await post(path)).status, 200, 'and it is not asked again')

    terms.version = '2027-01-01'
    t.strictSame(await preview(), { version: '2027-01-01', url })
    t.equal((await post(path, { termsVersion: '2026-11-01' })).body.code, 'TERMS_REQUIRED', 'unless they change')
    t.equal((await post(path, { termsVersion: '2027-01-01' })).status, 200)
    t.match(await accepted(), { version: '2027-01-01' })
  })
}

t.test('a GET accepts nothing: it says what is missing, and opens the link after that', async (t) => {
  const { app, token, post, statusOf, clientId } = await scene(t)
  const get = (more = '') => app.inject({ url: `/api/v1/onboard-client?token=${token}${more}` })
  for (const more of ['', '&termsVersion=2026-11-01']) {
    t.match((await get(more)).json(), {
      ...{ status: 409, code: 'TERMS_REQUIRED', terms: { version: '2026-11-01', url } },
      error: /by POST/,
    })
  }
  t.equal(await statusOf(clientId), 'pending')
  await post('', { termsVersion: '2026-11-01' })
  t.match((await get()).json(), { url: String })
})

t.test('where a platform has no terms, none are asked for, and those that are sent are ignored', async (t) => {
  const { post, preview, accepted } = await scene(t, { terms: undefined })
  t.equal(await preview(), null)
  t.equal((await post('', { termsVersion: '2026-11-01' })).status, 200)
  t.equal(await accepted(), null)
})

t.test('a version that can be none is a fault of the request', async (t) => {
  const { post } = await scene(t)
  for (const termsVersion of ['', 'x'.repeat(41), true]) {
    t.match((await post('', { termsVersion })).body, { code: 'VALIDATION_FAILED', errors: [{ field: 'termsVersion' }] })
  }
})

t.test('the whole address of the client is kept, as a trusted proxy states it', async (t) => {
  for (const [stated, kept] of [
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['unknown', '127.0.0.1'],
  ] as const) {
    const { post, accepted } = await scene(t, { trustProxy: ['127.0.0.1'] })
    await post('', { termsVersion: '2026-11-01' }, { 'x-forwarded-for': stated })
    t.match(await accepted(), { address: kept }, stated)
  }
  const { post, accepted } = await scene(t)
  await post('', { termsVersion: '2026-11-01' }, { 'x-forwarded-for': '203.0.113.7' })
  t.match(await accepted(), { address: '127.0.0.1' }, 'and no header is believed otherwise')
})

t.test('a client that has accepted the terms is not asked again after a failure of Stripe', async (t) => {
  const failing = { is: true }
  const { post, accepted, preview } = await scene(t, {
    provider: (memory) => ({
      ...memory,
      createAccountLink: async (...given) => {
        if (!failing.is) return memory.createAccountLink(...given)
        throw new PaymentProviderError({ operation: 'create_account_link', outcome: 'unknown', code: 'timeout' })
      },
    }),
  })
  t.equal((await post('', { termsVersion: '2026-11-01' })).body.code, 'STRIPE_ACCOUNT_LINK_FAILED')
  t.match(await accepted(), { version: '2026-11-01' })
  t.equal(await preview(), null)
  failing.is = false
  t.equal((await post('')).status, 200)
})

t.test('terms are asked for together with a country and a code, and each is asked for once', async (t) => {
  const { post, preview, mails } = await scene(t, { codes: 'asked_for' })
  await post('/code')
  const code = /^\d{6}$/m.exec((await mails()).at(-1)?.text ?? '')?.[0]
  t.equal((await post('', { termsVersion: '2026-11-01' })).body.code, 'CODE_REQUIRED')
  t.equal((await post('', { code })).body.code, 'TERMS_REQUIRED')
  t.not(await preview(), null)
  t.equal((await post('', { termsVersion: '2026-11-01' })).status, 200, 'the code that was typed counts still')
})
