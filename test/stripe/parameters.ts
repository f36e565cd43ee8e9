import type { Stripe } from 'stripe'
import { accountParameters as v1Parameters } from '../../src/adapters/stripe/v1/account-request.ts'
import { accountParameters as v2Parameters } from '../../src/adapters/stripe/v2/account-request.ts'
import { requestOf, waysBack } from '../contract/payment-provider.ts'

function requestIn(country: string) {
  const request = requestOf()
  return { ...request, parameters: { ...request.parameters, country } }
}

/** What this service sends to create an account with v1, with other fields on top. */
export const v1Params = (country: string, other: object = {}): Stripe.AccountCreateParams => ({
  ...v1Parameters(requestIn(country)),
  ...other,
})

/** The same for v2. */
export const v2Params = (country: string, other: object = {}): Stripe.V2.Core.AccountCreateParams => ({
  ...v2Parameters(requestIn(country)),
  ...other,
})

export const TRANSFERS = { transfers: { requested: true } }
export const CARDS = { card_payments: { requested: true } }

export const RECIPIENT = { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } }
export const MERCHANT = { capabilities: CARDS }

export const responsibilities = (fees: string, losses: string) => ({
  responsibilities: { fees_collector: fees, losses_collector: losses },
})

export const v1Link = (account: string): Stripe.AccountLinkCreateParams => ({
  account,
  type: 'account_onboarding',
  refresh_url: waysBack.refreshUrl,
  return_url: waysBack.returnUrl,
  collection_options: { fields: 'eventually_due' },
})

export const v2Link = (
  account: string,
  type: 'account_onboarding' | 'account_update' = 'account_onboarding',
): Stripe.V2.Core.AccountLinkCreateParams => ({
  account,
  use_case: {
    type,
    [type]: {
      refresh_url: waysBack.refreshUrl,
      return_url: waysBack.returnUrl,
      collection_options: { fields: 'eventually_due' },
    },
  },
})
