import type { EventInbox } from '../../ports/event-inbox.ts'
import type { EventVerifier } from '../../ports/event-verifier.ts'
import type { Log } from '../../ports/log.ts'

export type ReceiveResult = 'new' | 'known' | 'other_mode' | 'not_signed'

interface Dependencies {
  readonly inbox: EventInbox
  readonly verifier: EventVerifier
  readonly log: Log
  /** Whether the service runs in live mode. */
  readonly livemode: boolean
}

/** Stores a provider event and returns immediately; a job processes it. */
export function receiveEvent({ inbox, verifier, log, livemode }: Dependencies) {
  return async (body: Uint8Array, signature: string): Promise<ReceiveResult> => {
    const event = verifier.verify(body, signature)
    if (event === undefined) return 'not_signed'
    if (event.livemode !== livemode) {
      // A provider may send test events to live endpoints too. They are accepted, so that they are not sent again, and
      // ignored.
      log.warn(
        { eventId: event.id, type: event.type, livemode: event.livemode },
        'an event of the other mode (live or test) was ignored',
      )
      return 'other_mode'
    }
    return inbox.receive(event, { ignored: event.kind === 'other' })
  }
}
