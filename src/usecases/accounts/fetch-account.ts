import type { AccountTerms } from '../../domain/account-terms.ts'
import { disconnected, nextSnapshot, type AccountSnapshot, type ConnectedAccount } from '../../domain/account.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import { PaymentProviderError, type PaymentProvider, type PaymentProviders } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'
import { providerFor } from './provider-for.ts'

/** An account as the provider reports it now. Nothing is stored yet. */
export type FetchResult =
  | {
      readonly outcome: 'fetched'
      readonly snapshot: AccountSnapshot
      /** The intent that the account was created for. */
      readonly createdFor?: { readonly clientId: string; readonly generation: number } | undefined
    }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Request {
  readonly accountId: string
  /** The database's clock, read before the provider call. */
  readonly now: Date
  /** The terms that the account was created on; absent for an account that no client is known to have. */
  readonly terms?: AccountTerms | undefined
  /** The account as currently stored. */
  readonly stored?: ConnectedAccount | undefined
}

/**
 * Fetches an account from the provider and changes nothing. An account is read by the API that created it. That of an
 * account without known terms is found by trying them all.
 */
export function fetchAccount({ providers, log }: { providers: PaymentProviders; log: Log }) {
  return async (request: Request, actor: Actor, signal: AbortSignal): Promise<FetchResult> => {
    const { accountId, now, stored, terms = stored?.terms } = request
    const retrieved = await (terms === undefined ? tryAll(accountId, signal) : retrieve(accountId, terms, signal))
    if (!(retrieved instanceof PaymentProviderError)) {
      const snapshot = nextSnapshot(stored?.snapshot, retrieved.facts, now)
      return { outcome: 'fetched', snapshot, createdFor: retrieved.createdFor }
    }
    const { failure } = retrieved
    if (failure.outcome === 'account_unavailable' && stored !== undefined) {
      return { outcome: 'fetched', snapshot: disconnected(stored, { code: failure.code, at: now }) }
    }
    log.warn({ accountId, requestId: actor.requestId, provider: failure }, 'the account could not be fetched')
    return { outcome: 'provider_failed', failure }
  }

  function retrieve(accountId: string, { reference, shape: { capabilities } }: AccountTerms, signal: AbortSignal) {
    return attempt(async () => {
      const provider = await providerFor(providers, reference, 'retrieve_account', signal)
      return provider.retrieveAccount({ accountId, capabilities }, signal)
    })
  }

  async function tryAll(accountId: string, signal: AbortSignal) {
    const [first, ...others] = providers
    const retrieveBy = (provider: PaymentProvider) =>
      attempt(() => provider.retrieveAccount({ accountId, capabilities: [] }, signal))
    let answer = await retrieveBy(first)
    for (const provider of others) {
      if (!(answer instanceof PaymentProviderError) || answer.failure.outcome !== 'account_unavailable') break
      answer = await retrieveBy(provider)
    }
    return answer
  }
}
