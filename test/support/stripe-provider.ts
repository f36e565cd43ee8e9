import type { Stripe } from 'stripe'
import { localBudget } from '../../src/adapters/stripe/local-budget.ts'
import { pacers } from '../../src/adapters/stripe/pacer.ts'
import { PROFILES } from './terms.ts'
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import { stripeClient, stripeProviders } from '../../src/adapters/stripe/payment-providers.ts'

interface Options {
  readonly api?: AccountsApi
  readonly secretKey?: string
  readonly stripe?: Stripe
  readonly simulator?: string | undefined
  readonly linkHosts?: readonly string[]
}

/** Stripe's adapters at this base URL, unpaced. New accounts are created with `api`. */
export function stripeAt(
  url: string,
  {
    api = 'v1',
    secretKey = 'sk_test_0123456789',
    stripe = stripeClient({ secretKey, apiBase: url }),
    simulator = url,
    linkHosts = [],
  }: Options = {},
) {
  const pace = pacers({
    platform: 'default',
    perSecond: 10_000,
    livemode: false,
    budget: localBudget(),
    log: { warn: () => {} },
  })
  return stripeProviders({
    stripe,
    accountsApi: api,
    pace,
    livemode: false,
    isRestricted: secretKey.startsWith('rk_'),
    profiles: PROFILES,
    linkHosts,
    simulator,
    webhookSecrets: ['whsec_1'],
    isEmbeddable: true,
  })
}

/** The adapter that creates new accounts there. */
export const stripeProviderAt = (url: string, options?: Options) => stripeAt(url, options).providers[0]
