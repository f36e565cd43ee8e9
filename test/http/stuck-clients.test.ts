import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'
import { scriptedProvider, type ScriptedProvider } from '../support/scripted-provider.ts'

const HOUR_MS = 3_600_000

async function scriptedApp(t: Parameters<typeof memoryApp>[0]) {
  let provider: ScriptedProvider | undefined
  const world = await memoryApp(t, { provider: (memory) => (provider = scriptedProvider(memory)) })
  if (provider === undefined) throw new Error('the app has no provider')
  const get = async (path: string) => (await world.app.inject({ url: `/api/v1${path}`, headers: asAdmin })).json()
  const post = (path: string) => world.app.inject({ method: 'POST', url: `/api/v1${path}`, headers: asAdmin })
  const open = (token: string) => world.app.inject({ url: '/api/v1/onboard-client', query: { token } })
  return { ...world, script: provider, get, post, open }
}

t.test('a failure is shown until an opening succeeds', async (t) => {
  const { script, invite, open, get } = await scriptedApp(t)
  const { clientId, token } = await invite({ name: 'Ada', email: 'ada@example.com' })
  const path = `/clients/${clientId}`
  script.failNext('create_account', { outcome: 'refused', code: 'country_unsupported' })
  t.equal((await open(token)).statusCode, 502)
  t.match(await get(path), {
    onboarding: { status: 'pending', attempts: 1, lastError: { providerCode: 'country_unsupported' } },
    account: { nextAction: 'operator' },
    lastOpenedAt: null,
    nextStep: /^Find out why Stripe refused \(country_unsupported\)\. Then ask ada@example\.com/,
  })
  t.equal((await open(token)).statusCode, 200)
  const record = await get(path)
  t.match(record, {
    onboarding: { status: 'in_progress', attempts: 0, lastError: null },
    account: { nextAction: 'client' },
    lastOpenedAt: record.since,
    nextStep: /^Wait for Ada to finish at Stripe/,
  })
})

t.test('the audit trail has the reason of a failure, and the readiness before and after', async (t) => {
  const { script, invite, open, get, post, provider } = await scriptedApp(t)
  const { clientId, token } = await invite()
  script.failNext('create_account', { outcome: 'unknown', code: 'timeout', requestId: 'req_1' })
  await open(token)
  await open(token)
  provider.change(provider.accounts()[0]?.facts.accountId ?? '', { submitted: true, hold: 'rejected' })
  await post(`/clients/${clientId}/sync`)
  const { data } = await get(`/clients/${clientId}/events`)
  t.match(
    data.findLast(({ type }: { type: string }) => type === 'provider_failed'),
    {
      from: 'pending',
      to: 'pending',
      details: { operation: 'create_account', outcome: 'unknown', code: 'timeout', requestId: 'req_1' },
    },
  )
  t.match(
    data.find(({ type }: { type: string }) => type === 'readiness_changed'),
    { from: 'onboarding', to: 'rejected' },
  )
  t.match(await get(`/clients/${clientId}`), { account: { nextAction: 'operator' }, nextStep: /^Tell Ada Lovelace/ })
})

t.test('GET /api/v1/clients lists who is stuck', async (t) => {
  const { invite, post, get, advance } = await scriptedApp(t)
  const withdrawn = await invite()
  await post(`/onboarding-tokens/${withdrawn.tokenId}/revoke`)
  advance(2 * HOUR_MS)
  const fresh = await invite()
  const list = async (query: string): Promise<string[]> =>
    (await get(`/clients?${query}`)).data.map(({ client }: { client: { id: string } }) => client.id)

  t.strictSame(await list('nextAction=operator'), [withdrawn.clientId])
  t.strictSame(await list('nextAction=operator&nextAction=client&sort=since'), [withdrawn.clientId, fresh.clientId])
  t.strictSame(await list('readiness=none&readiness=paused'), [fresh.clientId, withdrawn.clientId])
  t.strictSame(await list('stuckFor=90m'), [withdrawn.clientId])
  t.strictSame(await list('stuckFor=2h'), [withdrawn.clientId])
  t.strictSame(await list('stuckFor=1d'), [])
  t.strictSame(await list('sort=deadline'), [])

  t.test('on pages that follow on each other', async (t) => {
    const first = await get('/clients?sort=since&limit=1')
    t.match(first.nextCursor, new RegExp(`^since_[0-9]{13}_${withdrawn.clientId}$`))
    t.strictSame(await list(`sort=since&limit=1&cursor=${first.nextCursor}`), [fresh.clientId])
  })

  t.test('with cursors that a list in another order refuses', async (t) => {
    const cursors: Record<string, string> = {
      'sort=-createdAt': (await get('/clients?limit=1')).nextCursor,
      'sort=since': (await get('/clients?sort=since&limit=1')).nextCursor,
      'stuckFor=1m&sort=deadline': `deadline_0_${fresh.clientId}`,
      'status=expired': `expiry_0_${fresh.clientId}`,
    }
    for (const [query, cursor] of Object.entries(cursors)) {
      for (const other of Object.keys(cursors)) {
        const page = await get(`/clients?${other}&cursor=${cursor}`)
        if (other === query) t.ok(Array.isArray(page.data), query)
        else
          t.match(page, { status: 400, code: 'VALIDATION_FAILED', errors: [{ field: 'cursor' }] }, `${query} ${other}`)
      }
    }
  })

  t.test('and refuses values that it does not know', async (t) => {
    const bad = [
      'nextAction=nobody',
      'readiness=none&readiness=x',
      'stuckFor=3',
      'stuckFor=0d',
      'stuckFor=P3D',
      'sort=name',
    ]
    for (const query of bad) t.match(await get(`/clients?${query}`), { status: 400, code: 'VALIDATION_FAILED' }, query)
  })
})
