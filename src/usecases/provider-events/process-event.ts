import { includesEvent } from '../../domain/account.ts'
import type { Actor } from '../../ports/actor.ts'
import type { EventInbox, ReceivedEvent } from '../../ports/event-inbox.ts'
import type { EventVerifier } from '../../ports/event-verifier.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { RefreshedAccount, refreshAccount } from '../accounts/refresh-account.ts'
import { attempt } from '../attempt.ts'
import { oneAtATime } from '../one-at-a-time.ts'

/** `again`: processing failed for this reason and should be retried. */
export type ProcessResult = { readonly outcome: 'done' } | { readonly outcome: 'again'; readonly reason: string }

interface Dependencies {
  readonly inbox: EventInbox
  readonly tokens: TokenRepository
  readonly verifier: EventVerifier
  readonly refresh: ReturnType<typeof refreshAccount>
}

/** The number of foreign accounts that a process remembers; those that were found first are forgotten first. */
const REMEMBERED = 10_000

/**
 * Processes a provider event by refreshing its account. Duplicates, delays and reordering are harmless, because only
 * the provider's current state is stored. One change may cause several events, also of both generations of the API, so
 * those of one account are processed one after the other: the first fetches the account, and the others find that its
 * snapshot includes them.
 *
 * A platform may have accounts that this service did not create. Such an account is fetched once, and its events are
 * ignored. The event of an account that was created for a client of ours, but is not stored, may have arrived early, so
 * it is retried for a while.
 */
export function processEvent({ inbox, tokens, verifier, refresh }: Dependencies) {
  const ofOneAccount = oneAtATime()
  const foreign = new Set<string>()

  return async (eventId: string, actor: Actor, signal: AbortSignal): Promise<ProcessResult> => {
    const event = await inbox.find(actor.platform, eventId)
    if (event === undefined || event.processed) return { outcome: 'done' }
    const accountId = event.accountId ?? (await attempt(() => verifier.accountOf(eventId, signal)))
    if (accountId instanceof PaymentProviderError) return again(eventId, accountId.failure.code, actor)
    if (accountId === undefined) return done(eventId, 'ignored', actor)
    return ofOneAccount(accountId, () => processFor(accountId, event, actor, signal))
  }

  async function processFor(
    accountId: string,
    { id: eventId, receivedAt, now }: ReceivedEvent,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<ProcessResult> {
    const loaded = await tokens.load({ accountId, platform: actor.platform })
    if (includesEvent(loaded?.state.account?.snapshot, receivedAt)) return done(eventId, 'processed', actor)
    if (loaded === undefined && foreign.has(accountId)) return done(eventId, 'ignored', actor)

    const refreshed = await refresh({ accountId, loaded, now: loaded?.now ?? now }, actor, signal)
    if (loaded === undefined && isForeign(refreshed)) {
      remember(accountId)
      return done(eventId, 'ignored', actor)
    }
    if (refreshed.outcome === 'provider_failed') return again(eventId, refreshed.failure.code, actor)
    if (refreshed.saved.outcome === 'unknown_account') return again(eventId, 'unknown_account', actor)
    return done(eventId, 'processed', actor)
  }

  function remember(accountId: string): void {
    const [first] = foreign.size < REMEMBERED ? [] : foreign
    if (first !== undefined) foreign.delete(first)
    foreign.add(accountId)
  }

  async function done(eventId: string, outcome: 'processed' | 'ignored', { platform }: Actor): Promise<ProcessResult> {
    await inbox.settle(platform, eventId, outcome)
    return { outcome: 'done' }
  }

  async function again(eventId: string, reason: string, { platform }: Actor): Promise<ProcessResult> {
    await inbox.noteFailure(platform, eventId, reason)
    return { outcome: 'again', reason }
  }
}

/** Whether an account that no client has concerns no client: it was created for none, or the platform has lost it. */
function isForeign(refreshed: RefreshedAccount): boolean {
  return refreshed.outcome === 'provider_failed'
    ? refreshed.failure.outcome === 'account_unavailable'
    : refreshed.saved.outcome === 'foreign_account'
}
