import t from 'tap'
import type { FailureOutcome, ProviderOperation } from '../../src/domain/provider-failure.ts'
import { startSimulator, type PlatformSettings, type RouteName } from '#stripe-simulator'
import { stripeProviderAt } from '../support/stripe-provider.ts'
import { asked, noHurry, requestOf, waysBack } from './payment-provider.ts'

const running = await startSimulator()
t.teardown(() => running.close())
const { url, simulator } = running
const provider = stripeProviderAt(url, { api: 'v2' })

/** Codes with which Stripe refuses to create an account, and a word of the advice that staff get. */
const refusals: Record<string, RegExp> = {
  accounts_v2_access_blocked: /STRIPE_ACCOUNTS_API/,
  non_connect_platform_accounts_v2_access_blocked: /Connect/,
  platform_registration_required: /Sign the platform up/,
  connect_profile_not_submitted: /Platform profile/,
  connect_identity_not_verified: /identity of the platform/,
  account_create_activation_required: /Activate/,
  account_creation_liability_unacknowledged: /Platform profile/,
  account_creation_requirement_collection_unacknowledged: /Platform profile/,
  account_creation_requirement_collection_and_liability_unacknowledged: /Platform profile/,
  account_creation_losses_collector_unavailable: /Platform profile/,
  cannot_create_connected_account: /support of Stripe/,
  cannot_create_new_account_rejected: /support of Stripe/,
  account_controller_express_dash_without_application_losses_or_fees: /account profile/,
  account_controller_stripe_pricing_platform_liable: /account profile/,
  account_controller_unsupported_configuration: /account profile/,
  unsupported_field_for_configs: /account profile/,
  configuration_creation_invalid: /account profile/,
  capability_not_available_without_other_capability: /card_payments/,
  capability_not_available_without_other_capability_in_country: /card_payments/,
  capability_not_available_in_country: /country/,
  capability_not_available_in_platform_country: /country/,
  capability_not_available_for_dashboard_type: /account profile/,
  capability_not_available_for_entity_type_in_country: /country/,
  capability_not_available_for_loss_collector: /account profile/,
  cross_border_connected_account_creation_not_allowed: /country/,
  identity_country_required: /country/,
  account_token_required: /account tokens/,
  email_invalid: /email/,
  email_domain_invalid_for_recipient: /domain/,
  url_invalid: /website/,
  invalid_fields: /request id/,
  account_terms_of_service_not_accepted: /terms/,
  tos_acceptance_on_behalf_not_allowed: /account profile/,
}

for (const [code, advice] of Object.entries(refusals)) {
  t.test(`${code} is a refusal, with advice for staff`, async (t) => {
    await fail('accounts.create', 400, { code })
    await t.rejects(provider.createAccount(requestOf(), noHurry()), failing('create_account', 'refused', code, advice))
  })
}

t.test('refusals by which the platform itself is set up are recognised in the same way', async (t) => {
  const settings: Record<string, PlatformSettings> = {
    accounts_v2_access_blocked: { accountsV2: false },
    platform_registration_required: { registered: false },
    account_creation_liability_unacknowledged: { profileReviewed: false },
    account_token_required: { country: 'FR' },
  }
  for (const [code, setting] of Object.entries(settings)) {
    await simulator.setPlatform(setting)
    const refused = failing('create_account', 'refused', code, refusals[code] ?? /nothing/)
    await t.rejects(provider.createAccount(requestOf(), noHurry()), refused, code)
  }
  await simulator.setPlatform({})
})

interface Answer {
  readonly status: number
  readonly error?: { code?: string; type?: string }
  readonly outcome: FailureOutcome
  readonly code: string
}

const errors: Record<string, Answer> = {
  'no access': { status: 403, error: { code: 'forbidden' }, outcome: 'refused', code: 'forbidden' },
  'a wrong key': { status: 401, error: { code: 'unauthorized' }, outcome: 'refused', code: 'unauthorized' },
  'a wrong key, with a type and no code': {
    status: 401,
    error: { type: 'authentication_error' },
    outcome: 'refused',
    code: 'authentication_failed',
  },
  'another use of the key': {
    status: 409,
    error: { code: 'idempotency_error', type: 'idempotency_error' },
    outcome: 'key_spent',
    code: 'idempotency_error',
  },
  'another use of the key, without a type': {
    status: 409,
    error: { code: 'idempotency_error' },
    outcome: 'key_spent',
    code: 'idempotency_error',
  },
  'an error without a code': { status: 400, error: {}, outcome: 'unknown', code: 'invalid_response' },
  'a dependency of Stripe that failed': {
    status: 424,
    error: { code: 'external_dependency_failed' },
    outcome: 'unknown',
    code: 'invalid_response',
  },
  'an error of Stripe': { status: 500, error: { code: 'internal_error' }, outcome: 'unknown', code: 'internal_error' },
}

for (const [what, { status, error, outcome, code }] of Object.entries(errors)) {
  t.test(`${what} on creating an account -> ${outcome}, ${code}`, async (t) => {
    await fail('accounts.create', status, error, 5)
    await t.rejects(provider.createAccount(requestOf(), noHurry()), failing('create_account', outcome, code))
    await simulator.faults.clear()
  })
}

t.test('rate limits and locks are waited out', async (t) => {
  for (const lockTimeout of [false, true]) {
    await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'rate_limit', lockTimeout } })
    const { accountId } = await provider.createAccount(requestOf(), noHurry())
    t.match(accountId, /^acct_/)
    t.strictSame(await simulator.faults.list(), [], 'one request met the limit')
  }
  await simulator.faults.add({ route: 'accounts.create', fault: { kind: 'rate_limit', lockTimeout: true }, times: 50 })
  await t.rejects(
    provider.createAccount(requestOf(), AbortSignal.timeout(600)),
    failing('create_account', 'unknown', 'account_rate_limit_exceeded'),
  )
  await simulator.faults.clear()
})

t.test('an account that v2 cannot read is unavailable', async (t) => {
  const v1 = stripeProviderAt(url, { api: 'v1' })
  const { accountId } = await v1.createAccount(requestOf(), noHurry())
  const codes = ['account_not_yet_compatible_with_v2', 'v1_account_instead_of_v2_account']
  for (const code of codes) {
    await t.rejects(
      provider.retrieveAccount(asked(accountId), noHurry()),
      failing('retrieve_account', 'account_unavailable', code),
    )
    await simulator.clock.advance(11 * 60_000)
  }
  await t.rejects(
    provider.retrieveAccount(asked('acct_unknown'), noHurry()),
    failing('retrieve_account', 'account_unavailable', 'not_found'),
  )
})

t.test('a link for a rejected account is refused, and the account says why', async (t) => {
  const { accountId } = await provider.createAccount(requestOf(), noHurry())
  await simulator.setAccountState(accountId, { outcome: 'complete', disabled_reason: 'rejected.fraud' })
  await t.rejects(
    provider.createAccountLink({ accountId, ...waysBack }, noHurry()),
    failing('create_account_link', 'refused', 'invalid_fields'),
  )
  const { facts } = await provider.retrieveAccount(asked(accountId), noHurry())
  t.match(facts, { capabilities: { card_payments: 'rejected', transfers: 'rejected' }, holdReason: 'rejected_fraud' })
})

t.test('an account of a lost response is found by the key of its request', async (t) => {
  await simulator.reset()
  const request = requestOf()
  for (let n = 0; n < 25; n += 1) await provider.createAccount(requestOf(), noHurry())
  await simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
  await t.rejects(provider.createAccount(request, noHurry()), failing('create_account', 'unknown', 'connection_lost'))
  const found = await provider.findAccount({ ...request, since: new Date(Date.now() - 60_000) }, noHurry())
  const [account] = (await simulator.accounts()).filter(({ metadata }) => metadata?.['client_id'] === request.clientId)
  t.equal(found?.accountId, account?.id)
  const routes = (await simulator.calls()).map(({ route }) => route)
  t.notOk(routes.includes('accounts.list'), 'by the events alone')
})

t.test('an account is found in the list of accounts where Stripe does not list events', async (t) => {
  await simulator.reset()
  const request = requestOf()
  const { accountId } = await provider.createAccount(request, noHurry())
  for (let n = 0; n < 25; n += 1) await provider.createAccount(requestOf(), noHurry())
  const since = new Date(Date.now() - 60_000)
  await fail('events.list', 400, { code: 'invalid_fields' })
  t.equal((await provider.findAccount({ ...request, since }, noHurry()))?.accountId, accountId)
  t.equal((await simulator.calls({ route: 'accounts.list' })).length, 2, 'on its second page')
  await fail('events.list', 500, undefined, 5)
  await t.rejects(
    provider.findAccount({ ...request, since }, noHurry()),
    failing('find_account', 'unknown', 'provider_error'),
    'but an outage is no reason to search elsewhere',
  )
  await simulator.faults.clear()
})

t.test('an account that may not be closed stays open, and staff learn why', async (t) => {
  const { accountId } = await provider.createAccount(requestOf(), noHurry())
  const refusals = {
    available: ['cannot_delete_account_with_balance', /balance/],
    pending: ['pending_transactions_cannot_be_deleted', /pending transactions/],
  } as const
  for (const [balance, [code, advice]] of Object.entries(refusals)) {
    await simulator.setAccountState(accountId, { balance: balance as keyof typeof refusals })
    const refused = failing('close_account', 'refused', code, advice)
    await t.rejects(provider.closeAccount(accountId, noHurry()), refused, code)
  }
  await simulator.setAccountState(accountId, { balance: null })
  await provider.closeAccount(accountId, noHurry())
  await provider.closeAccount(accountId, noHurry())
  const { facts } = await provider.retrieveAccount(asked(accountId), noHurry())
  t.match(facts, { hold: 'disconnected', holdReason: 'closed' }, 'and closing a closed one changes nothing')
})

function fail(route: RouteName, status: number, error?: Answer['error'], times = 1) {
  const fault = { kind: 'error' as const, status, saved: false, ...(error && { error }) }
  return simulator.faults.add({ route, times, fault })
}

function failing(operation: ProviderOperation, outcome: FailureOutcome, code: string, advice?: RegExp) {
  return { name: 'PaymentProviderError', failure: { operation, outcome, code, ...(advice && { advice }) } }
}
