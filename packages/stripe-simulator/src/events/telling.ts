// events/: what Stripe tells of changes: v1's events with the object (snapshot-event.ts), v2's thin events
// (thin-event.ts, account-drafts.ts), the list of the latter (event-log.ts), and who is told (this file). Delivery is in
// webhooks/.
import type { AccountRecord, Owner } from '../state/account-record.ts'
import type { LinkRecord } from '../state/links.ts'
import type { Platform } from '../state/platform.ts'
import type { AccountChange, Cause } from '../state/world.ts'
import { randomId } from '../support/random-id.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import { draftsOf, returnDraft, v1DraftsOf } from './account-drafts.ts'
import type { EventLog } from './event-log.ts'
import { eventTypes, isTold, snapshotEvent } from './snapshot-event.ts'
import { type Draft, notification } from './thin-event.ts'

interface TellingOptions {
  readonly events: EventLog
  readonly webhooks: Webhooks
  readonly platform: Platform
  /** By the simulator's clock. */
  readonly seconds: () => number
}

/** Makes events of changes, and sends them to whoever listens. */
export function createTelling({ events, webhooks, platform, seconds }: TellingOptions) {
  function tellThin({ platform: id, livemode }: Owner, draft: Draft, cause?: Cause): void {
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
    /** Tells of a change: v1's event first, then the thin ones. */
    change(change: AccountChange): void {
      const { after, cause } = change
      const eventId = `evt_1${randomId(23)}`
      if (isTold(change)) {
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
        for (const draft of v1DraftsOf(change, eventId)) tellThin(after, draft, cause)
      }
      for (const draft of draftsOf(change)) tellThin(after, draft, cause)
    },

    /** Tells of someone who left the hosted page of a link of v2. */
    returned(link: LinkRecord, record: AccountRecord): void {
      if (link.api === 'v2') tellThin(record, returnDraft(link, record))
    },
  }
}
