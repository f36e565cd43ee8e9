import t from 'tap'
import { startService, surroundings } from '../support/service.ts'

for (const api of ['v1', 'v2'] as const) {
  t.test(`${api}: a client without a country is asked for it before there is an account`, async (t) => {
    const around = await surroundings(t)
    const service = await startService(t, around, { ACCOUNT_COUNTRY: '', STRIPE_ACCOUNTS_API: api })
    const { clientId, token } = await service.invite()
    t.match(await service.open(token), { status: 409, body: { code: 'COUNTRY_REQUIRED' } })
    t.strictSame(await around.stripe.simulator.accounts(), [])

    const named = (country: string) => service.call('POST', '/api/v1/onboard-client', { token, country })
    t.match(await named('Kenya'), { status: 409, body: { code: 'COUNTRY_UNAVAILABLE', retryable: false } })
    t.notMatch((await named('Kenya')).text, /card_payments|profile/, 'clients read nothing of the configuration')
    t.match(await service.show(clientId), { client: { country: null }, onboarding: { status: 'pending', attempts: 0 } })
    t.strictSame(await around.stripe.simulator.accounts(), [])

    const opened = await named('france')
    t.equal(opened.status, 200)
    t.match(await around.stripe.simulator.accounts(), [{ country: 'FR' }])
    t.match(await service.show(clientId), { client: { country: 'FR' }, account: { country: 'FR' } })
  })
}
