/**
 * What the provider asks for, in words that a client understands. The most specific beginning of the provider's own
 * name for it wins; names change often and there are hundreds, so what is not known gets a sentence all the same.
 */
const WORDS: Readonly<Record<string, string>> = {
  external_account: 'A bank account that payouts can go to',
  tos_acceptance: "Acceptance of Stripe's terms",
  business_type: 'Whether this is a person or a company',
  'business_profile.mcc': 'What the business does',
  'business_profile.url': 'A website, or a description of what is sold',
  'business_profile.product_description': 'A description of what is sold',
  business_profile: 'Details about the business',
  'company.tax_id': "The company's tax number",
  'company.address': "The company's address",
  'company.verification': 'A document about the company',
  company: 'Details about the company',
  'individual.verification': 'A document that proves identity',
  'individual.dob': 'The date of birth',
  'individual.address': 'The home address',
  individual: 'Details about the person',
  'representative.verification': "A document that proves the representative's identity",
  'representative.dob': "The representative's date of birth",
  'representative.address': "The representative's address",
  representative: 'Details about the person who represents the business',
  person: 'Details about a person of the business',
  owners: 'Details about the owners',
  directors: 'Details about the directors',
  executives: 'Details about the executives',
  documents: 'A document about the business',
}

/** What a client has to bring, each thing once, for the provider's names of what it requires. */
export function inWords(requirements: readonly string[]): string[] {
  return [...new Set(requirements.map(words))]
}

function words(requirement: string): string {
  // People are named by an id of the provider's: person_1a2b.verification.document.
  const parts = requirement.replace(/^person_\w+/, 'person').split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    const found = WORDS[parts.slice(0, length).join('.')]
    if (found !== undefined) return found
  }
  return 'Another detail that Stripe asks for on its page'
}
