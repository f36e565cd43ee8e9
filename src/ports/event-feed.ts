import type { ProviderEvent } from './event-verifier.ts'

/** The provider's own list of its events, where those can be found that never reached us. */
export interface EventFeed {
  /**
   * Fetches the events about accounts that the provider dates to this instant or later, in any order. The newest may be
   * missing for a while. Throws `PaymentProviderError`; then some events may be missing.
   */
  since(instant: Date, signal: AbortSignal): AsyncIterable<ProviderEvent>
}

/** Stores how far the provider's list of a platform has been fetched. */
export interface FeedCursor {
  /** The start of the last complete run; absent if there was none. `now`: the database's clock. */
  load(platform: string): Promise<{ readonly fetchedUntil?: Date; readonly now: Date }>

  /** Records that everything up to this instant has been fetched. It never moves back. */
  advance(platform: string, fetchedUntil: Date): Promise<void>
}
