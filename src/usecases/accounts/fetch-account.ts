import { disconnected, type AccountOrigin, type AccountSnapshot, type ConnectedAccount } from '../../domain/account.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import { PaymentProviderError, type PaymentProvider } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'

/** An account as the provider reports it now. Nothing is stored yet. */
export type FetchResult =
  | {
      readonly outcome: 'fetched'
      readonly snapshot: AccountSnapshot
      readonly origin?: AccountOrigin
      /** The intent that the account was created for. */
      readonly createdFor?: { readonly clientId: string; readonly generation: number } | undefined
    }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Request {
  readonly accountId: string
  /** The database's clock, read before the provider call. */
  readonly now: Date
  /** The account as currently stored. */
  readonly stored?: ConnectedAccount | undefined
}

/** Fetches an account from the provider and changes nothing. */
export function fetchAccount({ provider, log }: { provider: PaymentProvider; log: Log }) {
  return async (request: Request, actor: Actor, signal: AbortSignal): Promise<FetchResult> => {
    const { accountId, now } = request
    const origin = await attempt(() => provider.origin(signal))
    if (origin instanceof PaymentProviderError) return failed(request, origin.failure, actor)

    const retrieved = await attempt(() => provider.retrieveAccount(accountId, signal))
    if (!(retrieved instanceof PaymentProviderError)) {
      const snapshot = { ...retrieved.facts, fetchedAt: now }
      return { outcome: 'fetched', snapshot, origin, createdFor: retrieved.createdFor }
    }
    if (retrieved.failure.outcome !== 'account_unavailable' || request.stored === undefined) {
      return failed(request, retrieved.failure, actor)
    }

    const { failure } = retrieved
    const snapshot = disconnected(request.stored, { origin, code: failure.code, at: now })
    if (snapshot !== undefined) return { outcome: 'fetched', snapshot }
    log.error(
      { accountId, requestId: actor.requestId, before: request.stored.origin, origin },
      'the account belongs to another platform or mode',
    )
    return failed(request, failure, actor)
  }

  function failed({ accountId }: Request, failure: ProviderFailure, actor: Actor): FetchResult {
    log.warn({ accountId, requestId: actor.requestId, provider: failure }, 'the account could not be fetched')
    return { outcome: 'provider_failed', failure }
  }
}
