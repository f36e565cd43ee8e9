import { receivesOnly } from '../../accounts/countries.ts'
import type { PlatformState } from '../../control/schemas.ts'
import { accessBlocked, noPlatformV2, invalidField, refusedV2 } from '../../http/v2-errors.ts'
import type { Creation } from './account-params.ts'

/** Throws unless the platform may use Accounts v2. */
function refuseAccess({ accountsV2 }: PlatformState): void {
  if (!accountsV2) throw accessBlocked()
}

/** Throws unless the platform may use Accounts v2 and is signed up for Connect. */
export function refuseOutsider(platform: PlatformState): void {
  refuseAccess(platform)
  if (!platform.registered) throw noPlatformV2()
}

/** Throws if v2 would refuse to create such an account for this platform, with the codes of Stripe. */
export function refuseCreation(params: Creation, platform: PlatformState): void {
  refusePlatform(params, platform)
  const { configuration = {}, identity, contact_email, contact_phone: _, ...rest } = params
  const isConfigured = configuration.merchant !== undefined || configuration.recipient !== undefined
  if (isConfigured && identity?.country === undefined) {
    throw refusedV2('identity_country_required', 'The `identity.country` value is required but not provided.', {
      param: 'identity.country',
    })
  }
  if (isConfigured && contact_email === undefined) {
    throw invalidField('contact_email', 'contact_email is required for merchants and recipients.')
  }
  if (identity?.entity_type === 'government_entity' && identity.country?.toUpperCase() !== 'US') {
    throw refusedV2(
      'entity_type_not_supported_in_country',
      'The `identity.entity_type` value is not supported in a given `identity.country`.',
      { param: 'identity.entity_type' },
    )
  }
  refuseResponsibilities(rest, { isConfigured, isMerchant: configuration.merchant !== undefined })
  refuseTerms(params)
}

function refusePlatform({ account_token, defaults }: Creation, platform: PlatformState): void {
  refuseAccess(platform)
  if (!platform.registered) {
    throw refusedV2(
      'platform_registration_required',
      'Platform has not signed up for Connect and cannot create connected accounts.',
    )
  }
  if (!platform.profileReviewed) {
    throw defaults?.responsibilities?.losses_collector === 'stripe'
      ? refusedV2(
          'connect_profile_not_submitted',
          'Platform has not completed platform questionnaire and cannot create connected accounts.',
        )
      : refusedV2('account_creation_liability_unacknowledged', 'Account creation error - liability unacknowledged.')
  }
  if (platform.country === 'FR' && account_token === undefined) {
    throw refusedV2(
      'account_token_required',
      'Account token required for platforms in mandated countries (e.g., France).',
      { param: 'account_token' },
    )
  }
}

function refuseResponsibilities(
  { dashboard, defaults }: Pick<Creation, 'dashboard' | 'defaults'>,
  { isConfigured, isMerchant }: { isConfigured: boolean; isMerchant: boolean },
): void {
  const { responsibilities } = defaults ?? {}
  if (responsibilities !== undefined && !isConfigured) {
    throw refusedV2('unsupported_field_for_configs', 'Cannot set responsibilities on the current configurations.')
  }
  const { fees_collector: fees, losses_collector: losses } = responsibilities ?? {}
  if (isMerchant && (fees === undefined || losses === undefined)) {
    throw refusedV2('configuration_creation_invalid', 'Cannot create an account with an invalid configuration.')
  }
  if (dashboard === 'express' && (fees !== 'application' || losses !== 'application')) {
    throw refusedV2(
      'account_controller_express_dash_without_application_losses_or_fees',
      'If `dashboard` is `express`, `fees_collector` must be `application` and `losses_collector` must be `application`.',
    )
  }
  if (losses === 'application' && fees !== 'application') {
    throw refusedV2(
      'account_controller_stripe_pricing_platform_liable',
      'If `losses_collector` is `application`, `fees_collector` must also be `application`.',
    )
  }
}

/** Which side collects the requirements. It follows from the other responsibilities and cannot be set. */
export const requirementsCollector = (
  dashboard: string | undefined,
  losses: string | undefined,
): 'application' | 'stripe' => (dashboard === 'none' && losses === 'application' ? 'application' : 'stripe')

function refuseTerms({ dashboard, defaults, identity }: Creation): void {
  const collector = requirementsCollector(dashboard, defaults?.responsibilities?.losses_collector)
  if (identity?.attestations?.terms_of_service !== undefined && collector === 'stripe') {
    throw refusedV2(
      'tos_acceptance_on_behalf_not_allowed',
      'TOS cannot be accepted on behalf of accounts when requirement collection is `stripe`.',
    )
  }
}

/** What the rules about capabilities depend on. */
export interface CapabilityWish {
  readonly country: string
  readonly email: string | null
  /** Requested, by v1's names. */
  readonly capabilities: readonly string[]
  readonly dashboard: string
  readonly losses: string
}

const cardsParam = 'configuration.merchant.capabilities.card_payments'
const transfersParam = 'configuration.recipient.capabilities.stripe_balance.stripe_transfers'

/** Throws if v2 grants no such capabilities to an account like this. */
export function refuseCapabilities(wish: CapabilityWish, platform: PlatformState): void {
  const { country, capabilities } = wish
  const hasCards = capabilities.includes('card_payments')
  if (hasCards && receivesOnly.has(country)) throw notInCountry('card_payments', country, cardsParam)
  if (!capabilities.includes('transfers')) return
  if (receivesOnly.has(country)) throw notInCountry('stripe_transfers', country, transfersParam)
  refuseTransfers(wish, hasCards)
  if (!hasCards && !platform.transfersAlone && !platform.recipientsAloneIn.includes(country)) {
    throw refusedV2(
      'capability_not_available_without_other_capability',
      `stripe_transfers is not available without also requesting ${cardsParam}.`,
      { param: transfersParam },
    )
  }
}

const notInCountry = (name: string, country: string, param: string) =>
  refusedV2('capability_not_available_in_country', `${name} is not available in country ${country}.`, { param })

function refuseTransfers({ email, dashboard, losses }: CapabilityWish, hasCards: boolean): void {
  // Stripe does not say which domains it means. Nobody can own a name below `.invalid`.
  if (email?.toLowerCase().endsWith('.invalid') === true) {
    throw refusedV2('email_domain_invalid_for_recipient', 'Email contains unsupported domain.', {
      param: 'contact_email',
    })
  }
  if (losses === 'stripe') {
    throw refusedV2(
      'capability_not_available_for_loss_collector',
      'A v2 Account cannot have both the specified capability and Stripe-owned loss liability.',
      { param: transfersParam },
    )
  }
  if (dashboard === 'full' && !hasCards) {
    throw refusedV2(
      'capability_not_available_for_dashboard_type',
      'Feature cannot be requested for the dashboard type.',
      {
        param: transfersParam,
      },
    )
  }
}
