import type { Stripe } from 'stripe'
import { requestedCapabilities, type Payer } from '../../../domain/account-terms.ts'
import type { AccountRequest } from '../../../ports/payment-provider.ts'
import { metadataFor } from '../account-metadata.ts'

/**
 * The newest translation of terms into a request. A request whose outcome is unknown is repeated unchanged for up to 30
 * days, so a change here is a new template beside the old ones.
 */
export const TEMPLATE = 1

/** All parts of an account that its facts depend on. What a request does not include, the response omits. */
export const INCLUDE = [
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'future_requirements',
  'identity',
  'requirements',
] as const satisfies Stripe.V2.Core.AccountCreateParams['include']

/** The request that creates the account (docs.stripe.com/api/v2/core/accounts/create). */
export function accountParameters(request: AccountRequest): Stripe.V2.Core.AccountCreateParams {
  const { parameters, terms } = request
  const { email, name, country, prefill = {} } = parameters
  const { dashboard, fees, losses } = terms.shape
  const { businessType, businessName, url, phone, productDescription } = prefill
  const profile = {
    ...(url !== undefined && { business_url: url }),
    ...(businessName !== undefined && { doing_business_as: businessName }),
    ...(productDescription !== undefined && { product_description: productDescription }),
  }
  return {
    contact_email: email,
    ...(phone !== undefined && { contact_phone: phone }),
    display_name: name,
    dashboard,
    identity: {
      ...(country !== undefined && { country }),
      ...(businessType !== undefined && { entity_type: businessType }),
    },
    configuration: configurationOf(request),
    defaults: {
      responsibilities: { fees_collector: collector(fees), losses_collector: collector(losses) },
      ...(Object.keys(profile).length > 0 && { profile }),
    },
    metadata: metadataFor(request),
    include: [...INCLUDE],
  }
}

/** A merchant accepts card payments; a recipient receives transfers. */
function configurationOf({ parameters, terms }: AccountRequest): Stripe.V2.Core.AccountCreateParams.Configuration {
  const requested = requestedCapabilities(terms.shape)
  const { mcc } = parameters.prefill ?? {}
  return {
    ...(requested.includes('card_payments') && {
      merchant: { capabilities: { card_payments: { requested: true } }, ...(mcc !== undefined && { mcc }) },
    }),
    ...(requested.includes('transfers') && {
      recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
    }),
  }
}

const collector = (payer: Payer) => (payer === 'platform' ? 'application' : 'stripe')
