import t from 'tap'
import { PaymentProviderError } from '../../src/ports/payment-provider.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const page = 'https://app.example.com/payouts?from=mail'

type App = Awaited<ReturnType<typeof memoryApp>>
type Provider = App['provider']
type Failure = ConstructorParameters<typeof PaymentProviderError>[0]

/** A client that has opened its link, and a provider whose calls can be made to fail. */
async function opened(t: Parameters<typeof memoryApp>[0], invitation: object = {}) {
  let failure: Error | undefined
  let [isTooOften, toReturn, toRefresh] = [false, '', '']
  const failing = () => {
    if (failure !== undefined) throw failure
  }
  const made = await memoryApp(t, {
    isRefreshedTooOften: async () => isTooOften,
    provider: (memory: Provider) => ({
      ...memory,
      retrieveAccount: async (...args) => {
        failing()
        return memory.retrieveAccount(...args)
      },
      createAccountLink: async (request, signal) => {
        failing()
        ;[toReturn, toRefresh] = [request.returnUrl, request.refreshUrl].map((url) => new URL(url).search) as [
          string,
          string,
        ]
        return memory.createAccountLink(request, signal)
      },
    }),
  })
  const { app, provider } = made
  const client = await made.invite({ returnUrl: page, ...invitation })
  const answer = await app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token: client.token } })
  if (answer.statusCode !== 200) throw new Error(`opened with ${answer.statusCode}`)
  const visit = async (url: string) => (await app.inject({ url, headers: { accept: 'text/html' } })).headers.location
  return {
    ...made,
    ...client,
    comeBack: () => visit(`/api/v1/connect/callback${toReturn}`),
    refresh: () => visit(`/api/v1/connect/refresh${toRefresh}`),
    become: (facts: object) => provider.change(provider.accounts().at(-1)?.facts.accountId ?? '', facts),
    fail: (next: Error | Pick<Failure, 'outcome'>) => {
      failure =
        next instanceof Error ? next : new PaymentProviderError({ operation: 'retrieve_account', code: 'x', ...next })
    },
    tooOften: () => {
      isTooOften = true
    },
    revoke: () =>
      app.inject({ method: 'POST', url: `/api/v1/onboarding-tokens/${client.tokenId}/revoke`, headers: asAdmin }),
  }
}

type Opened = Awaited<ReturnType<typeof opened>>
const yes = {
  submitted: true,
  asks: [],
  capabilities: { payouts: 'active', transfers: 'active', card_payments: 'active' },
}

const ENDS: readonly (readonly [how: string, status: string, visit: (client: Opened) => unknown])[] = [
  ['everything submitted', 'completed', ({ become }) => become(yes)],
  ['nothing submitted', 'incomplete', () => {}],
  ['a rejected account', 'unavailable', ({ become }) => become({ ...yes, hold: 'rejected' })],
  ['an account that is not connected any more', 'unavailable', ({ fail }) => fail({ outcome: 'account_unavailable' })],
  ['a provider that cannot be reached', 'unknown', ({ fail }) => fail({ outcome: 'unknown' })],
  ['an account of another mode', 'unknown', ({ fail }) => fail({ outcome: 'other_platform' })],
  ['a failure that nothing foresaw', 'unknown', ({ fail }) => fail(new Error('x'))],
]

const ENDS_OF_REFRESHES: typeof ENDS = [
  ...ENDS.filter(([, status]) => status !== 'incomplete'),
  ['an expired link', 'expired', ({ advance }) => advance(366 * 24 * 3_600_000)],
  ['a revoked link', 'revoked', ({ revoke }) => revoke()],
  ['too many refreshes', 'busy', ({ tooOften }) => tooOften()],
]

t.test('a client returns to the page that its invitation named, with how it went', async (t) => {
  for (const [how, status, happen] of ENDS) {
    const client = await opened(t)
    await happen(client)
    t.equal(await client.comeBack(), `${page}&status=${status}`, how)
  }
  const erased = await opened(t)
  await erased.app.inject({ method: 'DELETE', url: `/api/v1/clients/${erased.clientId}`, headers: asAdmin })
  t.match(
    await erased.comeBack(),
    /^https:\/\/app\.example\.com\/onboarding-/,
    'an erased client has no page of its own',
  )
})

t.test(
  'a client whose page at the provider is over gets to the page of its invitation if it cannot go on',
  async (t) => {
    for (const [how, status, happen] of ENDS_OF_REFRESHES) {
      const client = await opened(t)
      await happen(client)
      t.equal(await client.refresh(), `${page}&status=${status}`, how)
    }
  },
)

t.test('a failure has no page of its own where nothing says whose return it is', async (t) => {
  const { app } = await opened(t)
  for (const state of ['', '?state=x', `?state=${'x'.repeat(43)}`]) {
    for (const route of ['callback', 'refresh']) {
      const { headers } = await app.inject({
        url: `/api/v1/connect/${route}${state}`,
        headers: { accept: 'text/html' },
      })
      t.equal(headers.location, 'https://app.example.com/onboarding-incomplete?status=invalid', `${route}${state}`)
    }
  }
})

t.test("the built-in page that a client returns to is in the client's language", async (t) => {
  const client = await opened(t, { returnUrl: undefined, locale: 'pt-BR' })
  const location = await client.comeBack()
  t.equal(location, 'https://app.example.com/onboarding-incomplete?status=incomplete&locale=pt-BR')
  t.match(
    (await client.app.inject(location?.slice('https://app.example.com'.length) ?? '')).body,
    '<html lang="pt-BR">',
  )
  client.fail({ outcome: 'unknown' })
  t.match(await client.refresh(), /status=unknown&locale=pt-BR$/)
})

t.test("the platform's own values are given back in records, and are few short texts", async (t) => {
  const { app, invite } = await memoryApp(t)
  const metadata = { plan: 'pro', 'crm.id': '7' }
  const { response, clientId } = await invite({ metadata, returnUrl: page })
  t.match(response.json().client, { metadata, returnUrl: page })
  const shown = await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })
  t.same(shown.json().client.metadata, metadata)
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`key${n}`, 'a']))
  for (const refused of [
    { 'a b': 'x' },
    { __proto__x: 'x', _a: 'x' },
    { a: 'x'.repeat(501) },
    { a: 1 },
    { ['k'.repeat(41)]: 'x' },
    many,
  ]) {
    t.match((await invite({ metadata: refused })).response.json(), { code: 'VALIDATION_FAILED' })
  }
  t.match((await invite({ returnUrl: 'https://evil.example/' })).response.json(), { code: 'RETURN_URL_NOT_ALLOWED' })
})

t.test("a return URL and the platform's own values can be changed", async (t) => {
  const { app, invite } = await memoryApp(t)
  const { clientId } = await invite({ metadata: { plan: 'pro', tier: '1' }, returnUrl: page })
  const url = `/api/v1/clients/${clientId}`
  const change = async (payload: object) =>
    (await app.inject({ method: 'PATCH', url, headers: asAdmin, payload })).json()
  const other = 'https://app.example.com/other'
  const metadata = { plan: '', tier: null, sales: ' Ada ' }
  t.match((await change({ metadata, returnUrl: other })).client, { metadata: { sales: 'Ada' }, returnUrl: other })
  const events = (await app.inject({ url: `${url}/events`, headers: asAdmin })).json().data
  t.match(events[0], { type: 'client_changed', details: { fields: ['returnUrl', 'metadata'] } })
  t.notMatch(JSON.stringify(events), /sales|Ada|other/, 'the audit trail has the names of the fields only')
  t.strictSame((await change({ metadata: null })).client.metadata, {})
  t.match((await change({ returnUrl: null })).client, { returnUrl: null })

  const origin = await change({ returnUrl: 'https://evil.example/', name: 'Grace' })
  t.match(origin, { status: 400, code: 'RETURN_URL_NOT_ALLOWED' })
  const many = (length: number) => Object.fromEntries(Array.from({ length }, (_, n) => [`n${n}`, 'x']))
  t.strictSame((await change({ metadata: many(20) })).client.metadata, many(20))
  for (const [values, field, message] of [
    [{ one: 'more' }, 'metadata', 'must have at most 20 fields after the change'],
    [many(41), 'metadata', 'must have at most 40 fields'],
    [{ plan: 7 }, 'metadata.plan', 'must be a text or null'],
    [{ plan: 'x'.repeat(501) }, 'metadata.plan', 'must have at most 500 characters'],
    [{ plan: 'a\nb' }, 'metadata.plan', /^must be one line of visible text/],
    [{ _plan: 'x' }, 'metadata', /^must have names of at most 40 letters/],
  ] as const) {
    t.match(await change({ metadata: values }), { status: 400, errors: [{ field, message }] }, String(message))
  }
})
