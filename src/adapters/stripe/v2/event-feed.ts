import type { EventFeed } from '../../../ports/event-feed.ts'
import { PaymentProviderError } from '../../../ports/payment-provider.ts'
import { askV2 } from '../ask.ts'
import { V2_EVENTS } from '../event-types.ts'
import { toEvent } from '../parse-event.ts'
import { EventPageAnswer } from './answers.ts'
import { eventList, pageFetcher, pagesFrom, type PageDependencies } from './pages.ts'

/**
 * The thin events of the last 30 days that Stripe keeps for the platform (docs.stripe.com/api/v2/core/events). Events of
 * v1 are not among them: accounts of v1 are only refreshed when they are stale.
 */
export function stripeEventFeed(dependencies: PageDependencies): EventFeed {
  const fetchPage = pageFetcher(dependencies, EventPageAnswer)
  return {
    async *since(instant, signal) {
      const first = eventList({ types: V2_EVENTS, since: instant })
      const pages = pagesFrom(first, (path) => askV2('find_account', signal, () => fetchPage(path, signal)))
      for await (const { data } of pages) {
        for (const listed of data) {
          const event = toEvent(listed)
          if (event === undefined) throw unreadable()
          yield event
        }
      }
    },
  }
}

const unreadable = () =>
  new PaymentProviderError({ operation: 'find_account', outcome: 'unknown', code: 'invalid_response' })
