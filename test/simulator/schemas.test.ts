import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { AccountStateChange, Fault, PlatformSettings } from '#stripe-simulator'
import { refreshUrl, returnUrl, running } from './harness.ts'
import { notified } from './receiver.ts'
import { sdkChecker } from './sdk-schema.ts'

/** The simulator's answers against the SDK's own types, closed: nothing more, nothing less, no value that is not listed. */

const account = sdkChecker('resources/Accounts.d.ts', 'Account')
const accounts = sdkChecker('resources/Accounts.d.ts', 'Account', { list: true })
const link = sdkChecker('resources/AccountLinks.d.ts', 'AccountLink')
const session = sdkChecker('resources/AccountSessions.d.ts', 'AccountSession')
const failure = sdkChecker('Types.d.ts', 'StripeRawError')
const updated = sdkChecker('resources/Events.d.ts', 'AccountUpdatedEvent')
const deauthorised = sdkChecker('resources/Events.d.ts', 'AccountApplicationDeauthorizedEvent')

type Raw = Awaited<ReturnType<typeof running>>['raw']
type Json = Record<string, unknown>

const bodyOf = async (response: Response) => (await response.json()) as Json
const post = (raw: Raw, path: string, body: string, headers: Record<string, string> = {}) =>
  raw(path, { method: 'POST', body, headers })

async function created(raw: Raw, body: string): Promise<Json> {
  const made = await bodyOf(await post(raw, '/v1/accounts', body))
  if (typeof made['id'] !== 'string') throw new Error(JSON.stringify(made))
  return made
}

const both = 'capabilities[card_payments][requested]=true&capabilities[transfers][requested]=true'
const platformLoses = 'controller[fees][payer]=application&controller[losses][payments]=application'
const shapes = {
  nothing: '',
  express: `type=express&${both}`,
  standard: 'type=standard&country=DE',
  custom: `type=custom&${both}&tos_acceptance[date]=1800000000&tos_acceptance[ip]=203.0.113.7`,
  'a controller': `${platformLoses}&controller[stripe_dashboard][type]=express&${both}`,
  'a recipient':
    'type=express&country=JM&tos_acceptance[service_agreement]=recipient&capabilities[transfers][requested]=true',
  'all that can be given':
    `${both}&email=jo@example.com&country=FR&default_currency=EUR&business_type=company&external_account=btok_1` +
    '&business_profile[name]=Jo&business_profile[mcc]=5734&business_profile[url]=https://jo.example' +
    '&business_profile[support_address][city]=Paris&business_profile[support_email]=jo@example.com' +
    '&business_profile[estimated_worker_count]=3&company[name]=Jo&company[address][city]=Paris' +
    '&individual[first_name]=Jo&individual[dob][day]=1&individual[dob][month]=2&individual[dob][year]=1990' +
    '&settings[branding][icon]=file_1&settings[payouts][schedule][interval]=weekly' +
    '&settings[payouts][schedule][weekly_anchor]=monday&settings[payouts][debit_negative_balances]=true' +
    '&settings[card_payments][statement_descriptor_prefix]=JO&settings[card_payments][decline_on][cvc_failure]=true' +
    '&settings[payments][statement_descriptor]=JO&metadata[client_id]=c1',
}

// All that the SDK's type lists.
const reasons = [
  'action_required.requested_capabilities',
  'listed',
  'other',
  'platform_paused',
  'requirements.past_due',
  'requirements.pending_verification',
  'under_review',
  'rejected.fraud',
  'rejected.incomplete_verification',
  'rejected.listed',
  'rejected.other',
  'rejected.platform_fraud',
  'rejected.platform_other',
  'rejected.platform_terms_of_service',
  'rejected.terms_of_service',
]
const statuses = ['active', 'inactive', 'pending'] as const
const changes: readonly AccountStateChange[] = [
  {},
  ...(['save_for_later', 'complete', 'needs_more', 'under_review', 'complete'] as const).map((outcome) => ({
    outcome,
  })),
  ...statuses.flatMap((card_payments) => statuses.map((transfers) => ({ capabilities: { card_payments, transfers } }))),
  { details_submitted: false, charges_enabled: true, payouts_enabled: false },
  { requirements: { currently_due: ['a'], eventually_due: ['a', 'b'], past_due: ['c'], pending_verification: ['d'] } },
  { requirements: { current_deadline: 1_900_000_000 } },
  { requirements: { current_deadline: null } },
  ...reasons.map((disabled_reason) => ({ disabled_reason })),
  { disabled_reason: null },
  { outcome: 'reject' },
]

t.test('the schemas are closed', async (t) => {
  const { raw } = await running(t)
  const made = await created(raw, shapes.express)
  t.same(account(made), [])
  const wrong: Record<string, Json> = {
    'an unknown field': { ...made, colour: 'red' },
    'a missing field': { ...made, email: undefined },
    'a wrong kind': { ...made, created: '1' },
    'a value that the enum has not': { ...made, type: 'premium' },
    'a deleted account': { ...made, deleted: true },
    'an unknown field inside': { ...made, controller: { type: 'application', colour: 'red' } },
    'an unknown capability': { ...made, capabilities: { teleport: 'active' } },
    'an unknown status': { ...made, capabilities: { transfers: 'unrequested' } },
    'an unknown reason': { ...made, requirements: { ...Object(made['requirements']), disabled_reason: 'new' } },
  }
  for (const [what, value] of Object.entries(wrong)) {
    t.not(account(JSON.parse(JSON.stringify(value))).length, 0, what)
  }
  const list = await bodyOf(await raw('/v1/accounts'))
  t.same(accounts(list), [])
  t.not(accounts({ ...list, data: [{}] }).length, 0)
  t.not(accounts({ ...list, next: null }).length, 0)
  t.not(failure({ type: 'premium_error' }).length, 0)
})

for (const [name, body] of Object.entries(shapes)) {
  t.test(`an account that was created with ${name} fits its type in every state, and so do its events`, async (t) => {
    const { raw, simulator, endpoint } = await notified(t)
    const made = await created(raw, body)
    t.same(account(made), [])
    const id = String(made['id'])
    for (const change of changes) {
      await simulator.setAccountState(id, change)
      t.same(account(await bodyOf(await raw(`/v1/accounts/${id}`))), [], JSON.stringify(change))
    }
    await simulator.setAccountState(id, { outcome: 'complete' })
    await simulator.scheduleRequirements(id, { deadlineInMs: 1000 })
    t.same(account(await bodyOf(await raw(`/v1/accounts/${id}`))), [], 'something is due')
    await simulator.clock.advance(1000)
    t.same(account(await bodyOf(await raw(`/v1/accounts/${id}`))), [], 'something is past due')
    t.same(accounts(await bodyOf(await raw('/v1/accounts'))), [])
    await simulator.setAccountState(id, { access: 'deauthorised' })
    t.same(accounts(await bodyOf(await raw('/v1/accounts'))), [], 'an empty list')
    await simulator.flushWebhooks()
    const events = endpoint.received.map(({ body }) => JSON.parse(body) as Json)
    t.ok(events.length > changes.length)
    for (const event of events) {
      const check = event['type'] === 'account.updated' ? updated : deauthorised
      t.same(check(event), [], String(event['type']))
    }
  })
}

t.test("links, sessions and the platform's own account fit their types", async (t) => {
  const { raw } = await running(t)
  const { id } = await created(raw, shapes.express)
  const urls = `refresh_url=${encodeURIComponent(refreshUrl)}&return_url=${encodeURIComponent(returnUrl)}`
  const body = `account=${String(id)}&type=account_onboarding&${urls}`
  t.same(link(await bodyOf(await post(raw, '/v1/account_links', body))), [])
  const sessionBody = `account=${String(id)}&components[account_onboarding][enabled]=true`
  t.same(session(await bodyOf(await post(raw, '/v1/account_sessions', sessionBody))), [])
  const platform = await bodyOf(await raw('/v1/account'))
  t.same(account(platform), [])
  t.same(account(await bodyOf(await raw(`/v1/accounts/${String(platform['id'])}`))), [])
})

const key = { 'idempotency-key': 'k1' }
const links = '/v1/account_links'
const urls = `type=account_onboarding&refresh_url=${refreshUrl}&return_url=${returnUrl}`

/** Each way in which the simulator refuses; more of one kind are in the tests of the endpoints. */
const refusals: Record<string, (raw: Raw, id: string) => Promise<Response>> = {
  'no key': (raw) => raw('/v1/account', { headers: { authorization: '' } }),
  'a live key': (raw) => raw('/v1/account', { headers: { authorization: 'Bearer sk_live_x' } }),
  'an invalid key': (raw) => raw('/v1/account', { headers: { authorization: 'Bearer nothing' } }),
  'an unknown address': (raw) => raw('/v1/customers'),
  'an unknown account': (raw) => raw('/v1/accounts/acct_none'),
  'an unknown cursor': (raw) => raw('/v1/accounts?starting_after=acct_none'),
  'two cursors': (raw) => raw('/v1/accounts?starting_after=a&ending_before=b'),
  'a limit too high': (raw) => raw('/v1/accounts?limit=101'),
  'another account': (raw, id) => raw('/v1/account', { headers: { 'stripe-account': id } }),
  'an unknown parameter': (raw) => post(raw, '/v1/accounts', 'colour=red'),
  'a parameter that is missing': (raw) => post(raw, links, ''),
  'an empty parameter': (raw) => post(raw, '/v1/accounts', 'email='),
  'an invalid email address': (raw) => post(raw, '/v1/accounts', 'email=jo'),
  'an unknown country': (raw) => post(raw, '/v1/accounts', 'country=XX'),
  'too much metadata': (raw) => post(raw, '/v1/accounts', `metadata[k]=${'v'.repeat(501)}`),
  'type and controller': (raw) => post(raw, '/v1/accounts', 'type=express&controller[fees][payer]=account'),
  'no dashboard and no capabilities': (raw) => post(raw, '/v1/accounts', 'type=custom'),
  'a full express account': (raw) => post(raw, '/v1/accounts', 'controller[stripe_dashboard][type]=express'),
  'cards where accounts only receive': (raw) => post(raw, '/v1/accounts', `country=JM&${both}`),
  'transfers alone': (raw) => post(raw, '/v1/accounts', 'capabilities[transfers][requested]=true'),
  'a key too long': (raw) => post(raw, '/v1/accounts', '', { 'idempotency-key': 'k'.repeat(256) }),
  'a key that was used for something else': async (raw) => {
    await post(raw, '/v1/accounts', '', key)
    return post(raw, '/v1/accounts', 'country=DE', key)
  },
  'a link for an unknown account': (raw) => post(raw, links, `account=acct_none&${urls}`),
  'an update link': (raw, id) => post(raw, links, `account=${id}&${urls.replace('onboarding', 'update')}`),
  'a wrong address': (raw, id) => post(raw, links, `account=${id}&${urls}x&return_url=nowhere`),
}

async function fitsError(t: Test, response: Response, what: string): Promise<void> {
  const { error, ...rest } = await bodyOf(response)
  t.ok(response.status >= 400, what)
  t.match(response.headers.get('request-id'), /^req_/, what)
  t.same(rest, {}, what)
  t.same(failure(error), [], what)
  t.match(error, { type: String, message: String, request_log_url: String }, what)
  // The SDK's type has these too; but it fills them in itself.
  for (const own of ['headers', 'statusCode', 'requestId', 'detail', 'exception']) t.notOk(Object(error)[own], own)
}

t.test('each refusal fits the type of an error', async (t) => {
  const { raw } = await running(t)
  const { id } = await created(raw, shapes.express)
  for (const [what, refused] of Object.entries(refusals)) await fitsError(t, await refused(raw, String(id)), what)
})

t.test('so do refusals that depend on how the platform, the account or Stripe is', async (t) => {
  const { raw, simulator } = await running(t)
  const id = String((await created(raw, shapes.express))['id'])
  const unready: readonly PlatformSettings[] = [
    { registered: false },
    { profileReviewed: false },
    { accountsV1: false },
  ]
  for (const settings of unready) {
    await simulator.setPlatform(settings)
    await fitsError(t, await post(raw, '/v1/accounts', shapes.express), JSON.stringify(settings))
  }
  await simulator.setAccountState(id, { outcome: 'reject' })
  await fitsError(t, await post(raw, links, `account=${id}&${urls}`), 'a rejected account')
  await simulator.setAccountState(id, { access: 'deleted' })
  await fitsError(t, await post(raw, links, `account=${id}&${urls}`), 'a link for a deleted account')
  await fitsError(t, await raw(`/v1/accounts/${id}`), 'a deleted account')

  const faults: readonly Fault[] = [
    { kind: 'error', status: 500, saved: true },
    { kind: 'error', status: 400, saved: false },
    { kind: 'rate_limit' },
    { kind: 'rate_limit', lockTimeout: true },
  ]
  await simulator.setPlatform({})
  for (const fault of faults) {
    await simulator.faults.add({ route: '*', fault })
    await fitsError(t, await post(raw, '/v1/accounts', shapes.express), JSON.stringify(fault))
  }
  await simulator.faults.add({ route: '*', fault: { kind: 'latency', ms: 300 } })
  const slow = post(raw, '/v1/accounts', '', key)
  while ((await simulator.calls({ limit: 1 }))[0]?.outcome !== 'in_progress') await pause(1)
  await fitsError(t, await post(raw, '/v1/accounts', '', key), 'a key in flight')
  await slow
  await simulator.setRateLimit(0.001)
  await raw('/v1/accounts')
  await fitsError(t, await raw('/v1/accounts'), 'too many calls')
})
