import type { Stripe } from 'stripe'
import t, { type Test } from 'tap'
import type { AccountStateChange } from '#stripe-simulator'
import { running } from './harness.ts'
import { everything, payable, statusesOf } from './v2-harness.ts'

async function accountIn(t: Test) {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const { id } = await stripe.v2.core.accounts.create(payable)
  const read = () => stripe.v2.core.accounts.retrieve(id, { include: everything })
  return { id, simulator, stripe, read, set: (change: AccountStateChange) => simulator.setAccountState(id, change) }
}

const transfersOf = ({ configuration }: Stripe.V2.Core.Account) =>
  configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers
const entriesOf = ({ requirements }: Stripe.V2.Core.Account) => requirements?.entries ?? []

t.test(
  'requirements that are due, past due, due later or in verification show who has to act, and by when',
  async (t) => {
    const { set, read } = await accountIn(t)
    await set({ outcome: 'complete' })
    t.match(await read(), { requirements: { entries: [], summary: null } })
    await set({
      requirements: {
        past_due: ['external_account'],
        currently_due: ['individual.verification.document', 'external_account'],
        eventually_due: ['company.tax_id', 'individual.verification.document', 'external_account'],
        pending_verification: ['individual.dob.day'],
        current_deadline: 1_900_000_000,
      },
    })
    const account = await read()
    t.match(entriesOf(account), [
      { description: 'external_account', awaiting_action_from: 'user', minimum_deadline: { status: 'past_due' } },
      { description: 'identity.business_details.id_numbers', minimum_deadline: { status: 'eventually_due' } },
      { description: 'identity.individual.date_of_birth.day', awaiting_action_from: 'stripe' },
      { description: 'identity.individual.verification.document', minimum_deadline: { status: 'currently_due' } },
    ])
    t.match(entriesOf(account)[3], { requested_reasons: [{ code: 'routine_verification' }] })
    t.same(account.requirements?.summary, {
      minimum_deadline: { status: 'past_due', time: new Date(1_900_000_000_000).toISOString() },
    })
    await set({ requirements: { past_due: [], currently_due: [], pending_verification: [] } })
    t.match(await read(), { requirements: { summary: { minimum_deadline: { status: 'eventually_due' } } } })
  },
)

t.test('errors and alternatives are shown with their requirement', async (t) => {
  const { set, read } = await accountIn(t)
  await set({
    outcome: 'complete',
    requirements: {
      currently_due: ['individual.verification.document'],
      errors: [
        {
          requirement: 'individual.verification.document',
          code: 'verification_document_expired',
          reason: 'The document has expired.',
        },
      ],
      alternatives: [
        {
          original_fields_due: ['individual.verification.document'],
          alternative_fields_due: ['individual.id_number'],
        },
      ],
    },
  })
  const { requirements } = await read()
  t.match(requirements?.entries, [
    { errors: [{ code: 'verification_document_expired', description: 'The document has expired.' }] },
  ])
  t.match(requirements?.alternatives, [
    {
      original_entries: [{ description: 'identity.individual.verification.document' }],
      options: [{ entries: [{ description: 'identity.individual.id_numbers', awaiting_action_from: 'user' }] }],
    },
  ])
})

t.test('future requirements are apart, with the time of the transition', async (t) => {
  const { set, read } = await accountIn(t)
  await set({
    outcome: 'complete',
    future_requirements: { currently_due: ['business_profile.url'], current_deadline: 1_900_000_000 },
  })
  t.match(await read(), {
    requirements: { entries: [] },
    future_requirements: {
      entries: [{ description: 'defaults.profile.business_url', minimum_deadline: { status: 'currently_due' } }],
      minimum_transition_date: new Date(1_900_000_000_000).toISOString(),
    },
  })
})

t.test(
  'a requirement names the capabilities that it restricts: all, or those that are restricted already',
  async (t) => {
    const { set, read } = await accountIn(t)
    const restricts = async () =>
      entriesOf(await read())[0]?.impact.restricts_capabilities?.map(({ capability, configuration, deadline }) =>
        [configuration, capability, deadline.status].join(' '),
      )
    await set({ outcome: 'complete', requirements: { currently_due: ['individual.verification.document'] } })
    t.same(await restricts(), [
      'merchant card_payments currently_due',
      'merchant stripe_balance.payouts currently_due',
      'recipient stripe_balance.stripe_transfers currently_due',
      'recipient stripe_balance.payouts currently_due',
    ])
    await set({ outcome: 'needs_more' })
    t.same(await restricts(), [
      'merchant stripe_balance.payouts past_due',
      'recipient stripe_balance.stripe_transfers past_due',
      'recipient stripe_balance.payouts past_due',
    ])
  },
)

const reasons: readonly (readonly [change: AccountStateChange, status: string, code: string, resolution: string])[] = [
  [{ outcome: 'under_review' }, 'pending', 'requirements_pending_verification', 'no_resolution'],
  [{ outcome: 'needs_more' }, 'restricted', 'requirements_past_due', 'provide_info'],
  [{ disabled_reason: 'listed' }, 'restricted', 'restricted_other', 'contact_stripe'],
  [{ disabled_reason: 'other' }, 'restricted', 'restricted_other', 'contact_stripe'],
  [{ disabled_reason: 'platform_paused' }, 'restricted', 'restricted_other', 'contact_stripe'],
  [{ disabled_reason: 'something_new' }, 'restricted', 'restricted_other', 'contact_stripe'],
  [{ disabled_reason: 'action_required.requested_capabilities' }, 'restricted', 'determining_status', 'no_resolution'],
  [
    { requirements: { pending_verification: ['x'] } },
    'restricted',
    'requirements_pending_verification',
    'no_resolution',
  ],
  ...[
    'fraud',
    'incomplete_verification',
    'listed',
    'other',
    'platform_fraud',
    'platform_other',
    'platform_terms_of_service',
    'terms_of_service',
  ].map((name) => [{ disabled_reason: `rejected.${name}` }, 'rejected', `rejected_${name}`, 'no_resolution'] as const),
  [{ disabled_reason: 'rejected.something_new' }, 'rejected', 'rejected_other', 'no_resolution'],
  ...(['unsupported_business', 'unsupported_country', 'unsupported_entity_type'] as const).map(
    (unsupported) => [{ unsupported }, 'unsupported', unsupported, 'no_resolution'] as const,
  ),
]

for (const [change, status, code, resolution] of reasons) {
  t.test(`${JSON.stringify(change)} shows as ${status}, ${code}`, async (t) => {
    const { set, read } = await accountIn(t)
    await set({ outcome: 'complete', capabilities: { card_payments: 'inactive', transfers: 'inactive' } })
    await set(change)
    t.same(transfersOf(await read()), { status, status_details: [{ code, resolution }] })
  })
}

t.test('capabilities and payouts move apart', async (t) => {
  const { set, read } = await accountIn(t)
  await set({ outcome: 'complete', payouts_enabled: false })
  t.same(statusesOf(await read()), { card_payments: 'active', stripe_transfers: 'active', payouts: 'restricted' })
  await set({ payouts_enabled: true, capabilities: { transfers: 'inactive' } })
  t.same(statusesOf(await read()), { card_payments: 'active', stripe_transfers: 'restricted', payouts: 'active' })
  await set({ capabilities: { card_payments: 'pending', transfers: 'active' } })
  t.same(statusesOf(await read()), { card_payments: 'pending', stripe_transfers: 'active', payouts: 'active' })
})

t.test('a document that is past due also restricts an account of v2', async (t) => {
  const { id, set, read, simulator } = await accountIn(t)
  await set({ outcome: 'complete' })
  await simulator.scheduleRequirements(id, { deadlineInMs: 60_000 })
  t.match(await read(), {
    requirements: {
      entries: [{ awaiting_action_from: 'user', minimum_deadline: { status: 'currently_due' } }],
      summary: { minimum_deadline: { status: 'currently_due', time: new Date(1_800_000_060_000).toISOString() } },
    },
  })
  t.same(statusesOf(await read()), { card_payments: 'active', stripe_transfers: 'active', payouts: 'active' })
  await simulator.clock.advance(60_000)
  t.match(await read(), { requirements: { entries: [{ minimum_deadline: { status: 'past_due' } }] } })
  t.same(statusesOf(await read()), { card_payments: 'active', stripe_transfers: 'restricted', payouts: 'restricted' })
})
