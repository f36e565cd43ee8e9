import t, { type Test } from 'tap'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

/** What Stripe demands of accounts with transfers alone: in v2 in most countries, in v1 of platforms without approval. */
const demanding = { v1: {}, v2: { recipientsAloneIn: ['US'] } }

async function open(t: Test, api: 'v1' | 'v2') {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  await simulator.setPlatform(demanding[api])
  const variables = { STRIPE_ACCOUNTS_API: api, ACCOUNT_CAPABILITIES: 'transfers' }
  return { simulator, around, variables, service: await startService(t, around, variables) }
}

for (const api of ['v1', 'v2'] as const) {
  t.test(`accounts ${api}: a refusal that another capability cures is cured in the same opening`, async (t) => {
    const { service, simulator, around, variables } = await open(t, api)
    const first = await service.invite({ country: 'GB' })
    t.equal((await service.open(first.token)).status, 200)
    const [account] = await simulator.accounts()
    t.match(account, { metadata: { client_id: first.clientId, generation: '2' } })
    t.match(account?.capabilities, { card_payments: String, transfers: String })
    const calls = async () => (await simulator.calls({ route: 'accounts.create' })).length
    t.equal(await calls(), 2)

    t.test('which the audit trail records', async (t) => {
      const events = await service.call('GET', `/api/v1/clients/${first.clientId}/events`, undefined, admin)
      const changes = events.body.data.filter(({ type }: { type: string }) => type === 'account_terms_changed')
      t.match(changes, [{ details: { profile: 'default', country: 'GB', add: 'card_payments' } }])
      t.equal(changes.length, 1)
    })

    t.test('the account is payable by what the platform needs', async (t) => {
      await simulator.setAccountState(account?.id ?? '', { outcome: 'complete' })
      await service.call('POST', `/api/v1/clients/${first.clientId}/sync`, undefined, admin)
      const { capabilities } = (await service.show(first.clientId)).account
      t.strictSame(Object.keys(capabilities).toSorted(), ['payouts', 'transfers'])
    })

    t.test('the next client of that country gets it from the start, at every instance', async (t) => {
      const other = await startService(t, around, variables)
      const second = await service.invite({ country: 'GB' })
      t.equal((await other.open(second.token)).status, 200)
      t.equal(await calls(), 3)
    })

    t.test('a client of another country does not', async (t) => {
      const third = await service.invite({ country: 'FR' })
      t.equal((await service.open(third.token)).status, 200)
      t.equal(await calls(), 5)
    })
  })
}

t.test('accounts v1: a country whose accounts can only receive gets the agreement of recipients', async (t) => {
  const { service, simulator } = await open(t, 'v1')
  const { token, clientId } = await service.invite({ country: 'IN' })
  t.equal((await service.open(token)).status, 200)
  const [account] = await simulator.accounts()
  t.strictSame(Object.keys(account?.capabilities ?? {}), ['transfers'])
  const events = await service.call('GET', `/api/v1/clients/${clientId}/events`, undefined, admin)
  const [changed] = events.body.data.filter(({ type }: { type: string }) => type === 'account_terms_changed')
  t.match(changed, { details: { country: 'IN', agreement: 'recipient' } })
})

t.test('a refusal that would cost a needed capability is not cured', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around, { STRIPE_ACCOUNTS_API: 'v1' })
  const { token, clientId } = await service.invite({ country: 'IN' })
  t.match(await service.open(token), { status: 502, body: { retryable: false } })
  t.match((await service.show(clientId)).onboarding.lastError, { providerCode: 'capability_not_available' })
})
