import type { AccountControl } from '../../../ports/account-control.ts'
import type { AccountSessions } from '../../../ports/account-sessions.ts'
import type { AccountLimits } from '../../../domain/account-limits.ts'
import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { accountActs } from '../account-acts.ts'
import { accountSessions } from '../account-sessions.ts'
import type { LinkDependencies } from '../link-hosts.ts'
import { RECIPIENT_COUNTRIES } from '../recipient-countries.ts'
import { referenceTo, type FetchPlatform } from '../platform.ts'
import { accountLinks } from './account-links.ts'
import { TEMPLATE } from './account-request.ts'
import { accountCalls } from './accounts.ts'
import { accountClosing } from './close-account.ts'

/** What v1 refuses every platform: accounts that can only receive have another service agreement. */
const LIMITS: AccountLimits = { countriesWithout: { card_payments: RECIPIENT_COUNTRIES }, curesByAgreement: true }

/** Stripe's Accounts v1, with `controller` properties (docs.stripe.com/api/accounts). */
export function accountsV1(
  dependencies: LinkDependencies & { readonly platform: FetchPlatform },
): PaymentProvider & AccountControl & AccountSessions {
  const api = 'stripe-v1'
  return {
    traits: {
      api,
      template: TEMPLATE,
      // Stripe would take the platform's own country, which the client could never change.
      needsCountry: true,
      limits: LIMITS,
      memory: { keysMs: 24 * 3_600_000, searchLagMs: 60_000 },
    },
    reference: referenceTo(api, dependencies.platform),
    ...accountCalls(dependencies),
    createAccountLink: accountLinks(dependencies),
    ...accountClosing(dependencies),
    ...accountActs(dependencies),
    ...accountSessions(dependencies),
  }
}
