import type { AccountLimits } from '../../../domain/account-limits.ts'
import type { AccountControl } from '../../../ports/account-control.ts'
import type { AccountSessions } from '../../../ports/account-sessions.ts'
import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { referenceTo, type FetchPlatform } from '../platform.ts'
import { accountActs } from '../account-acts.ts'
import { accountSessions } from '../account-sessions.ts'
import type { LinkDependencies } from '../link-hosts.ts'
import { RECIPIENT_COUNTRIES } from '../recipient-countries.ts'
import { accountLinks } from './account-links.ts'
import { TEMPLATE } from './account-request.ts'
import { accountCalls } from './accounts.ts'
import { accountClosing } from './close-account.ts'

/**
 * What v2 refuses every platform: `capability_not_available_in_country`, seen for Jamaica, and
 * `entity_type_not_supported_in_country`. Whether accounts can only receive transfers there depends on the platform.
 */
const LIMITS: AccountLimits = {
  countriesWithout: { card_payments: RECIPIENT_COUNTRIES },
  businessTypes: { government_entity: ['US'] },
}

/** Stripe's Accounts v2 (docs.stripe.com/connect/accounts-v2). */
export function accountsV2(
  dependencies: LinkDependencies & { readonly platform: FetchPlatform },
): PaymentProvider & AccountControl & AccountSessions {
  const api = 'stripe-v2'
  return {
    traits: {
      api,
      template: TEMPLATE,
      needsCountry: true,
      limits: LIMITS,
      // v2 remembers a key for 30 days, and does failed work again instead of replaying the failure.
      memory: { keysMs: 30 * 24 * 3_600_000, searchLagMs: 60_000 },
    },
    reference: referenceTo(api, dependencies.platform),
    ...accountCalls(dependencies),
    createAccountLink: accountLinks(dependencies),
    ...accountClosing(dependencies),
    ...accountActs(dependencies),
    ...accountSessions(dependencies),
  }
}
