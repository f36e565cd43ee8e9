import pg from 'pg'
import t from 'tap'
import type { RouteName } from '#stripe-simulator'
import { PROBLEM_CODES, type ProblemCode } from '../../src/api/problem.ts'
import { apiKeysIn } from '../support/api-keys.ts'
import { existingAccount } from '../support/existing-account.ts'
import { mailServer } from '../support/mail-server.ts'
import { platformsFile } from '../support/two-platforms.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { accountEvent, signature } from '../support/signed-events.ts'

t.setTimeout(120_000)

/** An address of the Internet; these tests send nothing to it. */
const PUBLIC_RECEIVER = 'https://93.184.215.14/hooks'

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof startService>>['call']>>

// Every answer is held to the published document by `call` itself.
t.test('each error of the API, on the real database and at the simulated Stripe', async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const service = await startService(t, around)
  const countryless = await startService(t, around, { ACCOUNT_COUNTRY: '', STRIPE_ACCOUNTS_API: 'v2' })
  const strict = await startService(t, around, { UNKNOWN_CALLER_LIMIT_PER_MINUTE: '1', TOKEN_LIMIT_PER_MINUTE: '1' })
  const broken = await startService(t, around, {}, (ports) => ({
    ...ports,
    queries: { ...ports.queries, listClients: () => Promise.reject(new Error('a bug')) },
  }))
  const mailing = await startService(t, around, {
    ...{ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@example.com' },
    ...{ TERMS_URL: 'https://www.example.com/terms', TERMS_VERSION: '2026-11-01' },
  })
  const unsigned = await startService(t, around, {
    WEBHOOK_MASTER_KEY: '',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789',
  })
  const mails = await mailServer(t)
  const confirming = await startService(t, around, { ...mails.variables, CONFIRM_BY_EMAIL: 'on' })
  const ofTwo = await startService(t, around, (await platformsFile(t)).variables)
  const cutOff = await startService(t, { ...around, databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' })
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }
  const api = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    service.call(method, `/api/v1${path}`, body, { ...admin, ...headers })
  const failing = (route: RouteName, status = 500) =>
    simulator.faults.add({ route, times: 2, fault: { kind: 'error', status, saved: false } })

  /** Invites a client, lets it open its link, and says which account it has. */
  async function opened() {
    const invited = await service.invite()
    const { status } = await service.open(invited.token)
    if (status !== 200) throw new Error(`opened with ${status}`)
    return { ...invited, accountId: String((await service.show(invited.clientId)).account.id) }
  }
  async function completed() {
    const client = await opened()
    simulator.setAccountState(client.accountId, { outcome: 'complete' })
    await api('POST', `/clients/${client.clientId}/sync`)
    return client
  }

  /** Asks for a new link for a client that has come so far with its account. */
  async function newLinkFor(state: Parameters<typeof simulator.setAccountState>[1]) {
    const { clientId, accountId } = await opened()
    simulator.setAccountState(accountId, state)
    await api('POST', `/clients/${clientId}/sync`)
    return api('POST', `/clients/${clientId}/onboarding-tokens`)
  }

  const adopt = (clientId: string, accountId: string) =>
    api('POST', `/clients/${clientId}/account/adopt`, { accountId })

  const remind = (clientId: string) => mailing.call('POST', `/api/v1/clients/${clientId}/remind`, undefined, admin)

  const cases: Record<ProblemCode, { status: number; ask: () => Promise<Answer> }> = {
    VALIDATION_FAILED: { status: 400, ask: () => api('POST', '/clients', { name: 'Ada' }) },
    FILE_UNREADABLE: {
      status: 400,
      ask: () => api('POST', '/clients/import', 'Ada,ada@example.com', { 'content-type': 'text/csv' }),
    },
    PROFILE_UNKNOWN: {
      status: 400,
      ask: () => api('POST', '/clients', { name: 'Ada', email: 'ada@example.com', profile: 'unknown' }),
    },
    RETURN_URL_NOT_ALLOWED: {
      status: 400,
      ask: () => api('POST', '/clients', { name: 'Ada', email: 'ada@example.com', returnUrl: 'https://evil.example/' }),
    },
    ACCOUNT_NOT_FOUND: {
      status: 404,
      ask: async () => adopt((await service.invite()).clientId, 'acct_unknown'),
    },
    ACCOUNT_EXISTS: {
      status: 409,
      ask: async () => {
        const { clientId } = await opened()
        return adopt(clientId, await existingAccount(around.stripe.url, 'v2'))
      },
    },
    ACCOUNT_TAKEN: {
      status: 409,
      ask: async () => adopt((await service.invite()).clientId, (await opened()).accountId),
    },
    NO_ACCOUNT: {
      status: 409,
      ask: async () => api('POST', `/clients/${(await service.invite()).clientId}/account/reset`),
    },
    LOGIN_LINK_UNAVAILABLE: {
      status: 409,
      ask: async () => api('POST', `/clients/${(await opened()).clientId}/account/login-link`),
    },
    STRIPE_ACCOUNT_CHANGE_FAILED: {
      status: 502,
      ask: async () => api('POST', `/clients/${(await opened()).clientId}/account/unreject`),
    },
    STATE_INVALID: { status: 400, ask: () => service.call('GET', '/api/v1/connect/callback?state=unknown') },
    SIGNATURE_INVALID: {
      status: 400,
      ask: () => {
        const event = accountEvent('acct_1')
        const forged = signature(JSON.stringify(event), 'whsec_another')
        return service.call('POST', '/api/v1/webhooks/stripe', event, { 'stripe-signature': forged })
      },
    },
    UNAUTHENTICATED: { status: 401, ask: () => service.call('GET', '/api/v1/clients') },
    FORBIDDEN: {
      status: 403,
      ask: async () => {
        const { secret } = await apiKeysIn(t, around.databaseUrl).create('tokens:write')
        return service.call('GET', '/api/v1/clients', undefined, { authorization: `Bearer ${secret}` })
      },
    },
    PLATFORM_REQUIRED: { status: 400, ask: () => ofTwo.call('GET', '/api/v1/clients', undefined, admin) },
    PLATFORM_NOT_FOUND: {
      status: 404,
      ask: () => ofTwo.call('GET', '/api/v1/clients', undefined, { ...admin, platform: 'nobody' }),
    },
    PREFETCH_REFUSED: {
      status: 403,
      ask: async () => {
        const { token } = await service.invite()
        return service.call('GET', `/api/v1/onboard-client?token=${token}`, undefined, { 'sec-purpose': 'prefetch' })
      },
    },
    NOT_FOUND: { status: 404, ask: () => api('GET', '/nowhere') },
    JOB_NOT_FOUND: { status: 404, ask: () => api('POST', `/jobs/dead/${crypto.randomUUID()}/replay`) },
    EVENT_NOT_FOUND: { status: 404, ask: () => api('POST', '/provider-events/evt_unknown/replay') },
    ENDPOINT_NOT_FOUND: { status: 404, ask: () => api('DELETE', `/webhook-endpoints/${crypto.randomUUID()}`) },
    DELIVERY_NOT_FOUND: {
      status: 404,
      ask: async () => {
        const { body } = await api('POST', '/webhook-endpoints', { url: PUBLIC_RECEIVER })
        return api('POST', `/webhook-endpoints/${body.id}/deliveries/1/redeliver`)
      },
    },
    RECEIVER_NOT_ALLOWED: {
      status: 400,
      ask: () => api('POST', '/webhook-endpoints', { url: 'http://169.254.169.254/latest' }),
    },
    TOO_MANY_ENDPOINTS: {
      status: 409,
      ask: async () => {
        for (let n = 0; n < 50; n += 1) await api('POST', '/webhook-endpoints', { url: PUBLIC_RECEIVER })
        return api('POST', '/webhook-endpoints', { url: PUBLIC_RECEIVER })
      },
    },
    SIGNING_KEY_MISSING: {
      status: 409,
      ask: () => unsigned.call('POST', '/api/v1/webhook-endpoints', { url: PUBLIC_RECEIVER }, admin),
    },
    PUBLISHABLE_KEY_MISSING: {
      status: 409,
      ask: async () => {
        const { token } = await service.invite()
        return service.call('POST', '/api/v1/onboard-client/session', { token })
      },
    },
    STRIPE_ACCOUNT_SESSION_FAILED: {
      status: 502,
      ask: async () => {
        failing('account_sessions.create')
        const { token } = await service.invite()
        return unsigned.call('POST', '/api/v1/onboard-client/session', { token })
      },
    },
    CLIENT_NOT_FOUND: { status: 404, ask: () => api('GET', `/clients/${crypto.randomUUID()}`) },
    TOKEN_NOT_FOUND: { status: 404, ask: () => service.open('obt_unknown') },
    CLIENT_EXISTS: {
      status: 409,
      ask: async () => {
        const { email } = await service.invite()
        return api('POST', '/clients', { name: 'Ada', email })
      },
    },
    EXTERNAL_ID_EXISTS: {
      status: 409,
      ask: async () => {
        await service.invite({ externalId: 'crm-1' })
        return api('POST', '/clients', { name: 'Ada', email: 'other@example.com', externalId: 'crm-1' })
      },
    },
    COUNTRY_LOCKED: {
      status: 409,
      ask: async () => api('PATCH', `/clients/${(await opened()).clientId}`, { country: 'FR' }),
    },
    INTENT_UNRESOLVED: {
      status: 409,
      ask: async () => {
        const { clientId, token } = await service.invite()
        failing('accounts.create')
        await service.open(token)
        return api('DELETE', `/clients/${clientId}`)
      },
    },
    MODE_MISMATCH: {
      status: 409,
      ask: async () => {
        const { token, clientId } = await opened()
        const moved = `jsonb_set(terms, '{reference,platformId}', '"acct_other"')`
        await db.query('alter table accounts disable trigger accounts_written_once')
        await db.query(`update accounts set terms = ${moved} where client_id = $1`, [clientId])
        await db.query('alter table accounts enable trigger accounts_written_once')
        return service.open(token)
      },
    },
    COUNTRY_UNAVAILABLE: {
      status: 409,
      ask: async () => {
        const { token } = await service.invite()
        return service.call('POST', '/api/v1/onboard-client', { token, country: 'JM' })
      },
    },
    COUNTRY_REQUIRED: {
      status: 409,
      ask: async () => {
        const { token } = await service.invite()
        return countryless.open(token)
      },
    },
    TERMS_REQUIRED: { status: 409, ask: async () => mailing.open((await service.invite()).token) },
    CODE_REQUIRED: { status: 409, ask: async () => confirming.open((await service.invite()).token) },
    CODE_WRONG: {
      status: 409,
      ask: async () => {
        const { token } = await service.invite()
        const { status } = await confirming.call('POST', '/api/v1/onboard-client/code', { token })
        if (status !== 202) throw new Error(`the code was sent with ${status}`)
        const [, code = ''] = /^(\d{6})$/m.exec(mails.received.at(-1)?.mail.text ?? '') ?? []
        const wrong = code === '000000' ? '000001' : '000000'
        return confirming.call('POST', '/api/v1/onboard-client', { token, code: wrong })
      },
    },
    CODE_OVER: {
      status: 409,
      ask: async () =>
        confirming.call('POST', '/api/v1/onboard-client', { token: (await service.invite()).token, code: '123456' }),
    },
    CODE_NOT_NEEDED: {
      status: 409,
      ask: async () => service.call('POST', '/api/v1/onboard-client/code', { token: (await service.invite()).token }),
    },
    CODE_NOT_SENT: {
      status: 503,
      ask: async () => {
        mails.fail('451 4.3.0 try again later')
        return confirming.call('POST', '/api/v1/onboard-client/code', { token: (await service.invite()).token })
      },
    },
    MAIL_NOT_CONFIGURED: {
      status: 409,
      ask: () => api('POST', '/clients', { name: 'Ada', email: 'mail@example.com', sendEmail: true }),
    },
    ALREADY_COMPLETED: {
      status: 409,
      ask: async () => api('POST', `/onboarding-tokens/${(await completed()).tokenId}/revoke`),
    },
    ACCOUNT_REJECTED: { status: 409, ask: () => newLinkFor({ outcome: 'reject' }) },
    ACCOUNT_DISCONNECTED: { status: 409, ask: () => newLinkFor({ access: 'deauthorised' }) },
    NOT_CLIENTS_TURN: {
      status: 409,
      ask: async () => {
        const { clientId, tokenId } = await service.invite()
        await api('POST', `/onboarding-tokens/${tokenId}/revoke`)
        return remind(clientId)
      },
    },
    REMINDERS_STOPPED: {
      status: 409,
      ask: async () => {
        const { clientId } = await service.invite()
        await api('PATCH', `/clients/${clientId}`, { reminders: 'off' })
        return remind(clientId)
      },
    },
    REMINDED_RECENTLY: {
      status: 409,
      ask: async () => {
        const { clientId } = await service.invite()
        await remind(clientId)
        return remind(clientId)
      },
    },
    REMINDED_ENOUGH: {
      status: 409,
      ask: async () => {
        const { clientId } = await service.invite()
        await db.query('update onboarding_tokens set reminders = 5 where client_id = $1', [clientId])
        return remind(clientId)
      },
    },
    TOKEN_REVOKED: {
      status: 410,
      ask: async () => {
        const { token, tokenId } = await service.invite()
        await api('POST', `/onboarding-tokens/${tokenId}/revoke`)
        return service.open(token)
      },
    },
    TOKEN_EXPIRED: {
      status: 410,
      ask: async () => {
        const { token, tokenId } = await service.invite()
        await db.query(
          `update onboarding_tokens set issued_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
           where id = $1`,
          [tokenId],
        )
        return service.open(token)
      },
    },
    TOKEN_COMPLETED: { status: 410, ask: async () => service.open((await completed()).token) },
    PAYLOAD_TOO_LARGE: { status: 413, ask: () => api('POST', '/clients', { name: 'x'.repeat(20_000) }) },
    UNSUPPORTED_MEDIA_TYPE: {
      status: 415,
      ask: () => api('POST', '/clients', 'name=Ada', { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    IDEMPOTENCY_KEY_REUSED: {
      status: 422,
      ask: async () => {
        const headers = { 'idempotency-key': 'reused' }
        await api('POST', '/clients', { name: 'Ada', email: 'first@example.com' }, headers)
        return api('POST', '/clients', { name: 'Ada', email: 'second@example.com' }, headers)
      },
    },
    RATE_LIMITED: {
      status: 429,
      ask: async () => {
        await strict.open('obt_unknown')
        return strict.open('obt_unknown')
      },
    },
    REQUEST_HEADERS_TOO_LARGE: {
      status: 431,
      ask: () => service.call('GET', '/nowhere', undefined, { 'x-long': 'x'.repeat(20_000) }),
    },
    INTERNAL: {
      status: 500,
      ask: () => broken.call('GET', '/api/v1/clients', undefined, admin),
    },
    STRIPE_ACCOUNT_CREATE_FAILED: {
      status: 502,
      ask: async () => {
        failing('accounts.create')
        return service.open((await service.invite()).token)
      },
    },
    STRIPE_ACCOUNT_LINK_FAILED: {
      status: 502,
      ask: async () => {
        failing('account_links.create')
        return service.open((await service.invite()).token)
      },
    },
    STRIPE_ACCOUNT_RETRIEVE_FAILED: {
      status: 502,
      ask: async () => {
        const { clientId } = await opened()
        failing('accounts.retrieve')
        return api('POST', `/clients/${clientId}/sync`)
      },
    },
    ACCOUNT_UNAVAILABLE: {
      status: 502,
      ask: async () => {
        const { accountId, token } = await opened()
        simulator.setAccountState(accountId, { access: 'deauthorised' })
        return service.open(token)
      },
    },
    SERVICE_UNAVAILABLE: {
      status: 503,
      ask: () => cutOff.call('GET', `/api/v1/clients/${crypto.randomUUID()}`, undefined, admin),
    },
  }

  for (const code of PROBLEM_CODES) {
    const { status, ask } = cases[code]
    t.test(`${status} ${code}`, async (t) => {
      const answer = await ask()
      const { requestId, detail, ...body } = answer.body
      t.match(answer, { status, body: { code, type: 'about:blank', status, error: detail } })
      t.match([typeof detail, typeof body.title, typeof body.retryable], ['string', 'string', 'boolean'])
      t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
      t.equal(answer.headers.get('cache-control'), 'no-store')
      t.match(requestId, /^[0-9a-f-]{36}$/)
      if ([429, 503].includes(status)) t.match(answer.headers.get('retry-after'), /^\d+$/)
      if (status === 401) t.equal(answer.headers.get('www-authenticate'), 'Bearer')
      simulator.faults.clear()
    })
  }
})
