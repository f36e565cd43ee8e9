import t from 'tap'
import { PaymentProviderError } from '../../src/ports/payment-provider.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'
import { accountEvent, signature } from '../support/signed-events.ts'

type App = Awaited<ReturnType<typeof memoryApp>>

/** The samples of a scrape, by name and labels. */
async function scraped({ app }: App): Promise<Map<string, number>> {
  const { body } = await app.inject({ url: '/metrics', headers: asAdmin })
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

/** By how much the samples grew while this ran. */
async function growth(world: App, run: () => Promise<unknown>): Promise<(sample: string) => number> {
  const before = await scraped(world)
  await run()
  const after = await scraped(world)
  return (sample) => (after.get(sample) ?? 0) - (before.get(sample) ?? 0)
}

const opening = (outcome: string) => `onboarding_openings_total{outcome="${outcome}"}`

t.test('openings are counted by their outcome', async (t) => {
  let isFailing = false
  const world = await memoryApp(t, {
    provider: (memory) => ({
      ...memory,
      createAccountLink: async (request, signal) => {
        if (!isFailing) return memory.createAccountLink(request, signal)
        throw new PaymentProviderError({ operation: 'create_account_link', outcome: 'unknown', code: 'timeout' })
      },
    }),
  })
  const open = (token: string) =>
    world.app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
  const grown = await growth(world, async () => {
    const { token } = await world.invite()
    await open(token)
    await open(token)
    await open(`obt_${'A'.repeat(43)}`)
    isFailing = true
    await open(token)
    world.advance(400 * 24 * 3_600_000)
    await open(token)
  })
  t.equal(grown(opening('opened')), 2)
  t.equal(grown(opening('unknown_token')), 1)
  t.equal(grown(opening('provider_failed')), 1)
  t.equal(grown(opening('refused')), 1)
})

t.test('an opening that finds no place is counted as busy', async (t) => {
  const world = await memoryApp(t, { openings: { most: 0, retryAfterSeconds: 1 } })
  const { token } = await world.invite()
  const grown = await growth(world, () =>
    world.app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } }),
  )
  t.equal(grown(opening('busy')), 1)
})

t.test(
  'webhooks are counted: by what becomes of them, by how late they are, and by why they are refused',
  async (t) => {
    const createdAt = new Date(Date.now() - 40_000)
    const world = await memoryApp(t, {
      verify: (body) =>
        Buffer.from(body).includes('acct_1')
          ? { id: 'evt_1', type: 'account.updated', kind: 'account', accountId: 'acct_1', livemode: false, createdAt }
          : undefined,
    })
    const url = await world.app.listen({ host: '127.0.0.1', port: 0 })
    const deliver = (account: string, signed = true) => {
      const body = JSON.stringify(accountEvent(account))
      const headers = signed ? { 'stripe-signature': signature(body, 'whsec_any') } : {}
      return fetch(`${url}/api/v1/webhooks/stripe`, { method: 'POST', body, headers })
    }
    const grown = await growth(world, async () => {
      await deliver('acct_1')
      await deliver('acct_1')
      await deliver('acct_2')
      await deliver('acct_1', false)
    })
    t.equal(grown('onboarding_webhooks_total{result="new"}'), 1)
    t.equal(grown('onboarding_webhooks_total{result="known"}'), 1)
    t.equal(grown('onboarding_webhook_lag_seconds_count'), 1, 'a repeated delivery is no sign of lag')
    t.equal(grown('onboarding_webhook_lag_seconds_bucket{le="30"}'), 0)
    t.equal(grown('onboarding_webhook_lag_seconds_bucket{le="60"}'), 1)
    t.equal(grown('onboarding_webhooks_refused_total{cause="secret"}'), 1)
    t.equal(grown('onboarding_webhooks_refused_total{cause="malformed"}'), 1)
  },
)

t.test('counters are served although the database is down, and the figures of the database are not', async (t) => {
  let isDown = false
  const clients = [{ readiness: 'active', nextAction: 'none', clients: 3 }]
  let read = 0
  const world = await memoryApp(t, {
    figures: async () => {
      read += 1
      if (isDown) throw new Error('down')
      return { queues: [], deadJobs: [{ queue: 'email', jobs: 2 }], clients, budgets: [] }
    },
  })
  isDown = true
  const [without] = await Promise.all([scraped(world), scraped(world)])
  t.equal(without.get('onboarding_database_up'), 0)
  t.ok(without.has(opening('opened')))
  t.notOk([...without.keys()].some((name) => name.startsWith('onboarding_clients')))
  isDown = false
  read = 0
  for (let n = 0; n < 5; n += 1) {
    const found = await scraped(world)
    t.equal(found.get('onboarding_database_up'), 1)
    t.equal(found.get('onboarding_clients{readiness="active",next_action="none"}'), 3)
    t.equal(found.get('onboarding_dead_jobs{queue="email"}'), 2)
  }
  t.equal(read, 1, 'several scrapes share one reading')
})

t.test('every metric has a name of this service, and no label has an id', async (t) => {
  const world = await memoryApp(t)
  const { clientId, token } = await world.invite()
  await world.app.inject({ method: 'POST', url: '/api/v1/onboard-client', payload: { token } })
  for (const sample of (await scraped(world)).keys()) {
    t.match(sample, /^onboarding_/)
    t.notMatch(sample, new RegExp(`acct_|obt_|evt_|${clientId}`))
  }
})
