// The account stores requirements by v1's names. These are v2's names of the same, as seen on real accounts.
const whole = new Map([
  ['business_type', 'identity.entity_type'],
  ['business_profile.mcc', 'configuration.merchant.mcc'],
  ['business_profile.name', 'defaults.profile.doing_business_as'],
  ['business_profile.product_description', 'defaults.profile.product_description'],
  ['business_profile.support_phone', 'configuration.merchant.support.phone'],
  ['business_profile.url', 'defaults.profile.business_url'],
  ['company.name', 'identity.business_details.registered_name'],
  ['company.tax_id', 'identity.business_details.id_numbers'],
  ['settings.payments.statement_descriptor', 'configuration.merchant.statement_descriptor.descriptor'],
  ['tos_acceptance.date', 'identity.attestations.terms_of_service.account.date'],
  ['tos_acceptance.ip', 'identity.attestations.terms_of_service.account.ip'],
])

const owners = new Map([
  ['company', 'identity.business_details'],
  ['individual', 'identity.individual'],
])

const personal = new Map([
  ['first_name', 'given_name'],
  ['last_name', 'surname'],
  ['dob', 'date_of_birth'],
  ['id_number', 'id_numbers'],
  ['ssn_last_4', 'id_numbers'],
])

/** v2's description of a requirement. A name that is the same in both, or unknown, stays. */
export function descriptionOf(requirement: string): string {
  const known = whole.get(requirement)
  if (known !== undefined) return known
  const [owner = '', field = '', ...rest] = requirement.split('.')
  if (field === '' || !(owners.has(owner) || owner === 'representative')) return requirement
  return [owners.get(owner) ?? owner, personal.get(field) ?? field, ...rest].join('.')
}
