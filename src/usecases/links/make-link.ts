import type { AccountTerms } from '../../domain/account-terms.ts'
import type { NewLink } from '../../domain/decide-link.ts'
import type { Purpose } from '../../domain/onboarding-token.ts'
import type { ProviderOperation } from '../../domain/provider-failure.ts'
import { PaymentProviderError, type AccountLink, type PaymentProviders } from '../../ports/payment-provider.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { providerFor } from '../accounts/provider-for.ts'
import { attempt } from '../attempt.ts'

/** What an opening makes at the provider, once the client has an account: a link to its pages, or a session. */
export interface Maker<Made> {
  readonly operation: ProviderOperation
  /** Makes a new one, or returns the provider's failure. `link`: what is stored of it. */
  readonly make: (
    target: { readonly accountId: string; readonly terms: AccountTerms; readonly purpose: Purpose },
    signal: AbortSignal,
  ) => Promise<{ readonly made: Made; readonly link: NewLink } | PaymentProviderError>
}

/**
 * Builds the URLs that the provider sends the client back to from the states of one link attempt. There are two states
 * because URLs leak: the return URL never expires, so its state must not open anything.
 */
export type ReturnUrls = (states: { readonly toReturn: string; readonly toRefresh: string }) => {
  readonly returnUrl: string
  readonly refreshUrl: string
}

interface Dependencies {
  readonly providers: PaymentProviders
  readonly secrets: Secrets
  readonly returnUrls: ReturnUrls
}

/** Creates account links with new states, of which only the hashes are stored. */
export function makeLink({ providers, secrets, returnUrls }: Dependencies): Maker<AccountLink> {
  const operation = 'create_account_link'
  return {
    operation,
    async make({ accountId, terms: { reference, shape } }, signal) {
      const [toReturn, toRefresh] = [secrets.mintState(), secrets.mintState()]
      const urls = returnUrls({ toReturn: toReturn.secret, toRefresh: toRefresh.secret })
      const made = await attempt(async () => {
        const provider = await providerFor(providers, reference, operation, signal)
        return provider.createAccountLink({ accountId, upFront: shape.upFront, ...urls }, signal)
      })
      if (made instanceof PaymentProviderError) return made
      const hashes = { stateHash: toReturn.hash, refreshHash: toRefresh.hash }
      return { made, link: { accountId, ...hashes, linkExpiresAt: made.expiresAt } }
    },
  }
}
