/**
 * The provider's requirements in words that clients understand. The longest matching prefix of the requirement's name
 * wins. There are hundreds of names and they change often, so unknown ones get a generic sentence.
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

/** What a client has to provide, without duplicates, for these requirements by the provider's names. */
export function inWords(requirements: readonly string[]): string[] {
  return [...new Set(requirements.map(words))]
}

function words(requirement: string): string {
  // Requirements of people start with the person's id at the provider: person_1a2b.verification.document.
  const parts = requirement.replace(/^person_\w+/, 'person').split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    const found = WORDS[parts.slice(0, length).join('.')]
    if (found !== undefined) return found
  }
  return 'Another detail that Stripe asks for on its page'
}
