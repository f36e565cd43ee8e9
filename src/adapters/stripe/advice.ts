import type { ProviderFailure } from '../../domain/provider-failure.ts'
import { PAGES } from './dashboard-pages.ts'

interface Advice {
  readonly advice: string
  readonly page?: string
}

const REGISTRATION = 'Sign the platform up for Connect in the Stripe Dashboard, then open the link again.'
const PROFILE =
  'Review the responsibilities for losses in the Stripe Dashboard under Settings, Connect, Platform profile.'
const SHAPE = 'Check the account profile: Stripe does not offer this combination of dashboard, fees and losses.'
const CAPABILITIES = "Check the capabilities of the account profile against the client's country."
const BOTH = 'Request card_payments together with transfers, or ask Stripe to approve transfers without card payments.'
const APPROVAL = 'Stripe does not let this platform create accounts. Ask the support of Stripe why.'

/**
 * How staff can resolve a failure, by its code, in one or two sentences, and on which page of Stripe's. The only place
 * that explains failures of calls: for what openings store, the log, the commands, and the check of the set-up. Codes of
 * v2 are Stripe's own (docs.stripe.com/api/v2/core/accounts/create). Those of v1, which sends none for these, are ours:
 * see `refusals.ts`.
 */
const ADVICE = {
  // The platform.
  platform_not_registered: { advice: REGISTRATION, page: PAGES.connect },
  platform_account_required: {
    advice: 'Sign the platform up for Connect in the Stripe Dashboard.',
    page: PAGES.connect,
  },
  platform_registration_required: { advice: REGISTRATION, page: PAGES.connect },
  platform_profile_incomplete: { advice: PROFILE, page: PAGES.platformProfile },
  connect_profile_not_submitted: { advice: PROFILE, page: PAGES.platformProfile },
  account_creation_liability_unacknowledged: { advice: PROFILE, page: PAGES.platformProfile },
  account_creation_requirement_collection_unacknowledged: { advice: PROFILE, page: PAGES.platformProfile },
  account_creation_requirement_collection_and_liability_unacknowledged: {
    advice: PROFILE,
    page: PAGES.platformProfile,
  },
  account_creation_losses_collector_unavailable: { advice: PROFILE, page: PAGES.platformProfile },
  connect_identity_not_verified: {
    advice: 'Verify the identity of the platform in the Stripe Dashboard, under Connect.',
    page: PAGES.connect,
  },
  account_create_activation_required: {
    advice: "Activate the platform's own Stripe account in the Stripe Dashboard.",
    page: PAGES.account,
  },
  cannot_create_connected_account: { advice: APPROVAL, page: PAGES.support },
  cannot_create_new_account_rejected: { advice: APPROVAL, page: PAGES.support },
  accounts_v1_disabled: {
    advice:
      'Set STRIPE_ACCOUNTS_API to v2, or switch on "Accounts v1 support" in the Stripe Dashboard under Developers, API policies.',
    page: PAGES.apiPolicies,
  },
  accounts_v2_access_blocked: {
    advice:
      'Stripe has not enabled Accounts v2 for this platform. Set STRIPE_ACCOUNTS_API to v1; for tests, use a sandbox.',
  },
  non_connect_platform_accounts_v2_access_blocked: {
    advice: 'Sign the platform up for Connect in the Stripe Dashboard: Accounts v2 is for Connect platforms.',
    page: PAGES.connect,
  },
  forbidden: {
    advice: 'Check the permissions of STRIPE_SECRET_KEY, and that Accounts v2 is enabled for the platform.',
    page: PAGES.keys,
  },
  account_token_required: {
    advice:
      'Stripe demands account tokens from platforms in this country, and this service does not create them. Set STRIPE_ACCOUNTS_API to v1 if Stripe allows it.',
  },
  account_terms_of_service_not_accepted: {
    advice: "Accept Stripe's terms for Connect platforms in the Stripe Dashboard.",
    page: PAGES.connect,
  },
  tos_acceptance_on_behalf_not_allowed: { advice: SHAPE },

  // The shape of the account.
  account_controller_express_dash_without_application_losses_or_fees: {
    advice:
      'Let the platform pay the fees and bear the losses of accounts with the Express dashboard: see the account profile.',
  },
  account_controller_stripe_pricing_platform_liable: {
    advice: 'Let the platform pay the fees of accounts whose losses it bears: see the account profile.',
  },
  account_controller_unsupported_configuration: { advice: SHAPE },
  unsupported_field_for_configs: { advice: SHAPE },
  configuration_creation_invalid: { advice: SHAPE },

  // Capabilities and countries.
  transfers_need_approval: {
    advice: `${BOTH} The capabilities are in ACCOUNT_CAPABILITIES or in the account profile.`,
    page: PAGES.support,
  },
  capability_not_available_without_other_capability: { advice: BOTH },
  capability_not_available_without_other_capability_in_country: { advice: BOTH },
  capability_not_available: { advice: CAPABILITIES },
  capability_not_available_in_country: { advice: CAPABILITIES },
  capability_not_available_in_platform_country: {
    advice:
      "Check the capabilities of the account profile: Stripe does not offer one of them in the platform's country.",
  },
  capability_not_available_for_dashboard_type: { advice: SHAPE },
  capability_not_available_for_entity_type_in_country: { advice: CAPABILITIES },
  capability_not_available_for_loss_collector: { advice: SHAPE },
  cross_border_connected_account_creation_not_allowed: {
    advice: "Stripe does not let this platform have clients in that country. Correct the client's country.",
  },
  country_not_supported: {
    advice: "Correct the client's country, or invite the client in a country that Stripe supports.",
  },
  identity_country_required: { advice: "Add the client's country." },
  service_agreement_conflict: {
    advice:
      'Check which service agreement the account profile has: it excludes a capability that the profile requests.',
  },

  // The client's data.
  email_invalid: { advice: "Correct the client's email address." },
  email_domain_invalid_for_recipient: {
    advice: "Correct the client's email address: Stripe does not accept its domain.",
  },
  url_invalid: {
    advice: 'Correct the website of the business. In live mode, also check that API_BASE_URL is an https URL.',
  },
  phone_invalid: { advice: 'Correct the phone number of the business, in international form.' },
  mcc_invalid: { advice: 'Correct the merchant category code.' },
  entity_type_not_supported_in_country: { advice: "Correct the type of the business, or the client's country." },
  invalid_fields: {
    advice: "Check the client's data. The Stripe Dashboard shows under the request id which field is wrong.",
  },
  https_required: {
    advice: 'Set API_BASE_URL to an https URL: in live mode Stripe redirects clients to nothing else.',
  },

  // The account.
  account_rejected: {
    advice: 'Stripe has rejected the account. Check it in the Stripe Dashboard; no link can be created for it.',
    page: PAGES.connectedAccounts,
  },
  account_not_found: {
    advice:
      'The account is not connected to this platform. Check that STRIPE_SECRET_KEY is of the platform that created it.',
    page: PAGES.keys,
  },
  cannot_delete_account_with_balance: {
    advice: 'Pay the balance of the account out first.',
    page: PAGES.connectedAccounts,
  },
  pending_transactions_cannot_be_deleted: {
    advice: 'Wait until the pending transactions of the account have settled.',
    page: PAGES.connectedAccounts,
  },
  stripe_loss_liable_cannot_be_deleted: {
    advice: 'Stripe bears the losses of this account, so only Stripe can close it.',
    page: PAGES.support,
  },
  configs_must_match_to_close: { advice: 'The configurations of the account have changed meanwhile. Try again.' },
  configs_must_match_to_use_account_links: {
    advice: 'Stripe demands a newer version of its API for this link. Upgrade the service.',
  },

  // The key and the way to Stripe.
  foreign_account_link: {
    advice:
      'An account link led to a host that is not Stripe, so it was not returned. Check the network path to Stripe, and STRIPE_LINK_HOSTS.',
  },
  invalid_response: {
    advice: 'Something between the service and Stripe answered instead of Stripe. Check proxies and STRIPE_API_BASE.',
  },
  authentication_failed: { advice: 'Check STRIPE_SECRET_KEY: Stripe does not accept it.', page: PAGES.keys },
  api_key_expired: { advice: 'Set STRIPE_SECRET_KEY to a new key: this one has expired.', page: PAGES.keys },
  platform_api_key_expired: { advice: 'Set STRIPE_SECRET_KEY to a new key: this one has expired.', page: PAGES.keys },
  permission_denied: {
    advice: 'Check the permissions of STRIPE_SECRET_KEY in the Stripe Dashboard.',
    page: PAGES.keys,
  },
} as const satisfies Record<string, Advice>

/** A cause that has advice. */
export type KnownRefusal = keyof typeof ADVICE

/** The failure, with what staff can do about it; without, if no remedy but waiting is known. */
export function advised(failure: ProviderFailure): ProviderFailure {
  const { code } = failure
  return failure.advice === undefined && isKnown(code) ? { ...failure, ...ADVICE[code] } : failure
}

const isKnown = (code: string): code is KnownRefusal => Object.hasOwn(ADVICE, code)
