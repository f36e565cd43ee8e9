import type { Stripe } from 'stripe'

/** The codes of the SDK's types, without the open end of the enumeration of v2. */
type Known<Code> = Code extends string ? (string extends Code ? never : Code) : never
type ErrorCode = Stripe.Account.Requirements.Error.Code | Known<Stripe.V2.Core.Account.Requirements.Entry.Error.Code>

const NOT_ACCEPTED = 'Stripe did not accept what was sent.'
const MAILBOX = 'A mailbox is not accepted as an address.'
const DOCUMENT_NOT_ACCEPTED = 'The document was not accepted.'
const COMPANY_UNCONFIRMED =
  "The company's details could not be confirmed. Correct them, or send a document that shows them."
const CARD_STATEMENT_NAME = 'The name on card statements must resemble the name of the business.'

/**
 * Why Stripe did not accept what was sent, by the code of either generation: a problem and, where it is not obvious, what
 * to do (docs.stripe.com/connect/handling-api-verification). A code that a new version of the SDK adds fails to compile.
 */
const REASONS = {
  external_request: NOT_ACCEPTED,
  information_missing: 'Something is missing.',

  invalid_address_city_state_postal_code: 'The city, the state and the postal code do not fit together.',
  invalid_address_cmra_address: MAILBOX,
  invalid_address_highway_contract_box: MAILBOX,
  invalid_address_private_mailbox: MAILBOX,
  invalid_address_registered_agent_address: 'The address of a registered agent is not accepted.',
  invalid_street_address: 'The street or the number could not be found.',
  unresolvable_postal_code: 'The postal code could not be found.',
  unresolvable_ip_address: NOT_ACCEPTED,

  invalid_business_profile_name: 'The name of the business is not valid.',
  invalid_business_profile_name_denylisted: 'The name of the business is too general.',
  invalid_company_name_denylisted: 'The name of the company is too general.',
  invalid_dob_age_over_maximum: 'The date of birth is too long ago.',
  invalid_dob_age_under_18: 'The person is under 18.',
  invalid_dob_age_under_minimum: 'The person is too young.',
  invalid_product_description_length: 'The description of what is sold is too short or too long.',
  invalid_product_description_url_match: 'The description of what is sold must not repeat the website.',
  invalid_representative_country: 'The representative must live in a country that Stripe accepts for this business.',
  invalid_signator: 'The person who signed is not a director or an owner with that right.',
  invalid_statement_descriptor_business_mismatch: CARD_STATEMENT_NAME,
  invalid_statement_descriptor_denylisted: 'The name on card statements is too general.',
  invalid_statement_descriptor_length: 'The name on card statements must have 5 to 22 characters.',
  invalid_statement_descriptor_prefix_denylisted: 'The name on card statements is too general.',
  invalid_statement_descriptor_prefix_mismatch: CARD_STATEMENT_NAME,
  invalid_tax_id: 'The tax number is not valid.',
  invalid_tax_id_format: 'The tax number has the wrong form.',
  invalid_tos_acceptance: 'The terms must be accepted again.',
  invalid_value_other: 'The entry is not valid.',
  unsupported_business_type: 'Stripe does not support this type of business in this country.',

  invalid_url_denylisted: 'The website is too general.',
  invalid_url_format: 'The address of the website must look like https://example.com.',
  invalid_url_length: 'The address of the website is too long.',
  invalid_url_web_presence_detected: 'The business sells on the internet, so it needs to name its website.',
  invalid_url_website_business_information_mismatch: 'The website does not match the details of the business.',
  invalid_url_website_empty: 'The website is empty.',
  invalid_url_website_inaccessible: 'The website could not be reached.',
  invalid_url_website_inaccessible_geoblocked: 'The website cannot be reached from every country.',
  invalid_url_website_inaccessible_password_protected: 'The website is protected by a password.',
  invalid_url_website_incomplete: 'The website lacks information that Stripe requires.',
  invalid_url_website_incomplete_cancellation_policy: 'The website lacks a cancellation policy.',
  invalid_url_website_incomplete_customer_service_details: 'The website does not say how to reach customer service.',
  invalid_url_website_incomplete_legal_restrictions: 'The website does not name legal restrictions.',
  invalid_url_website_incomplete_refund_policy: 'The website lacks a refund policy.',
  invalid_url_website_incomplete_return_policy: 'The website lacks a return policy.',
  invalid_url_website_incomplete_terms_and_conditions: 'The website lacks terms and conditions.',
  invalid_url_website_incomplete_under_construction: 'The website is still under construction.',
  invalid_url_website_other: 'The business could not be recognised on the website.',

  verification_document_address_mismatch: 'The document shows another address.',
  verification_document_address_missing: 'The document shows no address.',
  verification_document_corrupt: 'The file is damaged.',
  verification_document_country_not_supported: 'Documents of this kind are not accepted from this country.',
  verification_document_directors_mismatch: 'The document names other directors.',
  verification_document_dob_mismatch: 'The document shows another date of birth.',
  verification_document_duplicate_type: 'Two documents of the same kind were sent; they must be of different kinds.',
  verification_document_expired: 'The document has expired, or was issued too long ago.',
  verification_document_failed_copy: 'The document is a copy or a screenshot. Use the original.',
  verification_document_failed_greyscale: 'The document must be in colour.',
  verification_document_failed_other: DOCUMENT_NOT_ACCEPTED,
  verification_document_failed_test_mode: 'The document is a test document.',
  verification_document_fraudulent: DOCUMENT_NOT_ACCEPTED,
  verification_document_id_number_mismatch: 'The document shows another number.',
  verification_document_id_number_missing: 'The document does not show the number.',
  verification_document_incomplete: 'Parts of the document are missing.',
  verification_document_invalid: 'Documents of this kind are not accepted.',
  verification_document_issue_or_expiry_date_missing: 'The document does not show until when it is valid.',
  verification_document_manipulated: DOCUMENT_NOT_ACCEPTED,
  verification_document_missing_back: 'The back of the document is missing.',
  verification_document_missing_front: 'The front of the document is missing.',
  verification_document_name_mismatch: 'The document shows another name.',
  verification_document_name_missing: 'The document shows no name.',
  verification_document_nationality_mismatch: 'The document shows another nationality.',
  verification_document_not_readable: 'The document cannot be read: it is blurred, dark or partly covered.',
  verification_document_not_signed: 'The document is not signed.',
  verification_document_not_uploaded: 'The upload of the document failed.',
  verification_document_photo_mismatch: 'The photo on the document does not match the selfie.',
  verification_document_too_large: 'The file is larger than 10 MB.',
  verification_document_type_not_supported: 'Documents of this kind are not accepted.',

  verification_directors_mismatch: 'The directors differ from those in the public register.',
  verification_extraneous_directors: 'Directors were named who are not in the public register.',
  verification_failed_address_match:
    'The address could not be confirmed. Correct it, or send a document that shows it.',
  verification_failed_authorizer_authority: 'The person is not registered as a representative of the business.',
  verification_failed_business_iec_number: 'The importer exporter code could not be confirmed.',
  verification_failed_document_match: 'The document must show the name, the number and the address of the company.',
  verification_failed_id_number_match: 'The number could not be confirmed.',
  verification_failed_keyed_identity:
    "The person's details could not be confirmed. Correct them, or send a document that shows them.",
  verification_failed_keyed_match: COMPANY_UNCONFIRMED,
  verification_failed_name_match: 'The name could not be confirmed. Correct it, or send a document that shows it.',
  verification_failed_other: 'The details could not be confirmed.',
  verification_failed_representative_authority: 'The person is not registered as a representative of the business.',
  verification_failed_residential_address: 'The person does not seem to live at this address.',
  verification_failed_tax_id_match: 'The tax number does not belong to this name.',
  verification_failed_tax_id_not_issued: 'The tax number is not known to the tax office.',
  verification_legal_entity_structure_mismatch: 'The type or the legal form of the business seems to be wrong.',
  verification_missing_directors: 'Not all directors have been named.',
  verification_missing_executives: 'Not all executives have been named.',
  verification_missing_owners: 'Not all owners have been named.',
  verification_rejected_ownership_exemption_reason: 'The owners have to be named.',
  verification_requires_additional_memorandum_of_associations:
    'Companies own a large part of this one. Each needs a memorandum of association.',
  verification_requires_additional_proof_of_registration:
    'Companies own a large part of this one. Each needs a proof of registration.',
  verification_selfie_document_missing_photo: 'The document has no photo that could be compared with the selfie.',
  verification_selfie_face_mismatch: 'The selfie does not match the photo on the document.',
  verification_selfie_manipulated: 'The selfie was not accepted.',
  verification_selfie_unverified_other: 'The selfie was not accepted.',
  verification_supportability: 'Stripe has to check first whether it may accept this kind of business.',
  verification_token_stale: NOT_ACCEPTED,
} as const satisfies Readonly<Record<ErrorCode, string>>

/** A reason in English. Other languages are in `languages`. */
export type Reason = (typeof REASONS)[ErrorCode]

const BY_CODE: ReadonlyMap<string, string> = new Map(Object.entries(REASONS))

/** Why Stripe did not accept what was sent, in sentences. An unknown code gets a generic one. */
export const reasonOf = (code: string): string => BY_CODE.get(code) ?? NOT_ACCEPTED
