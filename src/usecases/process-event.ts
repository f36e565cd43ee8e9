import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { EventInbox } from '../ports/event-inbox.ts'
import { PaymentProviderError, type PaymentProvider } from '../ports/payment-provider.ts'
import { attempt } from './attempt.ts'
import type { lookAtAccount } from './look-at-account.ts'

/** `again`: it could not be done now, for this reason, and is worth another try. */
export type ProcessResult = { readonly outcome: 'done' } | { readonly outcome: 'again'; readonly reason: string }

interface Dependencies {
  readonly inbox: EventInbox
  readonly accounts: AccountRepository
  readonly provider: PaymentProvider
  readonly look: ReturnType<typeof lookAtAccount>
}

const done: ProcessResult = { outcome: 'done' }

/**
 * Does what follows from an event: its account is looked at. Doing it twice, late or in another order changes nothing,
 * because only what the provider says now is kept. An event of an account that we do not know may have come before the
 * account was stored, so it is tried again for a while.
 */
export function processEvent({ inbox, accounts, provider, look }: Dependencies) {
  return async (eventId: string, act: Act, signal: AbortSignal): Promise<ProcessResult> => {
    const event = await inbox.find(eventId)
    if (event === undefined || event.processed) return done
    const { accountFetchedAt, receivedAt, now } = event
    const accountId = event.accountId ?? (await attempt(() => provider.accountOfEvent(eventId, signal)))
    if (accountId instanceof PaymentProviderError) return again(eventId, accountId.failure.code)
    if (accountId === undefined) {
      await inbox.settle(eventId, 'ignored')
      return done
    }
    if (accountFetchedAt !== undefined && accountFetchedAt > receivedAt) {
      // Somebody has looked since the event came in, and saw whatever it tells of.
      await inbox.settle(eventId, 'processed')
      return done
    }

    const stored = await accounts.find({ accountId })
    const looked = await look({ accountId, now, stored, eventId }, act, signal)
    if (looked.outcome === 'looked' && looked.saved.outcome !== 'unknown_account') return done
    return again(eventId, looked.outcome === 'looked' ? 'unknown_account' : looked.failure.code)
  }

  async function again(eventId: string, reason: string): Promise<ProcessResult> {
    await inbox.noteFailure(eventId, reason)
    return { outcome: 'again', reason }
  }
}
