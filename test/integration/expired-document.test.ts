import t from 'tap'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

for (const api of ['v1', 'v2'] as const) {
  t.test(`accounts ${api}: a client that Stripe asks for more has submitted its details all the same`, async (t) => {
    const around = await surroundings(t)
    const { simulator } = around.stripe
    const service = await startService(t, around, { STRIPE_ACCOUNTS_API: api })
    const { clientId, token } = await service.invite()
    await service.open(token)
    const { id } = (await service.show(clientId)).account

    /** What staff see of the account after this change. */
    async function after(change: Parameters<typeof simulator.setAccountState>[1]) {
      await simulator.setAccountState(id, change)
      return (await service.call('POST', `/api/v1/clients/${clientId}/sync`, undefined, admin)).body
    }

    t.match(await after({ outcome: 'complete' }), { account: { readiness: 'active', submitted: true, payable: true } })
    const capabilities = { card_payments: 'inactive', transfers: 'inactive' } as const
    t.match(await after({ outcome: 'needs_more', capabilities }), {
      onboarding: { status: 'completed' },
      account: { readiness: 'action_required', nextAction: 'client', submitted: true, payable: false },
    })
    t.match(await after({ outcome: 'complete' }), { account: { readiness: 'active' } })
  })
}
