// What Stripe asks for, and what it does not accept, in words for clients and staff. Both generations of the accounts API
// share the tables. Stripe's own texts are not passed on, because they may repeat what was sent.

/** Accounts v2 names a requirement by its path in the account. These parts of a path mean the same as in v1. */
const AS_IN_V1: readonly (readonly [RegExp, string])[] = [
  [/^persons\./, ''],
  // The ids of people and of inquiries: person_1a2b.verification.document, interv_1a2b.business_model_verification.form.
  [/^(person|interv)_\w+/, '$1'],
  [/^identity\.individual\b/, 'individual'],
  [/^identity\.business_details\b/, 'company'],
  [/^identity\.entity_type\b/, 'business_type'],
  [/^identity\.attestations\.terms_of_service\b/, 'tos_acceptance'],
  [/^identity\.attestations\.persons_provided\b/, 'company.persons_provided'],
  [/^identity\.attestations\./, 'company.'],
  [/^company\.(owners|directors|executives)_provided$/, 'company.persons_provided'],
  [/^defaults\.profile\b/, 'business_profile'],
  [/^business_profile\.business_url$/, 'business_profile.url'],
  [/^business_profile\.doing_business_as$/, 'business_profile.name'],
  [/^configuration\.merchant\.(mcc|support)\b/, 'business_profile.$1'],
  [/^business_profile\.support_\w+$/, 'business_profile.support'],
  [/^configuration\.merchant\.statement_descriptor\b.*/, 'settings.payments.statement_descriptor'],
  [/^settings\.card_payments\.statement_descriptor\w*/, 'settings.payments.statement_descriptor'],
  [/^(payout_method|configuration\.recipient\.default_outbound_destination)\b/, 'external_account'],
  [/\.date_of_birth\b/, '.dob'],
  [/\.(given_name|surname|registered_name|(first|last|full|maiden)_name\w*|script_names|additional_names)\b/, '.name'],
  [/\.(name|address)_kan(a|ji)\b/, '.$1'],
  [/\.(script_addresses|additional_addresses|registered_address)\b/, '.address'],
  [/\.(ssn_last_4|id_numbers|tax_id_registrar|vat_id|registration_number)\b/, '.id_number'],
  [/\.nationalities\b/, '.nationality'],
  [/\.(verification\.additional_document|documents\.secondary_verification)\b/, '.second_document'],
  [/\.documents?\.bank_account_ownership_verification\b/, '.bank_account_document'],
  [/^documents\.bank_account_ownership_verification\b/, 'company.bank_account_document'],
  [/\.documents\b/, '.verification'],
]

/**
 * What a requirement asks for, by its name; the longest prefix wins. There are hundreds of names and they change often,
 * so details of one thing share its words, and an unknown name gets a generic sentence.
 */
const LIST = [
  ['external_account', 'A bank account that payouts can go to'],
  ['tos_acceptance', "Acceptance of Stripe's terms"],
  ['business_type', 'Whether this is a person or a company'],
  ['business_profile', 'Details about the business'],
  ['business_profile.name', 'The name that customers know the business by'],
  ['business_profile.mcc', 'What the business does'],
  ['business_profile.url', 'A website, or a description of what is sold'],
  ['business_profile.product_description', 'A description of what is sold'],
  ['business_profile.support', 'How customers can reach the business'],
  ['business_profile.annual_revenue', 'The yearly revenue of the business'],
  ['settings.payments.statement_descriptor', 'The name that customers see on their card statements'],

  ['company', 'Details about the company'],
  ['company.name', "The company's registered name"],
  ['company.address', "The company's address"],
  ['company.phone', "The company's phone number"],
  ['company.tax_id', "The company's tax number"],
  ['company.id_number', "The company's tax or registration number"],
  ['company.structure', 'The legal form of the company'],
  ['company.verification', 'A document about the company'],
  ['company.bank_account_document', 'A document that proves whose bank account it is'],
  ['company.persons_provided', 'All owners, directors and executives of the company'],
  ['company.ownership_declaration', 'Confirmation that all owners are named'],
  ['company.ownership_exemption_reason', 'Why the owners do not have to be named'],
  ['company.directorship_declaration', 'Confirmation that all directors are named'],
  ['company.representative_declaration', 'Confirmation that the representative may act for the company'],

  ['individual', 'Details about the person'],
  ['individual.name', 'The full name'],
  ['individual.dob', 'The date of birth'],
  ['individual.address', 'The home address'],
  ['individual.email', 'The email address'],
  ['individual.phone', 'The phone number'],
  ['individual.id_number', 'The tax or identity number'],
  ['individual.nationality', 'The nationality'],
  ['individual.verification', 'A document that proves identity'],
  ['individual.second_document', 'A second document, such as a proof of address'],

  ['representative', 'Details about the person who represents the business'],
  ['representative.name', "The representative's full name"],
  ['representative.dob', "The representative's date of birth"],
  ['representative.address', "The representative's home address"],
  ['representative.email', "The representative's email address"],
  ['representative.phone', "The representative's phone number"],
  ['representative.id_number', "The representative's tax or identity number"],
  ['representative.nationality', "The representative's nationality"],
  ['representative.verification', "A document that proves the representative's identity"],
  ['representative.second_document', 'A second document about the representative, such as a proof of address'],

  ['person', 'Details about a person of the business'],
  ['person.name', 'The full name of a person of the business'],
  ['person.dob', 'The date of birth of a person of the business'],
  ['person.address', 'The home address of a person of the business'],
  ['person.id_number', 'The tax or identity number of a person of the business'],
  ['person.verification', 'A document that proves the identity of a person of the business'],
  ['person.second_document', 'A second document about a person of the business, such as a proof of address'],
  ['owners', 'Details about the owners'],
  ['directors', 'Details about the directors'],
  ['executives', 'Details about the executives'],

  ['documents', 'A document about the business'],
  ['interv', 'Answers to questions about the business'],
] as const

const SUBJECTS: ReadonlyMap<string, Subject> = new Map(LIST)

/** Also for names that a later version of the API invents. */
export const SOMETHING_ELSE = 'Another detail that Stripe asks for on its page'

/** The words of a requirement in English. Other languages are in `languages`. */
export type Subject = (typeof LIST)[number][1] | typeof SOMETHING_ELSE

/** Words that were looked up: most accounts have the same requirements. Emptied when it is full, because some names contain ids. */
const known = new Map<string, Subject>()
const MOST_KNOWN = 1000

/** What a requirement of either generation asks for. */
export function subjectOf(name: string): Subject {
  let subject = known.get(name)
  if (subject === undefined) {
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(name, (subject = lookedUp(name)))
  }
  return subject
}

function lookedUp(name: string): Subject {
  const common = AS_IN_V1.reduce((path, [part, replacement]) => path.replace(part, replacement), name)
  const parts = common.split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    const found = SUBJECTS.get(parts.slice(0, length).join('.'))
    if (found !== undefined) return found
  }
  return SOMETHING_ELSE
}
