import type { ProviderEventState } from '../domain/provider-event.ts'
import type { ProviderEvent } from './event-verifier.ts'
import type { Page, PageRequest } from './onboarding-queries.ts'

/** A received provider event. Its payload is not stored, because the account is fetched instead. */
export interface ReceivedEvent {
  readonly id: string
  readonly type: string
  readonly accountId?: string
  readonly receivedAt: Date
  readonly processed: boolean
  /** The database's clock. */
  readonly now: Date
}

/** A provider event, as staff see it. */
export interface ListedEvent {
  readonly id: string
  readonly type: string
  readonly accountId?: string
  readonly state: ProviderEventState
  /** Why it failed, as a code. */
  readonly reason?: string
  readonly createdAt: Date
  readonly receivedAt: Date
  readonly processedAt?: Date
}

/** The provider's events about one platform, each stored once by its id. Every method is one transaction. */
export interface EventInbox {
  /** Stores an event and the job that processes it, and returns whether it was new. An `ignored` event gets no job. */
  receive(platform: string, event: ProviderEvent, options: { readonly ignored: boolean }): Promise<'new' | 'known'>

  find(platform: string, eventId: string): Promise<ReceivedEvent | undefined>

  /** Records that the event needs no further processing. */
  settle(platform: string, eventId: string, outcome: 'processed' | 'ignored'): Promise<void>

  /** Records why processing the event failed this time. */
  noteFailure(platform: string, eventId: string, reason: string): Promise<void>

  /** The events in a state, or all, the last one that arrived first. */
  list(platform: string, state: ProviderEventState | undefined, page: PageRequest): Promise<Page<ListedEvent>>
}
