import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import type { AccountFacts, AccountHold } from '../../src/domain/account.ts'
import { startSimulator } from '#stripe-simulator'
import { accountControlContract } from './account-control.ts'
import { accountSessionsContract } from './account-sessions.ts'
import { stripeProviderAt } from '../support/stripe-provider.ts'
import { asked, noHurry, paymentProviderContract, requestOf, waysBack } from './payment-provider.ts'

async function open(t: Test, api: AccountsApi = 'v1') {
  const running = await startSimulator()
  t.teardown(() => running.close())
  const { url, simulator } = running
  return { provider: stripeProviderAt(url, { api }), simulator }
}

for (const api of ['v1', 'v2'] as const) {
  paymentProviderContract(t, `stripe, accounts ${api}`, async (t) => {
    const { provider, simulator } = await open(t, api)
    return { provider, held: async () => (await simulator.accounts()).length }
  })
  accountControlContract(t, `stripe, accounts ${api}`, async (t) => (await open(t, api)).provider)
  accountSessionsContract(t, `stripe, accounts ${api}`, async (t) => (await open(t, api)).provider)
}

t.test('the request that creates an account', async (t) => {
  const { provider, simulator } = await open(t)
  const request = requestOf({ generation: 3 })
  const { accountId } = await provider.createAccount(request, noHurry())
  const [account] = await simulator.accounts()
  t.match(account, {
    id: accountId,
    email: request.parameters.email,
    country: 'DE',
    metadata: { client_id: request.clientId, generation: '3' },
  })
  const [call] = await simulator.calls({ route: 'accounts.create' })
  t.equal(call?.idempotencyKey, `account:${request.clientId}:3`)
})

t.test('a session enables the components of its purpose, and is never one of another account', async (t) => {
  const { provider, simulator } = await open(t, 'v2')
  const { accountId } = await provider.createAccount(requestOf(), noHurry())
  const create = async (purpose: 'onboarding' | 'update') =>
    (await provider.createAccountSession({ accountId, purpose }, noHurry())).components
  t.strictSame(await create('onboarding'), ['account-onboarding'])
  t.strictSame(await create('update'), ['notification-banner', 'account-management'])
  const answer = { object: 'account_session', account: 'acct_other', client_secret: 'accs_secret__1', expires_at: 1 }
  await simulator.faults.add({
    route: 'account_sessions.create',
    times: 2,
    fault: { kind: 'json', status: 200, body: JSON.stringify(answer) },
  })
  await t.rejects(create('update'), {
    name: 'PaymentProviderError',
    failure: { outcome: 'unknown', code: 'invalid_response' },
  })
})

t.test('the request that creates a link', async (t) => {
  const { provider, simulator } = await open(t)
  const { accountId } = await provider.createAccount(requestOf(), noHurry())
  const link = await provider.createAccountLink({ accountId, ...waysBack }, noHurry())
  await provider.createAccountLink({ accountId, ...waysBack }, noHurry())
  const [held] = await simulator.accountLinks()
  t.match(held, {
    account: accountId,
    type: 'account_onboarding',
    url: link.url,
    return_url: waysBack.returnUrl,
    refresh_url: waysBack.refreshUrl,
    expires_at: link.expiresAt.getTime() / 1000,
  })
  const calls = await simulator.calls({ route: 'account_links.create' })
  t.equal(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size, 2, 'no key is used for two links')
})

t.test('no request is sent to Stripe after the deadline', async (t) => {
  const { provider, simulator } = await open(t)
  await t.rejects(provider.createAccount(requestOf(), AbortSignal.abort()))
  await sleep(100)
  t.strictSame(await simulator.calls(), [])
})

t.test('an account is found behind a hundred younger ones', async (t) => {
  const { provider, simulator } = await open(t)
  const request = requestOf()
  const { accountId } = await provider.createAccount(request, noHurry())
  for (let n = 0; n < 120; n += 1) await provider.createAccount(requestOf(), noHurry())
  const since = new Date(Date.now() - 60_000)
  const found = await provider.findAccount({ ...request, since }, noHurry())
  t.equal(found?.accountId, accountId)
  t.equal((await simulator.calls({ route: 'accounts.list' })).length, 2, 'in two pages')
})

t.test('an account that Stripe does not list yet is not found', async (t) => {
  const { provider, simulator } = await open(t)
  const request = requestOf()
  await provider.createAccount(request, noHurry())
  await simulator.setListLag(60_000)
  const search = { ...request, since: new Date(Date.now() - 60_000) }
  t.equal(await provider.findAccount(search, noHurry()), undefined)
  await simulator.clock.advance(60_000)
  t.ok(await provider.findAccount(search, noHurry()))
})

t.test('the same account is given as long as Stripe remembers the key, and another one after that', async (t) => {
  const { provider, simulator } = await open(t)
  const request = requestOf()
  const first = await provider.createAccount(request, noHurry())
  await simulator.clock.advance(23 * 3_600_000)
  t.equal((await provider.createAccount(request, noHurry())).accountId, first.accountId)
  await simulator.clock.advance(3_600_000)
  const late = await provider.createAccount(request, noHurry())
  t.not(late.accountId, first.accountId, 'so a key of 24 hours must not be used')
})

t.test('what Stripe says of an account', async (t) => {
  const { provider, simulator } = await open(t)
  const { accountId } = await provider.createAccount(requestOf(), noHurry())
  const said = async () => (await provider.retrieveAccount(asked(accountId), noHurry())).facts
  const ready: AccountFacts = {
    accountId,
    country: 'DE',
    submitted: true,
    capabilities: { card_payments: 'active', transfers: 'active', payouts: 'active' },
    asks: [],
  }

  t.test('a complete account has no hold, not even as an undefined field', async (t) => {
    await simulator.setAccountState(accountId, { outcome: 'complete' })
    t.strictSame(await said(), ready)
  })

  t.test('its requirements become asks with their deadline', async (t) => {
    await simulator.setAccountState(accountId, {
      outcome: 'complete',
      requirements: {
        currently_due: ['external_account', 'individual.dob.day'],
        past_due: ['individual.dob.day'],
        pending_verification: ['individual.verification.document'],
        current_deadline: 1_800_000_000,
      },
    })
    t.strictSame((await said()).asks, [
      { what: 'The date of birth', from: 'client', due: 'overdue' },
      {
        what: 'A bank account that payouts can go to',
        from: 'client',
        due: 'now',
        by: new Date(1_800_000_000_000),
      },
      { what: 'A document that proves identity', from: 'provider', due: 'now' },
    ])
  })

  const holds: Record<string, AccountHold> = {
    'requirements.past_due': 'client_action',
    'action_required.requested_capabilities': 'client_action',
    'requirements.pending_verification': 'provider_review',
    under_review: 'provider_review',
    listed: 'paused',
    platform_paused: 'paused',
    other: 'paused',
    'a reason that Stripe invents tomorrow': 'paused',
    'rejected.fraud': 'rejected',
    'rejected.incomplete_verification': 'rejected',
    'rejected.listed': 'rejected',
    'rejected.other': 'rejected',
    'rejected.platform_fraud': 'rejected',
    'rejected.platform_other': 'rejected',
    'rejected.platform_terms_of_service': 'rejected',
    'rejected.terms_of_service': 'rejected',
    'rejected.tomorrow': 'rejected',
  }
  for (const [reason, hold] of Object.entries(holds)) {
    t.test(`disabled for ${reason} -> ${hold}`, async (t) => {
      await simulator.setAccountState(accountId, { outcome: 'complete', disabled_reason: reason })
      t.strictSame(await said(), { ...ready, hold, holdReason: reason })
    })
  }
})
