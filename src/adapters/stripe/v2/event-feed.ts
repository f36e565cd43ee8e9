import type { EventFeed } from '../../../ports/event-feed.ts'
import { PaymentProviderError } from '../../../ports/payment-provider.ts'
import { askV2 } from '../ask.ts'
import { toEvent } from '../parse-event.ts'
import { EventPageAnswer } from './answers.ts'
import { eventList, pageFetcher, pagesFrom, type PageDependencies } from './pages.ts'

/** All events of v2 about connected accounts. A list takes 20 types at most (docs.stripe.com/api/v2/core/events/list). */
const TYPES = [
  'v2.core.account.created',
  'v2.core.account.updated',
  'v2.core.account.closed',
  'v2.core.account[defaults].updated',
  'v2.core.account[identity].updated',
  'v2.core.account[requirements].updated',
  'v2.core.account[future_requirements].updated',
  'v2.core.account[configuration.customer].updated',
  'v2.core.account[configuration.customer].capability_status_updated',
  'v2.core.account[configuration.merchant].updated',
  'v2.core.account[configuration.merchant].capability_status_updated',
  'v2.core.account[configuration.recipient].updated',
  'v2.core.account[configuration.recipient].capability_status_updated',
  'v2.core.account_link.returned',
  'v2.core.account_person.created',
  'v2.core.account_person.updated',
  'v2.core.account_person.deleted',
] as const

/**
 * The thin events of the last 30 days that Stripe keeps for the platform (docs.stripe.com/api/v2/core/events). Events of
 * v1 are not among them: accounts of v1 are only refreshed when they are stale.
 */
export function stripeEventFeed(dependencies: PageDependencies): EventFeed {
  const fetchPage = pageFetcher(dependencies, EventPageAnswer)
  return {
    async *since(instant, signal) {
      const first = eventList({ types: TYPES, since: instant })
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
