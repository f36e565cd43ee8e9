// events/: the events about changes: v1's events with the object (snapshot-event.ts), v2's thin events (thin-event.ts,
// account-drafts.ts) and their list (event-log.ts), and how both are published (this file). Delivery is in webhooks/.
import type { AccountRecord, Owner } from '../state/account-record.ts'
import type { LinkRecord } from '../state/links.ts'
import type { Platform } from '../state/platform.ts'
import type { AccountChange, Cause } from '../state/world.ts'
import { randomId } from '../support/random-id.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import { draftsOf, returnDraft, v1DraftsOf } from './account-drafts.ts'
import type { EventLog } from './event-log.ts'
import { eventTypes, hasSnapshotEvent, snapshotEvent } from './snapshot-event.ts'
import { type Draft, notification } from './thin-event.ts'

interface PublisherOptions {
  readonly events: EventLog
  readonly webhooks: Webhooks
  readonly platform: Platform
  /** By the simulator's clock. */
  readonly seconds: () => number
}

/** Creates the events about changes and publishes them to the endpoints. */
export function createPublisher({ events, webhooks, platform, seconds }: PublisherOptions) {
  function publishThin({ platform: id, livemode }: Owner, draft: Draft, cause?: Cause): void {
    const event = events.add({ platform: id, livemode }, draft, cause)
    const { accountEventsFrom: from } = platform.state()
    webhooks.publish({
      eventId: event.id,
      account: draft.account,
      address: {
        payload: 'thin',
        type: event.type,
        platform: id,
        livemode,
        origins: from === 'both' ? ['accounts', 'self'] : [from],
      },
      body: () => JSON.stringify(notification(event), undefined, 2),
    })
  }

  return {
    /** Publishes the events about a change: v1's first, then the thin ones. */
    change(change: AccountChange): void {
      const { after, cause } = change
      const eventId = `evt_1${randomId(23)}`
      if (hasSnapshotEvent(change)) {
        const { platform: id, livemode } = after
        webhooks.publish({
          eventId,
          account: after.account.id,
          address: {
            payload: 'snapshot',
            type: eventTypes[change.kind],
            platform: id,
            livemode,
            origins: ['accounts'],
          },
          body: (pendingWebhooks) => snapshotEvent(change, { id: eventId, created: seconds(), pendingWebhooks }),
        })
        for (const draft of v1DraftsOf(change, eventId)) publishThin(after, draft, cause)
      }
      for (const draft of draftsOf(change)) publishThin(after, draft, cause)
    },

    /** Publishes the event about a return from the hosted page, if the link is one of v2. */
    returned(link: LinkRecord, record: AccountRecord): void {
      if (link.api === 'v2') publishThin(record, returnDraft(link, record))
    },
  }
}
