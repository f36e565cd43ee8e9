import { Stripe } from 'stripe'
import t from 'tap'
import type { Fault, RouteName } from '#stripe-simulator'
import { failureOf, running } from './harness.ts'
import { linkParams, payable } from './v2-harness.ts'

const { errors } = Stripe
type Core = Stripe['v2']['core']

/** A call of each kind; those that change something say whether the change is there. */
interface Operation {
  readonly route: RouteName
  call(core: Core, id: string): Promise<unknown>
  isDone?(core: Core, id: string): Promise<boolean>
}

const both = ['merchant', 'recipient'] as const
const operations: readonly Operation[] = [
  {
    route: 'accounts.create',
    call: (core) => core.accounts.create({ ...payable, display_name: 'Second' }),
    isDone: async (core) => (await core.accounts.list()).data.some(({ display_name }) => display_name === 'Second'),
  },
  { route: 'accounts.retrieve', call: (core, id) => core.accounts.retrieve(id) },
  { route: 'accounts.list', call: (core) => core.accounts.list() },
  {
    route: 'accounts.update',
    call: (core, id) => core.accounts.update(id, { display_name: 'New' }),
    isDone: async (core, id) => (await core.accounts.retrieve(id)).display_name === 'New',
  },
  {
    route: 'accounts.close',
    call: (core, id) => core.accounts.close(id, { applied_configurations: [...both] }),
    isDone: async (core, id) => (await core.accounts.retrieve(id)).closed === true,
  },
  { route: 'account_links.create', call: (core, id) => core.accountLinks.create(linkParams(id)) },
  { route: 'events.list', call: (core) => core.events.list() },
]

interface Expected {
  readonly failure: typeof errors.StripeError
  readonly status?: number
  /** Whether the work is done nevertheless. */
  readonly done: boolean
}

const faults: readonly (readonly [name: string, fault: Fault, expected: Expected])[] = [
  ['a 500', { kind: 'error', status: 500, saved: true }, { failure: errors.StripeAPIError, status: 500, done: false }],
  [
    'a 500 after the work',
    { kind: 'error', status: 500, saved: true, executed: true },
    { failure: errors.StripeAPIError, status: 500, done: true },
  ],
  [
    'a 403 with a code',
    { kind: 'error', status: 403, saved: false, error: { code: 'forbidden' } },
    { failure: errors.StripePermissionError, status: 403, done: false },
  ],
  [
    'a reset before the work',
    { kind: 'reset', when: 'before' },
    { failure: errors.StripeConnectionError, done: false },
  ],
  ['a reset after the work', { kind: 'reset', when: 'after' }, { failure: errors.StripeConnectionError, done: true }],
  ['no answer', { kind: 'timeout', when: 'after', ms: 20 }, { failure: errors.StripeConnectionError, done: true }],
  ['a proxy’s page', { kind: 'html', status: 502, when: 'after' }, { failure: errors.StripeAPIError, done: true }],
  ['half an answer', { kind: 'garbage' }, { failure: errors.StripeAPIError, done: true }],
  [
    'a gateway’s JSON',
    { kind: 'json', status: 424, body: '{"error":{"message":"No."}}', when: 'after' },
    { failure: errors.StripeAPIError, status: 424, done: true },
  ],
  ['too many calls', { kind: 'rate_limit' }, { failure: errors.RateLimitError, status: 429, done: false }],
]

for (const { route, call, isDone } of operations) {
  t.test(`every fault strikes ${route} of v2`, async (t) => {
    const { stripe, simulator } = await running(t)
    const { core } = stripe.v2
    for (const [name, fault, { failure, status, done }] of faults) {
      await simulator.reset()
      const { id } = await core.accounts.create(payable)
      // The SDK sends a request whose connection was closed once more.
      const times = failure === errors.StripeConnectionError ? 2 : 1
      await simulator.faults.add({ route, api: 'v2', times, fault })
      const error = await failureOf(call(core, id))
      t.ok(error instanceof failure, name)
      t.equal(error.statusCode, status, name)
      t.same(await simulator.faults.list(), [], `${name} is used up`)
      if (isDone !== undefined) t.equal(await isDone(core, id), done, name)
    }
    t.match((await simulator.calls({ route })).at(-1), { api: 'v2', fault: 'rate_limit', executed: false })
  })
}

t.test('a delay also strikes v2, and a fault with an error of Stripe’s has its class', async (t) => {
  const { stripe, simulator } = await running(t)
  await simulator.faults.add({ route: '*', fault: { kind: 'latency', ms: 50 } })
  const begin = performance.now()
  await stripe.v2.core.accounts.create(payable)
  t.ok(performance.now() - begin >= 49)
  for (const [type, failure] of [
    ['feature_not_enabled', errors.FeatureNotEnabledError],
    ['cannot_proceed', errors.CannotProceedError],
    ['quota_exceeded', errors.QuotaExceededError],
    ['idempotency_error', errors.StripeIdempotencyError],
  ] as const) {
    await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 400, saved: false, error: { type } } })
    t.ok((await failureOf(stripe.v2.core.accounts.create(payable))) instanceof failure, type)
  }
})

t.test('a fault strikes both generations, or the one that it names', async (t) => {
  const { stripe, simulator } = await running(t)
  const { id } = await stripe.v2.core.accounts.create(payable)
  const fault = { kind: 'error', status: 503, saved: false } as const
  const calls = { v1: () => stripe.accounts.retrieve(id), v2: () => stripe.v2.core.accounts.retrieve(id) } as const
  await simulator.faults.add({ route: 'accounts.retrieve', times: 2, fault })
  for (const call of Object.values(calls)) t.match(await failureOf(call()), { statusCode: 503 })
  for (const [api, other] of [
    ['v1', 'v2'],
    ['v2', 'v1'],
  ] as const) {
    await simulator.faults.add({ route: '*', api, fault })
    t.equal((await calls[other]()).id, id)
    t.match(await failureOf(calls[api]()), { statusCode: 503 }, api)
  }
})

/** Codes of v2's specification that depend on what the simulator does not know of a platform. */
const codes = [
  'non_connect_platform_accounts_v2_access_blocked',
  'connect_identity_not_verified',
  'account_create_activation_required',
  'account_creation_requirement_collection_unacknowledged',
  'account_creation_requirement_collection_and_liability_unacknowledged',
  'account_creation_losses_collector_unavailable',
  'cannot_create_connected_account',
  'cannot_create_new_account_rejected',
  'account_controller_unsupported_configuration',
  'capability_not_available_without_other_capability_in_country',
  'capability_not_available_in_platform_country',
  'capability_not_available_for_entity_type_in_country',
  'cross_border_connected_account_creation_not_allowed',
  'account_terms_of_service_not_accepted',
]

t.test('any other code of Stripe’s comes as a fault, for as long as it is wanted', async (t) => {
  const { stripe, simulator } = await running(t)
  for (const code of codes) {
    const fault = { kind: 'error', status: 400, saved: false, error: { code, message: 'As documented.' } } as const
    const { id } = await simulator.faults.add({ route: 'accounts.create', api: 'v2', share: 1, fault })
    for (let n = 0; n < 2; n++) {
      const error = await failureOf(stripe.v2.core.accounts.create(payable))
      t.ok(error instanceof errors.StripeInvalidRequestError)
      t.match(error, { statusCode: 400, code, rawType: undefined, message: 'As documented.' })
    }
    await simulator.faults.clear(id)
  }
  t.ok(await stripe.v2.core.accounts.create(payable))
})
