import t from 'tap'
import { factsOf } from '../../src/adapters/stripe/v1/account-facts.ts'
import type { AccountAnswer } from '../../src/adapters/stripe/v1/answers.ts'
import type { AccountFacts } from '../../src/domain/account.ts'

const NEEDED = ['card_payments', 'transfers']

/** An account of Accounts v1 with nothing to say, except for these parts. */
const stripeAccount = (parts: Partial<AccountAnswer> = {}): AccountAnswer => ({
  object: 'account',
  id: 'acct_1',
  details_submitted: true,
  charges_enabled: true,
  payouts_enabled: true,
  capabilities: { card_payments: 'active', transfers: 'active' },
  ...parts,
})

const READY: AccountFacts = {
  accountId: 'acct_1',
  submitted: true,
  capabilities: { card_payments: 'active', transfers: 'active', payouts: 'active' },
  asks: [],
}

const DEADLINE = 1_800_000_000
const deadline = new Date('2027-01-15T08:00:00.000Z')
const BANK = 'A bank account that payouts can go to'
const IDENTITY = 'A document that proves identity'
const BIRTH = 'The date of birth'

/** Stripe's account, and what the domain reads of it: what differs from an account that is ready. */
const cases: Record<string, readonly [Partial<AccountAnswer>, Partial<AccountFacts>]> = {
  'that is ready': [{}, {}],
  'whose requirements are null': [{ requirements: null, future_requirements: null }, {}],
  'whose lists of requirements are null': [
    { requirements: { currently_due: null, past_due: null, errors: null, alternatives: null, disabled_reason: null } },
    {},
  ],
  'that is new': [
    {
      details_submitted: false,
      charges_enabled: false,
      payouts_enabled: false,
      capabilities: { card_payments: 'inactive', transfers: 'inactive' },
      requirements: {
        disabled_reason: 'requirements.past_due',
        currently_due: ['external_account', 'tos_acceptance.date', 'tos_acceptance.ip'],
        eventually_due: ['external_account', 'tos_acceptance.date', 'tos_acceptance.ip'],
        past_due: ['external_account', 'tos_acceptance.date', 'tos_acceptance.ip'],
      },
    },
    {
      submitted: false,
      capabilities: { card_payments: 'restricted', transfers: 'restricted', payouts: 'restricted' },
      hold: 'client_action',
      holdReason: 'requirements.past_due',
      asks: [
        { what: BANK, from: 'client', due: 'overdue' },
        { what: "Acceptance of Stripe's terms", from: 'client', due: 'overdue' },
      ],
    },
  ],
  'whose payouts are off without a reason': [
    { payouts_enabled: false },
    { capabilities: { ...READY.capabilities, payouts: 'pending' } },
  ],
  'that Stripe reviews': [
    { payouts_enabled: false, requirements: { disabled_reason: 'under_review' } },
    {
      capabilities: { ...READY.capabilities, payouts: 'pending' },
      hold: 'provider_review',
      holdReason: 'under_review',
    },
  ],
  'that is paused': [
    { payouts_enabled: false, requirements: { disabled_reason: 'listed' } },
    { capabilities: { ...READY.capabilities, payouts: 'restricted' }, hold: 'paused', holdReason: 'listed' },
  ],
  'with a capability that is pending, one that is not granted, and one that is not needed': [
    { capabilities: { card_payments: 'pending', transfers: 'inactive', link_payments: 'inactive' } },
    { capabilities: { card_payments: 'pending', transfers: 'restricted', payouts: 'active' } },
  ],
  'with a status of tomorrow': [
    { capabilities: { card_payments: 'paused_by_magic', transfers: 'active' } },
    { capabilities: { card_payments: 'restricted', transfers: 'active', payouts: 'active' } },
  ],
  'of a time when only transfers were requested': [
    { capabilities: { transfers: 'active' } },
    { capabilities: { transfers: 'active', payouts: 'active' } },
  ],
  'without any capability': [
    { capabilities: null },
    { capabilities: { card_payments: 'restricted', transfers: 'restricted', payouts: 'active' } },
  ],
  'with something due in each way': [
    {
      requirements: {
        past_due: ['external_account'],
        currently_due: ['individual.dob.day', 'external_account'],
        eventually_due: ['individual.id_number', 'individual.dob.day', 'external_account'],
        pending_verification: ['individual.verification.document'],
        current_deadline: DEADLINE,
      },
    },
    {
      asks: [
        { what: BANK, from: 'client', due: 'overdue' },
        { what: BIRTH, from: 'client', due: 'now', by: deadline },
        { what: 'The tax or identity number', from: 'client', due: 'later' },
        { what: IDENTITY, from: 'provider', due: 'now' },
      ],
    },
  ],
  'with a document that has expired': [
    {
      requirements: {
        currently_due: ['person_1Nv0FGQ9RKHgCVdK.verification.document'],
        errors: [
          {
            requirement: 'person_1Nv0FGQ9RKHgCVdK.verification.document',
            code: 'verification_document_expired',
          },
        ],
      },
    },
    {
      asks: [
        {
          what: 'A document that proves the identity of a person of the business',
          from: 'client',
          due: 'now',
          error: 'The document has expired, or was issued too long ago.',
        },
      ],
    },
  ],
  'with a fault in something that is not due': [
    {
      requirements: {
        current_deadline: DEADLINE,
        errors: [{ requirement: 'individual.dob.day', code: 'invalid_dob_age_under_18' }],
      },
    },
    { asks: [{ what: BIRTH, from: 'client', due: 'now', by: deadline, error: 'The person is under 18.' }] },
  ],
  'with a fault in something that will be due': [
    {
      requirements: {
        eventually_due: ['company.tax_id'],
        errors: [{ requirement: 'company.tax_id', code: 'a_fault_of_tomorrow' }],
      },
    },
    {
      asks: [
        {
          what: "The company's tax number",
          from: 'client',
          due: 'later',
          error: 'Stripe did not accept what was sent.',
        },
      ],
    },
  ],
  'with a fault in something that Stripe checks again': [
    {
      requirements: {
        pending_verification: ['individual.verification.document'],
        errors: [{ requirement: 'individual.verification.document', code: 'verification_document_not_readable' }],
      },
    },
    {
      asks: [
        {
          what: IDENTITY,
          from: 'provider',
          due: 'now',
          error: 'The document cannot be read: it is blurred, dark or partly covered.',
        },
      ],
    },
  ],
  'with a fault in something that is due and that Stripe checks': [
    {
      requirements: {
        currently_due: ['external_account'],
        pending_verification: ['external_account'],
        errors: [{ requirement: 'external_account', code: 'invalid_value_other' }],
      },
    },
    {
      asks: [
        { what: BANK, from: 'client', due: 'now', error: 'The entry is not valid.' },
        { what: BANK, from: 'provider', due: 'now' },
      ],
    },
  ],
  'with a choice': [
    {
      requirements: {
        currently_due: ['individual.id_number'],
        alternatives: [
          {
            original_fields_due: ['individual.id_number'],
            alternative_fields_due: ['individual.verification.document'],
          },
        ],
      },
    },
    {
      asks: [
        {
          what: 'The tax or identity number, or instead a document that proves identity',
          from: 'client',
          due: 'now',
        },
      ],
    },
  ],
  'with a deadline for nothing in particular': [
    { requirements: { eventually_due: ['company.phone'], current_deadline: DEADLINE } },
    {
      asks: [
        { what: 'Another detail that Stripe asks for on its page', from: 'client', due: 'now', by: deadline },
        { what: "The company's phone number", from: 'client', due: 'later' },
      ],
    },
  ],
  'with requirements of the future': [
    {
      requirements: { eventually_due: ['company.phone'] },
      future_requirements: {
        currently_due: ['company.phone', 'company.structure'],
        eventually_due: ['company.structure'],
        current_deadline: DEADLINE,
      },
    },
    {
      asks: [
        { what: "The company's phone number", from: 'client', due: 'later' },
        { what: 'The legal form of the company', from: 'client', due: 'later', by: deadline },
      ],
    },
  ],
}

for (const [situation, [parts, expected]] of Object.entries(cases)) {
  t.test(`an account ${situation}`, async (t) => {
    t.strictSame(factsOf(stripeAccount(parts), NEEDED), { ...READY, ...expected })
  })
}
