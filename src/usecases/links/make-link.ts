import type { AccountTerms } from '../../domain/account-terms.ts'
import { PaymentProviderError, type PaymentProviders } from '../../ports/payment-provider.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { providerFor } from '../accounts/provider-for.ts'
import { attempt } from '../attempt.ts'

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

/**
 * Creates an account link with new states, of which only the hashes are returned. Or returns the provider's failure.
 */
export function makeLink({ providers, secrets, returnUrls }: Dependencies) {
  return async (accountId: string, { reference, shape: { upFront } }: AccountTerms, signal: AbortSignal) => {
    const [toReturn, toRefresh] = [secrets.mintState(), secrets.mintState()]
    const urls = returnUrls({ toReturn: toReturn.secret, toRefresh: toRefresh.secret })
    const link = await attempt(async () => {
      const provider = await providerFor(providers, reference, 'create_account_link', signal)
      return provider.createAccountLink({ accountId, upFront, ...urls }, signal)
    })
    if (link instanceof PaymentProviderError) return link
    return { link, hashes: { stateHash: toReturn.hash, refreshHash: toRefresh.hash } }
  }
}
