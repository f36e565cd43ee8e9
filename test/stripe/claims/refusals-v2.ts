import { randomUUID } from 'node:crypto'
import { byHand, type Claim, equal } from '../frame.ts'
import { MERCHANT, RECIPIENT, responsibilities, v2Link, v2Params } from '../parameters.ts'
import { refused } from '../refusal.ts'
import type { World } from '../world.ts'

const source = 'docs.stripe.com/api/v2/core/accounts/create'
const OTHERS = 'seen by others, Sep 2026'

interface Creation {
  readonly says: string
  readonly source?: string
  /** Fields that replace those of the default profile. */
  readonly with: object
  readonly country?: string
}

const platformBears = responsibilities('application', 'application')
const profile = (fields: object) => ({ defaults: { ...platformBears, profile: fields } })
const inGermany = { identity: { country: 'DE' } }

/** Accounts that are refused, whatever the platform is, by their code. */
const CREATIONS: Readonly<Record<string, Creation>> = {
  invalid_fields: { says: 'an unknown field', with: { nonsense: 'x' } },
  identity_country_required: { says: 'no country', with: { identity: {} } },
  account_controller_express_dash_without_application_losses_or_fees: {
    says: 'the Express dashboard where Stripe collects the fees',
    with: { defaults: responsibilities('stripe', 'application') },
  },
  account_controller_stripe_pricing_platform_liable: {
    says: 'fees of Stripe and losses of the platform',
    source: OTHERS,
    with: { dashboard: 'none', defaults: responsibilities('stripe', 'application') },
  },
  configuration_creation_invalid: {
    says: 'a merchant without responsibilities',
    with: { dashboard: 'none', defaults: {}, configuration: { merchant: MERCHANT } },
  },
  unsupported_field_for_configs: {
    says: 'responsibilities without a configuration',
    with: { dashboard: undefined, configuration: {} },
  },
  capability_not_available_in_country: {
    says: 'card payments in Jamaica',
    source: OTHERS,
    with: { configuration: { merchant: MERCHANT } },
    country: 'JM',
  },
  capability_not_available_without_other_capability: {
    says: 'transfers alone in Germany',
    source: `${OTHERS}; may depend on the country of the platform`,
    with: { configuration: { recipient: RECIPIENT } },
    country: 'DE',
  },
  capability_not_available_for_dashboard_type: {
    says: 'transfers alone with the full dashboard',
    with: { dashboard: 'full', configuration: { recipient: RECIPIENT } },
  },
  entity_type_not_supported_in_country: {
    says: 'a government entity in Germany',
    with: { identity: { country: 'DE', entity_type: 'government_entity' } },
  },
  email_invalid: { says: 'an invalid email address', with: { contact_email: 'nobody' } },
  email_domain_invalid_for_recipient: {
    says: 'an email address below .invalid',
    source: 'the code is documented; which domains it means is a guess',
    with: { contact_email: 'nobody@example.invalid' },
  },
  phone_invalid: { says: 'an invalid phone number', with: { contact_phone: 'none' } },
  url_invalid: { says: 'a website on localhost', source: OTHERS, with: profile({ business_url: 'http://localhost' }) },
  mcc_invalid: {
    says: 'an invalid merchant category code',
    with: { configuration: { merchant: { ...MERCHANT, mcc: 'none' }, recipient: RECIPIENT } },
  },
  tos_acceptance_on_behalf_not_allowed: {
    says: 'terms that the platform accepts where Stripe collects the requirements',
    with: {
      identity: {
        ...inGermany.identity,
        attestations: {
          terms_of_service: { account: { date: '2026-01-01T00:00:00Z', ip: '203.0.113.7', user_agent: 'test' } },
        },
      },
    },
  },
}

/** Refusals that depend on the platform, and how to see them. */
const BY_HAND: Readonly<Record<string, string>> = {
  accounts_v2_access_blocked:
    'use the key of a platform without access to Accounts v2, or of test mode outside a sandbox',
  non_connect_platform_accounts_v2_access_blocked: 'use the key of a Stripe account that has not signed up for Connect',
  platform_registration_required: 'use the key of a Stripe account that has not signed up for Connect',
  connect_profile_not_submitted: 'use a new sandbox before its platform profile is complete',
  connect_identity_not_verified: 'use a new platform whose identity is not verified',
  account_create_activation_required: 'use a new platform that is not activated',
  account_creation_liability_unacknowledged: 'use a new sandbox before its platform profile is complete',
  account_creation_requirement_collection_unacknowledged: 'the same, with dashboard none',
  account_creation_requirement_collection_and_liability_unacknowledged: 'the same, with dashboard none',
  account_creation_losses_collector_unavailable: 'the same, with losses collected by Stripe',
  account_token_required: 'use the sandbox of a platform in France',
  cannot_create_connected_account: 'Stripe decides this',
  cannot_create_new_account_rejected: 'Stripe decides this',
  account_terms_of_service_not_accepted: "use a new platform that has not accepted Stripe's terms",
  capability_not_available_in_platform_country: 'use the sandbox of a platform in another country',
  cross_border_connected_account_creation_not_allowed: 'use the sandbox of a platform in Brazil or India',
  capability_not_available_for_loss_collector:
    'create an account with transfers whose losses Stripe collects; if it is created after all, it cannot be closed',
  account_controller_unsupported_configuration: 'no request is known that leads to it',
  account_rate_limit_exceeded: 'update one account many times at once',
  forbidden: 'use a restricted key (rk_test_…) without permission to write accounts',
}

async function closedAccount({ stripe, platform }: World): Promise<string> {
  const { id, applied_configurations } = await stripe.v2.core.accounts.create(v2Params(platform.country))
  await stripe.v2.core.accounts.close(id, { applied_configurations })
  return id
}

async function rejectedAccount(world: World): Promise<string> {
  const { id } = await world.stripe.v2.core.accounts.create(v2Params(world.platform.country))
  await world.reject(id)
  return id
}

/** The refusals of v2. */
export const REFUSALS_V2: readonly Claim[] = [
  ...Object.entries(CREATIONS).map(([code, { says, source: from = source, with: other, country }]) =>
    refused({
      id: `v2.refusals.${code}`,
      says: `Refused by this code: ${says}.`,
      source: from,
      believed: { status: 400, code, ours: code },
      call: ({ stripe, platform }) => stripe.v2.core.accounts.create(v2Params(country ?? platform.country, other)),
    }),
  ),
  refused({
    id: 'v2.refusals.key',
    says: 'A key that does not exist is refused by 401.',
    source: 'docs.stripe.com/api/errors; its code in v2 is not documented',
    believed: { status: 401 },
    operation: 'retrieve_account',
    call: (world) => world.clientWith(`sk_test-${randomUUID()}`).v2.core.accounts.list(),
  }),
  refused({
    id: 'v2.refusals.unknown',
    says: 'An account that does not exist is not found.',
    source: 'docs.stripe.com/api/v2/core/accounts/retrieve',
    believed: { status: 404, code: 'not_found', ours: 'not_found' },
    operation: 'retrieve_account',
    call: ({ stripe }) => stripe.v2.core.accounts.retrieve('acct_1Unknown000000000'),
  }),
  refused({
    id: 'v2.refusals.link.closed',
    says: 'For a closed account there is no link.',
    source: 'docs.stripe.com/api/v2/core/account-links/create; for closed accounts an inference',
    believed: { status: 404, code: 'not_found' },
    operation: 'create_account_link',
    call: async (world) => world.stripe.v2.core.accountLinks.create(v2Link(await closedAccount(world))),
  }),
  refused({
    id: 'v2.refusals.link.rejected',
    says: 'A link for a rejected account is refused as an invalid field.',
    source: 'a guess',
    believed: { status: 400, code: 'invalid_fields' },
    operation: 'create_account_link',
    call: async (world) => world.stripe.v2.core.accountLinks.create(v2Link(await rejectedAccount(world))),
  }),
  {
    id: 'v2.refusals.rejected',
    says: 'The capabilities of a rejected account are rejected.',
    source: 'changelog of Stripe, 2026-09-30',
    async check(world) {
      const id = await rejectedAccount(world)
      const { configuration } = await world.stripe.v2.core.accounts.retrieve(id, {
        include: ['configuration.recipient'],
      })
      return equal(configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status, 'rejected')
    },
  },
  refused({
    id: 'v2.refusals.configs_must_match_to_close',
    says: 'An account is closed only with all of its configurations.',
    source: 'docs.stripe.com/api/v2/core/accounts/close',
    believed: { status: 400, code: 'configs_must_match_to_close' },
    async call(world) {
      const id = await world.account('v2')
      return world.stripe.v2.core.accounts.close(id, { applied_configurations: ['merchant'] })
    },
  }),
  ...Object.entries(BY_HAND).map(([code, how]) =>
    byHand({ id: `v2.refusals.${code}`, says: 'Stripe refuses by this code.', source }, how),
  ),
]
