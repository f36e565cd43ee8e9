import t from 'tap'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { COUNTRIES } from '../../src/domain/country.ts'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'

for (const api of ['v1', 'v2']) {
  t.test(`${api}: what Stripe refuses is what is refused, country by country`, async (t) => {
    const around = await surroundings(t)
    const service = await startService(t, around, { STRIPE_ACCOUNTS_API: api })
    const headers = { authorization: `Bearer ${ADMIN_KEY}` }
    const invite = (country: string) =>
      service.call('POST', '/api/v1/clients', { name: 'Ada', email: `ada@${country}.example`, country }, headers)
    const refusedLater = async (country: string) => {
      const { status, body } = await invite(country)
      if (status === 201) return (await service.open(body.onboarding.token)).status !== 200
      t.match(body, { code: 'VALIDATION_FAILED', errors: [{ field: 'country', message: /card_payments/ }] })
      return false
    }
    const later = await Promise.all(COUNTRIES.map(refusedLater))
    t.same(
      COUNTRIES.filter((_, n) => later[n]),
      ['ID', 'IN'],
      'where it depends on the platform',
    )
  })
}

t.test('a line of an import that names an account is not refused, because Stripe has opened it', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const stripe = stripeClient({ secretKey: 'sk_test_0123456789', apiBase: around.stripe.url })
  const { id: accountId } = await stripe.accounts.create({
    type: 'express',
    country: 'JM',
    capabilities: { transfers: { requested: true } },
    tos_acceptance: { service_agreement: 'recipient' },
  })
  const line = { name: 'Ada', email: 'ada@unfit.example', country: 'JM', accountId }
  const { text } = await service.call('POST', '/api/v1/clients/import', `${JSON.stringify(line)}\n`, {
    authorization: `Bearer ${ADMIN_KEY}`,
    'content-type': 'application/x-ndjson',
  })
  t.match(JSON.parse(text.split('\n')[0] ?? ''), { outcome: 'created' })
})

t.test('a client for whom Stripe would open no account is refused when staff enter it', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const headers = { authorization: `Bearer ${ADMIN_KEY}` }
  const call = (method: string, path: string, body?: unknown, type?: string) =>
    service.call(method, `/api/v1${path}`, body, { ...headers, ...(type && { 'content-type': type }) })
  const ada = { name: 'Ada', email: 'ada@unfit.example' }
  const refused = (field: string) => ({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field }] } })
  const jamaican = { ...ada, country: 'Jamaica' }
  const town = { ...ada, country: 'DE', prefill: { businessType: 'government_entity' } }

  t.match(await call('POST', '/clients', jamaican), refused('country'))
  t.match(await call('POST', '/clients', town), refused('prefill.businessType'))
  t.match(await call('PUT', '/clients/by-external-id/x', jamaican), refused('country'))
  for (const query of ['', '?dryRun=true']) {
    const file = `${JSON.stringify(town)}\n`
    const { text } = await call('POST', `/clients/import${query}`, file, 'application/x-ndjson')
    t.match(JSON.parse(text.split('\n')[0] ?? ''), {
      outcome: 'invalid',
      fault: /^prefill\.businessType is possible only/,
    })
  }
  t.strictSame((await call('GET', '/clients')).body.data, [], 'nothing is stored')

  const { body } = await call('POST', '/clients', { ...town, country: 'US' })
  const path = `/clients/${body.client.id}`
  t.equal((await call('POST', '/clients', { ...jamaican, country: undefined, externalId: 'y' })).status, 201)
  t.match(await call('PATCH', path, { country: 'DE' }), refused('prefill.businessType'))
  t.match(await call('PUT', '/clients/by-external-id/y', jamaican), refused('country'))
  t.match(await call('PATCH', path, { name: 'Town' }), {
    status: 200,
    body: { client: { name: 'Town', country: 'US' } },
  })
  t.equal((await service.open(body.onboarding.token)).status, 200, 'what fits works as before')
})
