import type { ProviderFailure } from '../../domain/provider-failure.ts'

/** How staff can resolve a failure, by its code; one or two sentences each. */
const ADVICE = {
  platform_not_registered: 'Sign the platform up for Connect in the Stripe Dashboard, then open the link again.',
  platform_profile_incomplete:
    'Review the responsibilities for losses in the Stripe Dashboard under Settings, Connect, Platform profile.',
  transfers_need_approval:
    'Set ACCOUNT_CAPABILITIES to "card_payments,transfers", or ask Stripe to approve transfers without card payments.',
  accounts_v1_disabled:
    'Switch on "Accounts v1 support" in the Stripe Dashboard under Developers, API policies: new platforms start without it.',
  https_required: 'Set API_BASE_URL to an https URL: in live mode Stripe redirects clients to nothing else.',
  country_not_supported: "Correct the client's country, or invite the client in a country that Stripe supports.",
  capability_not_available:
    "Check ACCOUNT_CAPABILITIES against the client's country: Stripe does not offer one of them there.",
  service_agreement_conflict:
    'Check which service agreement the platform uses: this one excludes a capability we request.',
  account_rejected: 'Stripe has rejected the account. Check it in the Stripe Dashboard; no link can be created for it.',
  account_not_found:
    'The account is not connected to this platform. Check that STRIPE_SECRET_KEY is of the platform that created it.',
  foreign_account_link:
    'An account link led to a host that is not Stripe, so it was not returned. Check the network path to Stripe, and STRIPE_LINK_HOSTS.',
  invalid_response:
    'Something between the service and Stripe answered instead of Stripe. Check proxies and STRIPE_API_BASE.',
  authentication_failed: 'Check STRIPE_SECRET_KEY: Stripe does not accept it.',
  permission_denied: 'Check the permissions of STRIPE_SECRET_KEY in the Stripe Dashboard.',
} as const

/** A cause that has a code of our own. */
export type KnownRefusal = keyof typeof ADVICE

/** The failure, with what staff can do about it; without, if no remedy but waiting is known. */
export function advised(failure: ProviderFailure): ProviderFailure {
  const { code } = failure
  return isKnown(code) ? { ...failure, advice: ADVICE[code] } : failure
}

const isKnown = (code: string): code is KnownRefusal => Object.hasOwn(ADVICE, code)
