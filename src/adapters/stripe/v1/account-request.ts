import type { Stripe } from 'stripe'
import { requestedCapabilities } from '../../../domain/account-terms.ts'
import type { AccountRequest } from '../../../ports/payment-provider.ts'
import { metadataFor } from '../account-metadata.ts'

/**
 * The newest translation of terms into a request. A request whose outcome is unknown is repeated unchanged for up to a
 * day, so a change here is a new template beside the old ones.
 */
export const TEMPLATE = 1

/** The request that creates the account (docs.stripe.com/api/accounts/create). */
export function accountParameters(request: AccountRequest): Stripe.AccountCreateParams {
  const { parameters, terms } = request
  const { email, name, country, prefill = {} } = parameters
  const { dashboard, fees, losses, agreement } = terms.shape
  const { businessType, businessName, url, productDescription, mcc } = prefill
  return {
    // `controller` replaces `type: 'express'`; Stripe rejects a request with both.
    controller: {
      fees: { payer: fees === 'platform' ? 'application' : 'account' },
      losses: { payments: losses === 'platform' ? 'application' : 'stripe' },
      requirement_collection: 'stripe',
      stripe_dashboard: { type: dashboard },
    },
    capabilities: Object.fromEntries(
      requestedCapabilities(terms.shape).map((capability) => [capability, { requested: true }]),
    ),
    email,
    business_profile: {
      name: businessName ?? name,
      ...(url !== undefined && { url }),
      ...(productDescription !== undefined && { product_description: productDescription }),
      ...(mcc !== undefined && { mcc }),
    },
    ...(businessType !== undefined && { business_type: businessType }),
    ...phoneOf(request),
    ...(country !== undefined && { country }),
    ...(agreement === 'recipient' && { tos_acceptance: { service_agreement: 'recipient' } }),
    metadata: metadataFor(request),
  }
}

/** v1 stores the phone number with the person or with the company. */
function phoneOf({ parameters: { prefill } }: AccountRequest): Stripe.AccountCreateParams {
  const { businessType, phone } = prefill ?? {}
  if (phone === undefined || businessType === undefined) return {}
  return businessType === 'individual' ? { individual: { phone } } : { company: { phone } }
}
