import { fetchesEventsSince } from '../../domain/missed-events.ts'
import { isRetryable, type ProviderFailure } from '../../domain/provider-failure.ts'
import type { EventFeed, FeedCursor } from '../../ports/event-feed.ts'
import type { Log } from '../../ports/log.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'
import type { acceptEvent } from './accept-event.ts'

export type MissedEvents =
  /** `missed`: events that had not been delivered, and are now in the inbox. */
  | { readonly outcome: 'fetched'; readonly listed: number; readonly missed: number }
  /** The provider does not let this platform list its events. */
  | { readonly outcome: 'no_access'; readonly failure: ProviderFailure }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly platform: string
  readonly feed: EventFeed
  readonly feedCursor: FeedCursor
  readonly accept: ReturnType<typeof acceptEvent>
  readonly log: Log
}

/**
 * Fetches the provider's list of events since the last complete run, and accepts those that were not delivered, as if
 * they had been. A run that fails leaves the cursor where it was, so the next one repeats it; events that are stored
 * already have no second effect.
 */
export function fetchMissedEvents({ platform, feed, feedCursor, accept, log }: Dependencies) {
  /** The last refusal. It is logged once, not by every run: a platform may do without this list. */
  let refusal: string | undefined

  return async (signal: AbortSignal): Promise<MissedEvents> => {
    const { fetchedUntil, now } = await feedCursor.load(platform)
    const since = fetchesEventsSince({ now, ...(fetchedUntil && { fetchedUntil }) })
    const counts = await attempt(() => acceptAll(since, signal))
    if (counts instanceof PaymentProviderError) return failed(counts.failure)
    await feedCursor.advance(platform, now)
    refusal = undefined
    return { outcome: 'fetched', ...counts }
  }

  async function acceptAll(since: Date, signal: AbortSignal): Promise<{ listed: number; missed: number }> {
    const counts = { listed: 0, missed: 0 }
    for await (const event of feed.since(since, signal)) {
      counts.listed += 1
      if ((await accept(event)) === 'new') counts.missed += 1
    }
    return counts
  }

  function failed(failure: ProviderFailure): MissedEvents {
    if (isRetryable(failure)) {
      log.warn({ provider: failure }, 'missed events could not be fetched')
      return { outcome: 'provider_failed', failure }
    }
    if (refusal !== failure.code) log.info({ provider: failure }, 'the provider does not list its events for us')
    refusal = failure.code
    return { outcome: 'no_access', failure }
  }
}
