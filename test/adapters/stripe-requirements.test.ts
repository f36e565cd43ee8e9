import t from 'tap'
import type { Stripe } from 'stripe'
import { reasonOf } from '../../src/adapters/stripe/requirement-errors.ts'
import { SOMETHING_ELSE, subjectOf } from '../../src/adapters/stripe/requirement-words.ts'
import { asksOf, type Requirement } from '../../src/adapters/stripe/requirements.ts'

/** The same subject by its name in v1 and in v2. */
const SUBJECTS: Record<string, readonly [v1: readonly string[], v2: readonly string[]]> = {
  'A bank account that payouts can go to': [['external_account'], ['external_account', 'payout_method.bank_account']],
  "Acceptance of Stripe's terms": [
    ['tos_acceptance.date', 'tos_acceptance.ip'],
    ['identity.attestations.terms_of_service.account.date'],
  ],
  'Whether this is a person or a company': [['business_type'], ['identity.entity_type']],
  'The name that customers know the business by': [['business_profile.name'], ['defaults.profile.doing_business_as']],
  'What the business does': [['business_profile.mcc'], ['configuration.merchant.mcc']],
  'A website, or a description of what is sold': [['business_profile.url'], ['defaults.profile.business_url']],
  'A description of what is sold': [['business_profile.product_description'], ['defaults.profile.product_description']],
  'How customers can reach the business': [
    ['business_profile.support_phone'],
    ['configuration.merchant.support.phone'],
  ],
  'The name that customers see on their card statements': [
    ['settings.payments.statement_descriptor', 'settings.card_payments.statement_descriptor_prefix'],
    ['configuration.merchant.statement_descriptor.descriptor'],
  ],
  'The full name': [
    ['individual.first_name', 'individual.last_name_kana'],
    ['identity.individual.given_name', 'identity.individual.surname'],
  ],
  'The date of birth': [['individual.dob.day'], ['identity.individual.date_of_birth.day']],
  'The home address': [
    ['individual.address.line1', 'individual.registered_address.city'],
    ['identity.individual.address.postal_code'],
  ],
  'The tax or identity number': [
    ['individual.id_number', 'individual.ssn_last_4'],
    ['identity.individual.id_numbers.us_ssn_last_4'],
  ],
  'A document that proves identity': [
    ['individual.verification.document'],
    ['identity.individual.documents.primary_verification', 'identity.individual.verification.document'],
  ],
  'A second document, such as a proof of address': [
    ['individual.verification.additional_document'],
    ['identity.individual.documents.secondary_verification'],
  ],
  "The representative's full name": [['representative.first_name'], ['representative.given_name']],
  "The representative's date of birth": [['representative.dob.year'], ['representative.date_of_birth.year']],
  'The date of birth of a person of the business': [
    ['person_1Nv0FGQ9RKHgCVdK.dob.day'],
    ['person_1Nv0FGQ9RKHgCVdK.date_of_birth.day', 'persons.person_1Nv0FGQ9RKHgCVdK.date_of_birth.day'],
  ],
  'Details about a person of the business': [
    ['person_1Nv0FGQ9RKHgCVdK.relationship.title'],
    ['person_1Nv0FGQ9RKHgCVdK.relationship.title'],
  ],
  'Details about the owners': [['owners.email'], ['owners.email']],
  "The company's registered name": [['company.name'], ['identity.business_details.registered_name']],
  "The company's address": [['company.address.line1'], ['identity.business_details.address.line1']],
  "The company's tax or registration number": [
    ['company.registration_number'],
    ['identity.business_details.id_numbers.de_hrn'],
  ],
  'A document about the company': [
    ['company.verification.document'],
    ['identity.business_details.documents.proof_of_registration'],
  ],
  'A document that proves whose bank account it is': [
    ['documents.bank_account_ownership_verification.files'],
    ['identity.business_details.documents.bank_account_ownership_verification'],
  ],
  'All owners, directors and executives of the company': [
    ['company.owners_provided', 'company.directors_provided'],
    ['identity.attestations.persons_provided.owners'],
  ],
  'Confirmation that all owners are named': [
    ['company.ownership_declaration.date'],
    ['identity.attestations.ownership_declaration.ip'],
  ],
  'Answers to questions about the business': [
    ['interv_abc123.restricted_or_prohibited_industry_diligence.form'],
    ['interv_abc123.business_model_verification.form'],
  ],
  [SOMETHING_ELSE]: [
    ['something.that.is.new', '', 'constructor', '__proto__'],
    ['configuration.merchant.something_new', 'identity.something_new'],
  ],
}

for (const [words, [v1, v2]] of Object.entries(SUBJECTS)) {
  t.test(`"${words}" has the same words in both generations`, async (t) => {
    for (const name of [...v1, ...v2]) t.equal(subjectOf(name), words, name)
  })
}

t.test('reasons', async (t) => {
  const known: Stripe.Account.Requirements.Error.Code = 'verification_document_missing_back'
  t.equal(reasonOf(known), 'The back of the document is missing.')
  t.equal(reasonOf('verification_selfie_face_mismatch'), 'The selfie does not match the photo on the document.')
  for (const code of ['a_code_of_tomorrow', 'toString', '__proto__', '']) {
    t.equal(reasonOf(code), 'Stripe did not accept what was sent.', code)
  }
})

const needs = (name: string, parts: Partial<Requirement> = {}): Requirement => ({
  name,
  from: 'client',
  due: 'now',
  ...parts,
})

t.test('the fields of one thing become one ask', async (t) => {
  const [early, late] = [new Date('2027-01-01T00:00:00Z'), new Date('2027-02-01T00:00:00Z')]

  t.test('as urgent as the most urgent of them, with the earliest time', async (t) => {
    const asks = asksOf([
      needs('individual.dob.day', { due: 'later', by: new Date(0) }),
      needs('individual.dob.month', { by: late }),
      needs('individual.dob.year', { by: early }),
      needs('individual.dob.year'),
    ])
    t.strictSame(asks, [{ what: 'The date of birth', from: 'client', due: 'now', by: early }])
  })

  t.test('with what was wrong with each, said once', async (t) => {
    const [ask] = asksOf([
      needs('individual.address.city', { errors: ['invalid_address_city_state_postal_code'] }),
      needs('individual.address.line1', { errors: ['invalid_street_address'] }),
      needs('individual.address.state', { errors: ['invalid_address_city_state_postal_code'] }),
    ])
    t.equal(
      ask?.error,
      'The city, the state and the postal code do not fit together. The street or the number could not be found.',
    )
  })

  t.test('but what Stripe checks is apart from what the client has to provide', async (t) => {
    const asks = asksOf([
      needs('individual.dob.day', { from: 'provider', due: 'overdue' }),
      needs('individual.dob.day'),
    ])
    t.match(asks, [
      { from: 'client', due: 'now' },
      { from: 'provider', due: 'overdue' },
    ])
  })
})

t.test('the most urgent come first, and those of the client before those of Stripe', async (t) => {
  const asks = asksOf([
    needs('tos_acceptance.date', { from: 'provider' }),
    needs('company.phone', { due: 'later' }),
    needs('company.name'),
    needs('company.tax_id'),
    needs('external_account', { due: 'overdue' }),
  ])
  t.strictSame(
    asks.map(({ due, from }) => `${from} ${due}`),
    ['client overdue', 'client now', 'client now', 'client later', 'provider now'],
  )
  t.match(asks[1], { what: "The company's registered name" }, 'otherwise as Stripe lists them')
})

t.test('an ask names its alternatives', async (t) => {
  const what = (...alternatives: Parameters<typeof asksOf>[1] & object) =>
    asksOf([needs('company.tax_id'), needs('external_account')], alternatives).map((ask) => ask.what)
  const bank = 'A bank account that payouts can go to'
  t.strictSame(what(), ["The company's tax number", bank])
  t.strictSame(what({ insteadOf: ['company.tax_id'], provide: ['company.verification.document'] }), [
    "The company's tax number, or instead a document about the company",
    bank,
  ])
  t.strictSame(
    what(
      { insteadOf: ['company.tax_id'], provide: ['company.name', 'company.address.line1', 'company.address.city'] },
      { insteadOf: ['company.tax_id', 'external_account'], provide: ['company.verification.document'] },
    ),
    [
      "The company's tax number, or instead the company's registered name and the company's address, or a document about the company",
      `${bank}, or instead a document about the company`,
    ],
  )
  t.strictSame(
    what({ insteadOf: ['company.tax_id'], provide: ['company.tax_id'] }),
    ["The company's tax number", bank],
    'not the same again',
  )
})
