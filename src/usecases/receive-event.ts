import type { EventInbox } from '../ports/event-inbox.ts'
import type { Log } from '../ports/log.ts'
import type { PaymentProvider } from '../ports/payment-provider.ts'

export type ReceiveResult = 'new' | 'known' | 'other_mode' | 'not_signed'

interface Dependencies {
  readonly inbox: EventInbox
  readonly provider: PaymentProvider
  readonly log: Log
  /** Whether we move real money. */
  readonly livemode: boolean
}

/** Takes in an event of the provider. It is kept and answered at once; what follows from it happens later. */
export function receiveEvent({ inbox, provider, log, livemode }: Dependencies) {
  return async (body: Uint8Array, signature: string): Promise<ReceiveResult> => {
    const event = provider.parseEvent(body, signature)
    if (event === undefined) return 'not_signed'
    if (event.livemode !== livemode) {
      // Stripe sends test events to live endpoints too. They are not ours to act on, and no reason to be sent again.
      log.warn(
        { eventId: event.id, type: event.type, livemode: event.livemode },
        'an event of the other mode is ignored',
      )
      return 'other_mode'
    }
    return inbox.receive(event, { ignored: event.kind === 'other' })
  }
}
