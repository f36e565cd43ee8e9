import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { factsOf } from '../../src/adapters/stripe/v2/account-facts.ts'
import { AccountAnswer, type OpenAccountAnswer } from '../../src/adapters/stripe/v2/answers.ts'
import { readinessOf, type AccountFacts } from '../../src/domain/account.ts'

const NEEDED = ['card_payments', 'transfers']

type Capability = NonNullable<
  NonNullable<NonNullable<OpenAccountAnswer['configuration']['merchant']>['capabilities']>['card_payments']
>

const active: Capability = { status: 'active', status_details: [] }
const because = (status: string, code: string, resolution: string): Capability => ({
  status,
  status_details: [{ code, resolution }],
})
const unsubmitted = because('restricted', 'requirements_past_due', 'provide_info')
const verifying = because('pending', 'requirements_pending_verification', 'no_resolution')
const stopped = because('restricted', 'restricted_other', 'contact_stripe')
const rejected = because('rejected', 'rejected_fraud', 'no_resolution')

const configured = (cards: Capability, transfers: Capability, payouts: Capability) => ({
  merchant: { capabilities: { card_payments: cards, stripe_balance: { payouts } } },
  recipient: { capabilities: { stripe_balance: { stripe_transfers: transfers, payouts } } },
})

/** An open account of Accounts v2 that is ready, except for these parts. */
const stripeAccount = (parts: Partial<OpenAccountAnswer> = {}): OpenAccountAnswer => ({
  object: 'v2.core.account',
  id: 'acct_1',
  closed: false,
  configuration: configured(active, active, active),
  requirements: { entries: [] },
  ...parts,
})

const READY: AccountFacts = {
  accountId: 'acct_1',
  submitted: true,
  capabilities: { card_payments: 'active', transfers: 'active', payouts: 'active' },
  asks: [],
}

const DEADLINE = '2027-01-15T08:00:00.000Z'
const deadline = new Date(DEADLINE)

const entry = (description: string, status: string, from = 'user', codes: string[] = []) => ({
  awaiting_action_from: from,
  description,
  minimum_deadline: { status },
  errors: codes.map((code) => ({ code })),
})

const restricted = { card_payments: 'restricted', transfers: 'restricted', payouts: 'restricted' } as const
const pending = { card_payments: 'pending', transfers: 'pending', payouts: 'pending' } as const

/** Stripe's account, and how what the domain reads of it differs from an account that is ready. */
const cases: Record<string, readonly [Partial<OpenAccountAnswer>, Partial<AccountFacts>]> = {
  'that is ready': [{}, {}],
  'that is new': [
    {
      configuration: configured(unsubmitted, unsubmitted, unsubmitted),
      requirements: { entries: [entry('identity.individual.date_of_birth', 'past_due')] },
    },
    {
      submitted: false,
      capabilities: restricted,
      hold: 'client_action',
      holdReason: 'requirements_past_due',
      asks: [{ what: 'The date of birth', from: 'client', due: 'overdue' }],
    },
  ],
  'that is new and has no requirements yet': [
    { configuration: configured(unsubmitted, unsubmitted, unsubmitted) },
    { submitted: false, capabilities: restricted, hold: 'client_action', holdReason: 'requirements_past_due' },
  ],
  'that Stripe verifies': [
    {
      configuration: configured(verifying, verifying, verifying),
      requirements: {
        entries: [entry('identity.individual.documents.primary_verification', 'currently_due', 'stripe')],
      },
    },
    {
      capabilities: pending,
      hold: 'provider_review',
      holdReason: 'requirements_pending_verification',
      asks: [{ what: 'A document that proves identity', from: 'provider', due: 'now' }],
    },
  ],
  'whose document has expired, by a deadline': [
    {
      requirements: {
        entries: [
          entry('identity.individual.documents.primary_verification', 'currently_due', 'user', [
            'verification_document_expired',
          ]),
          entry('identity.individual.date_of_birth', 'eventually_due'),
        ],
        summary: { minimum_deadline: { status: 'currently_due', time: DEADLINE } },
      },
    },
    {
      asks: [
        {
          what: 'A document that proves identity',
          from: 'client',
          due: 'now',
          by: deadline,
          error: 'The document has expired, or was issued too long ago.',
        },
        { what: 'The date of birth', from: 'client', due: 'later' },
      ],
    },
  ],
  'with a requirement of the future': [
    {
      future_requirements: {
        entries: [entry('identity.individual.date_of_birth', 'currently_due')],
        minimum_transition_date: DEADLINE,
      },
    },
    { asks: [{ what: 'The date of birth', from: 'client', due: 'later', by: deadline }] },
  ],
  'with an alternative': [
    {
      requirements: {
        entries: [entry('identity.individual.date_of_birth', 'past_due')],
        alternatives: [
          {
            original_entries: [{ description: 'identity.individual.date_of_birth' }],
            options: [{ entries: [{ description: 'identity.individual.documents.primary_verification' }] }],
          },
        ],
      },
    },
    {
      asks: [
        {
          what: 'The date of birth, or instead a document that proves identity',
          from: 'client',
          due: 'overdue',
        },
      ],
    },
  ],
  'that Stripe has paused': [
    { configuration: configured(stopped, stopped, stopped) },
    { capabilities: restricted, hold: 'paused', holdReason: 'restricted_other' },
  ],
  'that Stripe has rejected': [
    { configuration: configured(rejected, rejected, rejected) },
    {
      capabilities: { card_payments: 'rejected', transfers: 'rejected', payouts: 'rejected' },
      hold: 'paused',
      holdReason: 'rejected_fraud',
    },
  ],
  'whose payouts alone wait for a bank account': [
    { configuration: configured(active, active, unsubmitted) },
    {
      capabilities: { card_payments: 'active', transfers: 'active', payouts: 'restricted' },
      hold: 'client_action',
      holdReason: 'requirements_past_due',
    },
  ],
  'with a status that Stripe invents tomorrow': [
    { configuration: configured({ status: 'dormant' }, active, active) },
    { capabilities: { card_payments: 'restricted', transfers: 'active', payouts: 'active' } },
  ],
  'that only receives transfers': [
    { configuration: { merchant: null, recipient: configured(active, active, active).recipient } },
    { capabilities: { transfers: 'active', payouts: 'active' } },
  ],
}

for (const [which, [parts, differs]] of Object.entries(cases)) {
  t.test(`an account ${which}`, async (t) => {
    const account = stripeAccount(parts)
    t.ok(Value.Check(AccountAnswer, account), 'is an answer of Stripe')
    t.strictSame(factsOf(account, NEEDED), { ...READY, ...differs })
  })
}

t.test('the readiness of accounts of Accounts v2', async (t) => {
  const readiness = (name: string) => {
    const [parts] = cases[name] ?? []
    return readinessOf({ ...factsOf(stripeAccount(parts), NEEDED), fetchedAt: new Date(0) }).readiness
  }
  t.strictSame(Object.fromEntries(Object.keys(cases).map((name) => [name, readiness(name)])), {
    'that is ready': 'active',
    'that is new': 'onboarding',
    'that is new and has no requirements yet': 'onboarding',
    'that Stripe verifies': 'under_review',
    'whose document has expired, by a deadline': 'active_due',
    'with a requirement of the future': 'active',
    'with an alternative': 'active_due',
    'that Stripe has paused': 'paused',
    'that Stripe has rejected': 'rejected',
    'whose payouts alone wait for a bank account': 'action_required',
    'with a status that Stripe invents tomorrow': 'paused',
    'that only receives transfers': 'active',
  })
})

t.test('the country of an account is its code in capitals, whatever Stripe writes', async (t) => {
  t.match(factsOf(stripeAccount({ identity: { country: 'de' } }), NEEDED), { country: 'DE' })
  for (const identity of [null, {}, { country: null }]) {
    t.strictSame(factsOf(stripeAccount({ identity }), NEEDED), READY)
  }
})

t.test('a closed account is disconnected, whatever else is absent', async (t) => {
  const closed = { object: 'v2.core.account', id: 'acct_1', closed: true } as const
  t.ok(Value.Check(AccountAnswer, closed))
  t.strictSame(factsOf(closed, ['transfers']), {
    accountId: 'acct_1',
    submitted: false,
    capabilities: { transfers: 'restricted', payouts: 'unsupported' },
    hold: 'disconnected',
    holdReason: 'closed',
    asks: [],
  })
})

t.test('an open account without the parts that we asked for is no answer', async (t) => {
  const { requirements: _asked, ...withoutRequirements } = stripeAccount()
  const { configuration: _granted, ...withoutConfiguration } = stripeAccount()
  for (const account of [withoutRequirements, withoutConfiguration, { ...stripeAccount(), requirements: null }]) {
    t.notOk(Value.Check(AccountAnswer, account))
  }
})
