import type { AccountShape } from '../../domain/account-terms.ts'
import type { AccountSession, AccountSessions } from '../../ports/account-sessions.ts'
import { PaymentProviderError, type PaymentProvider } from '../../ports/payment-provider.ts'
import { providerFor } from '../accounts/provider-for.ts'
import { attempt } from '../attempt.ts'
import type { Maker } from './make-link.ts'

/** The APIs whose forms can be part of the platform's own pages. */
export type Embeddable = readonly (PaymentProvider & AccountSessions)[]

/** A session, and what its form has to ask for. */
export interface MadeSession extends AccountSession, Pick<AccountShape, 'upFront'> {}

/** Creates account sessions. Nothing leads back from them, so they have no states. */
export function makeSession({ embeddable }: { readonly embeddable: Embeddable }): Maker<MadeSession> {
  const operation = 'create_account_session'
  return {
    operation,
    async make({ accountId, purpose, terms: { reference, shape } }, signal) {
      const session = await attempt(async () => {
        const provider = await providerFor(embeddable, reference, operation, signal)
        return provider.createAccountSession({ accountId, purpose }, signal)
      })
      if (session instanceof PaymentProviderError) return session
      const made = { ...session, upFront: shape.upFront }
      return { made, link: { accountId, sessionExpiresAt: session.expiresAt } }
    },
  }
}
