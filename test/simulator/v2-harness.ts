import type { Stripe } from 'stripe'
import { refreshUrl, returnUrl } from './harness.ts'

type Creation = Stripe.V2.Core.AccountCreateParams
export type Include = Stripe.V2.Core.AccountRetrieveParams.Include

const recipient = { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } }
const merchant = { capabilities: { card_payments: { requested: true } } }
const platformBears = { responsibilities: { fees_collector: 'application', losses_collector: 'application' } } as const

/** An account that can be charged and paid out, on a platform without special approval. */
export const payable = {
  contact_email: 'jo@example.com',
  dashboard: 'express',
  identity: { country: 'us' },
  configuration: { recipient, merchant },
  defaults: platformBears,
} as const satisfies Creation

/** An account that only receives transfers. */
export const recipientOnly = { ...payable, configuration: { recipient } } as const satisfies Creation

/** A merchant of Stripe's, with the full dashboard. */
export const fullMerchant = {
  ...payable,
  dashboard: 'full',
  configuration: { merchant },
  defaults: { responsibilities: { fees_collector: 'stripe', losses_collector: 'stripe' } },
} as const satisfies Creation

/** Everything that answers contain only on request. */
export const everything: Include[] = [
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'future_requirements',
  'identity',
  'requirements',
]

type LinkParams = Stripe.V2.Core.AccountLinkCreateParams

export const linkParams = (account: string): LinkParams => ({
  account,
  use_case: {
    type: 'account_onboarding',
    account_onboarding: {
      refresh_url: refreshUrl,
      return_url: returnUrl,
      collection_options: { fields: 'eventually_due', future_requirements: 'include' },
    },
  },
})

/** The statuses of an account's capabilities. `undefined` for those that were not requested. */
export function statusesOf({ configuration }: Stripe.V2.Core.Account) {
  const { merchant: cards, recipient: transfers } = configuration ?? {}
  const balance = transfers?.capabilities?.stripe_balance
  return {
    card_payments: cards?.capabilities?.card_payments?.status,
    stripe_transfers: balance?.stripe_transfers?.status,
    payouts: (balance ?? cards?.capabilities?.stripe_balance)?.payouts?.status,
  }
}
