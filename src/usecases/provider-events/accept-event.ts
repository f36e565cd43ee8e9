import type { EventInbox } from '../../ports/event-inbox.ts'
import type { ProviderEvent } from '../../ports/event-verifier.ts'
import type { Log } from '../../ports/log.ts'

interface Dependencies {
  readonly platform: string
  readonly inbox: EventInbox
  readonly log: Log
  /** Whether the service runs in live mode. */
  readonly livemode: boolean
}

/** Stores an event of the provider, delivered or fetched. A job processes it, unless it is stored already. */
export function acceptEvent({ platform, inbox, log, livemode }: Dependencies) {
  return async (event: ProviderEvent): Promise<'new' | 'known' | 'other_mode'> => {
    if (event.livemode !== livemode) {
      // A provider may send test events to live endpoints too. They are accepted, so that they are not sent again, and
      // ignored.
      log.warn(
        { eventId: event.id, type: event.type, livemode: event.livemode },
        'an event of the other mode (live or test) was ignored',
      )
      return 'other_mode'
    }
    return inbox.receive(platform, event, { ignored: event.kind === 'other' })
  }
}
