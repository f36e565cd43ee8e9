import type { ProviderEvent } from './payment-provider.ts'

/** An event of the provider as it was received. Its payload is not kept: the account is asked for instead. */
export interface ReceivedEvent {
  readonly id: string
  readonly type: string
  readonly accountId?: string
  readonly receivedAt: Date
  readonly processed: boolean
  /** When the stored snapshot of the account was asked for. */
  readonly accountFetchedAt?: Date
  readonly now: Date
}

/** The provider's events, each kept once by its id. Every method is one transaction. */
export interface EventInbox {
  /** Keeps an event and has it processed later; says whether it was new. One that nothing follows from is `ignored`. */
  receive(event: ProviderEvent, options: { readonly ignored: boolean }): Promise<'new' | 'known'>

  find(eventId: string): Promise<ReceivedEvent | undefined>

  /** Nothing more follows from the event. */
  settle(eventId: string, outcome: 'processed' | 'ignored'): Promise<void>

  /** Notes why the event could not be processed this time. */
  noteFailure(eventId: string, reason: string): Promise<void>

  /** Has events processed again that were given up, all of them or one; says how many. */
  replay(eventId?: string): Promise<number>
}
