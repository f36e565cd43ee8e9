import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { isStripeLink } from '../../src/adapters/stripe/link-hosts.ts'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { startSimulator } from '#stripe-simulator'
import { stripeAt, stripeProviderAt } from '../support/stripe-provider.ts'
import { asked, noHurry, requestOf, waysBack } from './payment-provider.ts'

const LINK_HOSTS = ['connect.stripe.com', 'accounts.stripe.com']
const providerAt = (url: string) => stripeProviderAt(url, { linkHosts: LINK_HOSTS })

/** A server that answers every request with this JSON. */
async function answering(t: Test, body: unknown) {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_1' })
    response.end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths }
}

t.test('known refusals of Stripe get our own wording, with advice', async (t) => {
  const { url, simulator, close } = await startSimulator()
  t.teardown(close)
  const provider = providerAt(url)
  const refusals = {
    platform_not_registered: { registered: false },
    platform_profile_incomplete: { profileReviewed: false },
    accounts_v1_disabled: { accountsV1: false },
  }
  for (const [code, settings] of Object.entries(refusals)) {
    await simulator.setPlatform(settings)
    await t.rejects(provider.createAccount(requestOf(), noHurry()), {
      name: 'PaymentProviderError',
      failure: { outcome: 'refused', code, advice: /Stripe Dashboard/ },
    })
  }
  await simulator.setPlatform({})
  const { terms, ...request } = requestOf()
  const alone = { ...request, terms: { ...terms, shape: { ...terms.shape, capabilities: ['transfers'] } } }
  await t.rejects(provider.createAccount(alone, noHurry()), {
    name: 'PaymentProviderError',
    failure: { outcome: 'refused', code: 'transfers_need_approval', advice: /ACCOUNT_CAPABILITIES/ },
  })
})

t.test('a link that leads to another host than Stripe is not given out', async (t) => {
  const elsewhere = { object: 'account_link', created: 1, expires_at: 2_000_000_000, url: 'https://evil.example/phish' }
  const { url } = await answering(t, elsewhere)
  await t.rejects(providerAt(url).createAccountLink({ accountId: 'acct_1', ...waysBack }, noHurry()), {
    name: 'PaymentProviderError',
    failure: {
      operation: 'create_account_link',
      outcome: 'unknown',
      code: 'foreign_account_link',
      advice: /STRIPE_LINK_HOSTS/,
    },
  })
})

t.test('which links lead to Stripe', async (t) => {
  const hosts = ['connect.stripe.com', 'accounts.stripe.com']
  const good = ['https://connect.stripe.com/setup/e/acct_1/abc', 'https://accounts.stripe.com/r/acct_1#alu_1']
  const bad = [
    'http://connect.stripe.com/setup',
    'https://connect.stripe.com.evil.example/',
    'https://connect.stripe.com:8443/',
    'https://connect.stripe.com@evil.example/',
    'https://user@connect.stripe.com/',
    'javascript:alert(1)',
    'http://localhost:12111/setup',
    '/setup',
    '',
  ]
  for (const url of good) t.ok(isStripeLink(url, { hosts }), url)
  for (const url of bad) t.notOk(isStripeLink(url, { hosts }), url)

  t.test('with a simulator, its own origin, or this machine', async (t) => {
    const simulator = 'http://simulator:12111'
    t.ok(isStripeLink('http://simulator:12111/setup', { hosts, simulator }))
    t.ok(isStripeLink('http://localhost:12111/setup', { hosts, simulator }))
    t.ok(isStripeLink('http://127.0.0.1:40123/setup', { hosts, simulator }), 'a container is published on another port')
    t.notOk(isStripeLink('javascript:alert(1)', { hosts, simulator }))
    t.notOk(isStripeLink('http://evil.example:12111/setup', { hosts, simulator }))
  })
})

t.test('a live key is sent to no other base URL than that of Stripe', async (t) => {
  for (const apiBase of ['http://127.0.0.1:12111', 'https://stripe.example.com', 'http://api.stripe.com']) {
    t.throws(() => stripeClient({ secretKey: 'sk_live_0123456789', apiBase }), /a live Stripe key/)
  }
  t.ok(stripeClient({ secretKey: 'rk_live_0123456789', apiBase: 'https://api.stripe.com' }))
})

t.test('the account of an event that names none is fetched from the stored data of the event', async (t) => {
  const event = {
    object: 'v2.core.event',
    id: 'evt_1',
    type: 'v2.core.account_link.returned',
    data: { account_id: 'acct_7' },
  }
  const named = await answering(t, event)
  t.equal(await stripeAt(named.url).verifier.accountOf('evt_1', noHurry()), 'acct_7')
  t.strictSame(named.paths, ['/v2/core/events/evt_1'])
  const nameless = await answering(t, { ...event, data: {} })
  t.equal(await stripeAt(nameless.url).verifier.accountOf('evt_1', noHurry()), undefined)
})

t.test('a body that no secret of ours signed is no event', async (t) => {
  const { verifier } = stripeAt('http://127.0.0.1:1')
  const body = Buffer.from('{"id":"evt_1","object":"event","type":"account.updated"}')
  for (const signature of ['', 't=1,v1=00', 'anything']) t.equal(verifier.verify(body, signature), undefined)
})

t.test('an answer larger than any of Stripe is not read to its end', async (t) => {
  const { url } = await answering(t, { object: 'account', filler: 'x'.repeat(9 * 1024 * 1024) })
  await t.rejects(providerAt(url).retrieveAccount(asked('acct_1'), noHurry()), {
    name: 'PaymentProviderError',
    failure: { outcome: 'unknown' },
  })
})
