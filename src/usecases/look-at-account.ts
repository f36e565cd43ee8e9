import type { AccountFacts, AccountSnapshot } from '../domain/account.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountRepository, SnapshotSaved, StoredAccount } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { Log } from '../ports/log.ts'
import { PaymentProviderError, type PaymentProvider } from '../ports/payment-provider.ts'
import { attempt } from './attempt.ts'

export type LookResult =
  | { readonly outcome: 'looked'; readonly snapshot: AccountSnapshot; readonly saved: SnapshotSaved }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly accounts: AccountRepository
  readonly provider: PaymentProvider
  readonly log: Log
}

interface Look {
  readonly accountId: string
  /** The database's clock, read before this look. */
  readonly now: Date
  /** What is stored of the account so far. */
  readonly stored?: StoredAccount | undefined
  /** The provider's event that this look answers. */
  readonly eventId?: string
}

/**
 * Asks the provider about an account and keeps what it says; on evidence the client's open token is completed. All that
 * can tell of a change (the way back, a webhook, staff, the periodic look) ends here, so that none needs to be believed.
 */
export function lookAtAccount({ accounts, provider, log }: Dependencies) {
  return async (look: Look, act: Act, signal: AbortSignal): Promise<LookResult> => {
    const { accountId, now, eventId } = look
    const origin = await attempt(() => provider.origin(signal))
    if (origin instanceof PaymentProviderError) return failed(look, origin.failure, act)

    const retrieved = await attempt(() => provider.retrieveAccount(accountId, signal))
    if (!(retrieved instanceof PaymentProviderError)) {
      const snapshot = { ...retrieved.facts, fetchedAt: now }
      const saved = await accounts.saveSnapshot({ snapshot, origin, adopt: retrieved.createdFor, eventId }, act)
      return { outcome: 'looked', snapshot, saved }
    }
    if (retrieved.failure.outcome !== 'account_unavailable' || look.stored === undefined) {
      return failed(look, retrieved.failure, act)
    }

    // The account is gone, if we are still the platform that it belonged to; another key knows nothing of it at all.
    const { snapshot: last, origin: before } = look.stored
    if (before?.platformId !== origin.platformId || before.livemode !== origin.livemode) {
      log.error(
        { accountId, requestId: act.requestId, before, origin },
        'the account belongs to another platform or mode',
      )
      return failed(look, retrieved.failure, act)
    }
    const snapshot = disconnected(last, retrieved.failure, now)
    const saved = await accounts.saveSnapshot({ snapshot, eventId }, act)
    return { outcome: 'looked', snapshot, saved }
  }

  function failed({ accountId }: Look, failure: ProviderFailure, act: Act): LookResult {
    log.warn(
      { accountId, requestId: act.requestId, provider: failure },
      'the provider could not say how the account is',
    )
    return { outcome: 'provider_failed', failure }
  }
}

function disconnected(last: AccountFacts, failure: ProviderFailure, fetchedAt: Date): AccountSnapshot {
  return {
    ...last,
    fetchedAt,
    hold: 'disconnected',
    holdReason: failure.code,
    chargesEnabled: false,
    payoutsEnabled: false,
  }
}
