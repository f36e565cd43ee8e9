import t from 'tap'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const HOUR_MS = 3_600_000

function failing(
  outcome: 'unknown' | 'refused' | 'account_unavailable',
  parts: { retryAfterSeconds?: number; advice?: string } = {},
) {
  return (memory: PaymentProvider): PaymentProvider => ({
    ...memory,
    createAccountLink: () =>
      Promise.reject(
        new PaymentProviderError({
          operation: 'create_account_link',
          outcome,
          code: 'made_up',
          ...parts,
        }),
      ),
  })
}

t.test('GET /api/v1/onboard-client', async (t) => {
  const { app, invite, statusOf, advance } = await memoryApp(t)
  const open = (token: string) => app.inject({ url: '/api/v1/onboard-client', query: { token } })

  t.test('answers with a link and moves the token', async (t) => {
    const { token, clientId } = await invite()
    const response = await open(token)
    t.equal(response.statusCode, 200)
    t.strictSame(Object.keys(response.json()), ['url', 'expiresAt'])
    t.equal(response.headers['cache-control'], 'no-store')
    t.equal(await statusOf(clientId), 'in_progress')
  })

  t.test('takes the JSON content type that front ends send with every call', async (t) => {
    const { token } = await invite()
    const headers = { 'content-type': 'application/json' }
    t.equal((await app.inject({ url: '/api/v1/onboard-client', query: { token }, headers })).statusCode, 200)
  })

  t.test('answers the same for every token that is not known', async (t) => {
    const unknown = ['', 'x', `obt_${'a'.repeat(49)}`, 'ä'.repeat(50), 'a'.repeat(3000), "'; drop table clients; --"]
    const answers = await Promise.all(unknown.map(open))
    for (const answer of answers) {
      t.equal(answer.statusCode, 404)
      t.strictSame({ ...answer.json(), requestId: '' }, { ...answers[0]?.json(), requestId: '' })
      t.equal(answer.json().code, 'TOKEN_NOT_FOUND')
      t.strictSame(Object.keys(answer.headers), Object.keys(answers[0]?.headers ?? {}))
    }
  })

  t.test('answers 410 for an expired token, and does not move it', async (t) => {
    const { token, clientId } = await invite({ expiresInHours: 1 })
    advance(HOUR_MS)
    const response = await open(token)
    t.match(response.json(), { status: 410, code: 'TOKEN_EXPIRED', retryable: false })
    t.equal(await statusOf(clientId), 'expired')
    advance(-HOUR_MS)
  })

  t.test('ignores the parameters that mail programs and social networks add', async (t) => {
    const { token, clientId } = await invite()
    for (const added of ['utm_source=x&utm_medium=email', 'fbclid=1', 'gclid=2', 'status=completed', 'a[b]=c']) {
      t.equal((await app.inject({ url: `/api/v1/onboard-client?token=${token}&${added}` })).statusCode, 200, added)
    }
    t.equal(await statusOf(clientId), 'in_progress', 'and they have no effect')
  })

  t.test('refuses what is missing or doubled', async (t) => {
    const { token, clientId } = await invite()
    for (const url of ['', `?token=${token}&token=${token}`]) {
      const response = await app.inject({ url: `/api/v1/onboard-client${url}` })
      t.match(response.json(), { status: 400, code: 'VALIDATION_FAILED' }, url.replace(token, '…'))
      t.notOk(response.body.includes(token), 'what was sent is not repeated')
    }
    t.equal(await statusOf(clientId), 'pending')
  })

  t.test('has no effect when it is a HEAD', async (t) => {
    const { token, clientId } = await invite()
    const response = await app.inject({ method: 'HEAD', url: '/api/v1/onboard-client', query: { token } })
    t.equal(response.statusCode, 404)
    t.equal(await statusOf(clientId), 'pending')
  })

  t.test('has no effect when a browser fetches it ahead of time', async (t) => {
    const { token, clientId } = await invite()
    for (const headers of [{ 'sec-purpose': 'prefetch;prerender' }, { purpose: 'prefetch' }]) {
      const response = await app.inject({ url: '/api/v1/onboard-client', query: { token }, headers })
      t.match(response.json(), { status: 403, code: 'PREFETCH_REFUSED' })
    }
    t.equal(await statusOf(clientId), 'pending')
  })

  t.test('can be switched off', async (t) => {
    const off = await memoryApp(t, { openByGet: false })
    const { token } = await off.invite()
    t.match((await off.app.inject({ url: '/api/v1/onboard-client', query: { token } })).json(), { code: 'NOT_FOUND' })
    const byPost = await off.app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
    t.equal(byPost.statusCode, 200)
  })
})

t.test('a provider failure', async (t) => {
  t.test('of unknown outcome answers 502 and says that a retry can help, and when', async (t) => {
    const { app, invite, statusOf, captured } = await memoryApp(t, {
      provider: failing('unknown', { retryAfterSeconds: 7 }),
    })
    const { token, clientId } = await invite()
    const response = await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    t.match(response.json(), { status: 502, code: 'STRIPE_ACCOUNT_LINK_FAILED', retryable: true })
    t.equal(response.headers['retry-after'], '7')
    t.equal(await statusOf(clientId), 'pending')
    t.notOk(captured.text().includes(token))
  })

  t.test('shows advice to staff only', async (t) => {
    const advice = 'Sign the platform up.'
    const { app, invite, captured } = await memoryApp(t, { provider: failing('refused', { advice }) })
    const { token, clientId } = await invite()
    const response = await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    t.notOk(response.body.includes(advice))
    const shown = await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })
    t.match(shown.json().onboarding.lastError, { providerCode: 'made_up', advice, retryable: false })
    t.match(
      captured.lines().find(({ msg }) => msg === 'the payment provider failed'),
      { provider: { advice } },
      'and the log too',
    )
    const events = await app.inject({ url: `/api/v1/clients/${clientId}/events`, headers: asAdmin })
    t.notOk(events.body.includes(advice), 'the audit trail has codes')
  })

  t.test('that is a refusal answers 502 and says that a retry does not help', async (t) => {
    const { app, invite } = await memoryApp(t, { provider: failing('refused') })
    const { token } = await invite()
    const response = await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    t.match(response.json(), { code: 'STRIPE_ACCOUNT_LINK_FAILED', retryable: false })
  })

  t.test('about the account itself answers ACCOUNT_UNAVAILABLE', async (t) => {
    const { app, invite } = await memoryApp(t, { provider: failing('account_unavailable') })
    const { token } = await invite()
    const response = await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    t.match(response.json(), { status: 502, code: 'ACCOUNT_UNAVAILABLE', retryable: false })
  })

  t.test('that is a bug of the service answers 500 without details', async (t) => {
    const { app, invite, captured } = await memoryApp(t, {
      provider: (memory) => ({ ...memory, createAccountLink: () => Promise.reject(new Error('the secret is sesame')) }),
    })
    const { token } = await invite()
    const response = await app.inject({ url: '/api/v1/onboard-client', query: { token } })
    t.match(response.json(), { status: 500, code: 'INTERNAL' })
    t.notMatch(response.body, /sesame/)
    t.match(captured.text(), /a request failed with an unexpected error/)
  })
})

t.test('POST /api/v1/onboard-client', async (t) => {
  const { app, invite } = await memoryApp(t)
  const post = (payload: string | object, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload, headers })

  t.test('answers with a link, every time a fresh one', async (t) => {
    const { token } = await invite()
    const links = [await post({ token }), await post({ token })]
    t.strictSame(
      links.map(({ statusCode }) => statusCode),
      [200, 200],
    )
    t.not(links[0]?.json().url, links[1]?.json().url)
  })

  t.test('refuses bodies that are not what it takes', async (t) => {
    const { token } = await invite()
    const bodies: [string, number, string][] = [
      ['', 400, 'VALIDATION_FAILED'],
      ['{', 400, 'VALIDATION_FAILED'],
      ['null', 400, 'VALIDATION_FAILED'],
      ['{"token":5}', 400, 'VALIDATION_FAILED'],
      ['{"token":null}', 400, 'VALIDATION_FAILED'],
      [JSON.stringify({ token, status: 'completed' }), 400, 'VALIDATION_FAILED'],
      [`{"token":"${token}","__proto__":{}}`, 400, 'VALIDATION_FAILED'],
      [JSON.stringify({ token: 'x'.repeat(20_000) }), 413, 'PAYLOAD_TOO_LARGE'],
    ]
    for (const [body, status, code] of bodies) {
      const response = await post(body)
      t.match(response.json(), { status, code }, body.slice(0, 20))
      t.notOk(response.body.includes(token))
    }
    t.match((await post('token=x', { 'content-type': 'text/plain' })).json(), { code: 'UNSUPPORTED_MEDIA_TYPE' })
  })
})

t.test('POST /api/v1/onboard-client/preview', async (t) => {
  const { app, invite, statusOf, provider, advance } = await memoryApp(t)
  const preview = (token: string) =>
    app.inject({ method: 'POST', url: '/api/v1/onboard-client/preview', payload: { token } })

  t.test('says whose link it is and changes nothing', async (t) => {
    const { token, clientId } = await invite()
    t.match((await preview(token)).json(), {
      clientName: 'Ada Lovelace',
      platformName: 'Test Platform',
      purpose: 'onboarding',
      status: 'pending',
      expiresAt: String,
    })
    t.equal(await statusOf(clientId), 'pending')
    t.equal(provider.accounts().length, 0)
  })

  t.test('says what the client still has to provide, as last reported, but not what Stripe checks', async (t) => {
    const { token, clientId } = await invite()
    const asks = async () => (await preview(token)).json().asks
    t.strictSame(await asks(), [], 'nothing without an account')
    await app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
    t.strictSame(await asks(), [{ what: 'A bank account that payouts can go to', from: 'client', due: 'now' }])

    const accountId = provider.accounts().at(-1)?.facts.accountId ?? ''
    const sync = () => app.inject({ method: 'POST', url: `/api/v1/clients/${clientId}/sync`, headers: asAdmin })
    const by = new Date('2027-01-02T03:04:05.678Z')
    provider.change(accountId, {
      asks: [
        { what: 'A document', from: 'client', due: 'now', by, error: 'It has expired.' },
        { what: 'An address', from: 'provider', due: 'now' },
        { what: 'A phone number', from: 'client', due: 'later' },
      ],
    })
    await sync()
    t.strictSame(await asks(), [
      { what: 'A document', from: 'client', due: 'now', by: by.toISOString(), error: 'It has expired.' },
      { what: 'A phone number', from: 'client', due: 'later' },
    ])
    provider.change(accountId, { hold: 'rejected' })
    await sync()
    t.strictSame(await asks(), [], 'nothing that the client provides helps a rejected account')
  })

  t.test('reports the status of a token that has ended', async (t) => {
    const { token } = await invite({ expiresInHours: 1 })
    advance(HOUR_MS)
    t.match((await preview(token)).json(), { status: 'expired' })
    t.match((await preview('obt_none')).json(), { status: 404, code: 'TOKEN_NOT_FOUND' })
    advance(-HOUR_MS)
  })
})

t.test('the log has one line for a request, with ids and without secrets', async (t) => {
  const { app, invite, captured } = await memoryApp(t)
  const { token, clientId, tokenId } = await invite()
  const response = await app.inject({ url: '/api/v1/onboard-client', query: { token } })
  const requestId = response.headers['x-request-id']
  t.match(
    captured.lines().filter((line) => line['requestId'] === requestId),
    [{ method: 'GET', route: '/api/v1/onboard-client', status: 200, clientId, tokenId, msg: 'request completed' }],
  )
  await app.inject({ url: `/api/v1/no-such-route?token=${token}` })
  await app.inject({ url: `/%zz?token=${token}` })
  await app.inject({
    method: 'POST',
    url: '/api/v1/onboard-client',
    payload: `{"token":"${token}`,
    headers: { 'content-type': 'application/json' },
  })
  for (const secret of [token, asAdmin.authorization.slice(7), response.json().url]) {
    t.notOk(captured.text().includes(secret))
  }
  t.notMatch(captured.text(), /ada\d*@example/)
})

t.test('limits', async (t) => {
  const { app, invite } = await memoryApp(t, { perMinute: { token: 3, unknownCaller: 2 } })
  const open = (token: string) => app.inject({ url: '/api/v1/onboard-client', query: { token } })

  t.test('hold for a token, and only for this one', async (t) => {
    const { token } = await invite()
    for (const status of [200, 200, 200, 429]) t.equal((await open(token)).statusCode, status)
    const response = await open(token)
    t.match(response.json(), { code: 'RATE_LIMITED', retryable: true })
    t.ok(Number(response.headers['retry-after']) > 50)
    t.equal((await open((await invite()).token)).statusCode, 200)
  })

  t.test('hold for guessing, whatever address the request claims to be from, and not for real links', async (t) => {
    const guess = (from: string) =>
      app.inject({
        url: '/api/v1/onboard-client',
        query: { token: 'obt_guess' },
        headers: { 'x-forwarded-for': from },
      })
    for (const status of [404, 404, 429, 429]) t.equal((await guess(`10.0.0.${status}`)).statusCode, status)
    const withKey = await app.inject({ url: '/api/v1/clients/1', headers: { authorization: 'Bearer guess' } })
    t.equal(withKey.statusCode, 429, 'keys and tokens count together')
    t.equal((await open((await invite()).token)).statusCode, 200)
  })
})

t.test('openings beyond the capacity are refused immediately', async (t) => {
  const gate = Promise.withResolvers<void>()
  const { app, invite } = await memoryApp(t, {
    openings: { most: 2, retryAfterSeconds: 15 },
    provider: (memory) => ({
      ...memory,
      createAccountLink: async (...request) => {
        await gate.promise
        return memory.createAccountLink(...request)
      },
    }),
  })
  const { token } = await invite()
  const open = () => app.inject({ url: '/api/v1/onboard-client', query: { token } })
  const underWay = [open(), open()]
  await new Promise((resolve) => setTimeout(resolve, 50))
  const refused = await open()
  t.match(refused.json(), { status: 503, code: 'SERVICE_UNAVAILABLE', retryable: true })
  t.equal(refused.headers['retry-after'], '15')
  gate.resolve()
  for (const response of await Promise.all(underWay)) t.equal(response.statusCode, 200)
  t.equal((await open()).statusCode, 200, 'and there is room again')
})
