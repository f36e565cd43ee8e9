import type { AccountFacts, AccountSnapshot } from '../domain/account.ts'
import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountOrigin, StoredAccount } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { Log } from '../ports/log.ts'
import { PaymentProviderError, type PaymentProvider } from '../ports/payment-provider.ts'
import { attempt } from './attempt.ts'

/** What the provider says of an account now; nothing of it is stored yet. */
export type AskResult =
  | {
      readonly outcome: 'answered'
      readonly snapshot: AccountSnapshot
      readonly origin?: AccountOrigin
      /** The intent that the account was created for. */
      readonly createdFor?: { readonly clientId: string; readonly generation: number } | undefined
    }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

export interface Question {
  readonly accountId: string
  /** The database's clock, read before the provider is asked. */
  readonly now: Date
  /** What is stored of the account so far. */
  readonly stored?: StoredAccount | undefined
}

/** Asks the provider about an account and changes nothing. */
export function askAboutAccount({ provider, log }: { provider: PaymentProvider; log: Log }) {
  return async (question: Question, act: Act, signal: AbortSignal): Promise<AskResult> => {
    const { accountId, now } = question
    const origin = await attempt(() => provider.origin(signal))
    if (origin instanceof PaymentProviderError) return failed(question, origin.failure, act)

    const retrieved = await attempt(() => provider.retrieveAccount(accountId, signal))
    if (!(retrieved instanceof PaymentProviderError)) {
      const snapshot = { ...retrieved.facts, fetchedAt: now }
      return { outcome: 'answered', snapshot, origin, createdFor: retrieved.createdFor }
    }
    if (retrieved.failure.outcome !== 'account_unavailable' || question.stored === undefined) {
      return failed(question, retrieved.failure, act)
    }

    // The account is gone, if we are still the platform that it belonged to; another key knows nothing of it at all.
    const { snapshot: last, origin: before } = question.stored
    if (before?.platformId !== origin.platformId || before.livemode !== origin.livemode) {
      log.error(
        { accountId, requestId: act.requestId, before, origin },
        'the account belongs to another platform or mode',
      )
      return failed(question, retrieved.failure, act)
    }
    return { outcome: 'answered', snapshot: disconnected(last, retrieved.failure, now) }
  }

  function failed({ accountId }: Question, failure: ProviderFailure, act: Act): AskResult {
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
