import type { Static, TSchema } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import { PaymentProviderError } from '../../../ports/payment-provider.ts'
import { checked } from '../answers.ts'
import type { Pace } from '../pacer.ts'

export interface PageDependencies {
  readonly stripe: Stripe
  readonly pace: Pace
}

/** One page of a list of v2. The last one has no `next_page_url`. */
interface Page {
  readonly next_page_url?: string | null
}

/** Stripe's maximum page size for events. */
const EVENTS_PER_PAGE = 100

/** The path of the list of events of these types (Stripe accepts 20 at most), with Stripe's time `since` and later. */
export function eventList({ types, since }: { readonly types: readonly string[]; readonly since: Date }): string {
  const query = new URLSearchParams({ 'created[gte]': since.toISOString(), limit: String(EVENTS_PER_PAGE) })
  for (const [index, type] of types.entries()) query.append(`types[${index}]`, type)
  return `/v2/core/events?${query.toString()}`
}

/** Fetches single pages of a list, each paced and checked. */
export function pageFetcher<T extends TSchema>({ stripe, pace }: PageDependencies, schema: T) {
  return async (path: string, signal: AbortSignal): Promise<Static<T>> => {
    await pace.listAccounts.turn(signal)
    const answer: unknown = await stripe.rawRequest('GET', path)
    return checked(schema, answer, 'find_account')
  }
}

/** All pages of a list, from this path on. `fetchPage` retries by itself: its failure ends the list. */
export async function* pagesFrom<T extends Page>(
  first: string,
  fetchPage: (path: string) => Promise<T>,
): AsyncGenerator<T> {
  for (let path: string | undefined = first; path !== undefined;) {
    const page = await fetchPage(path)
    yield page
    path = nextOf(page)
  }
}

/**
 * The path of the next page. Only Stripe's own paths are followed. Any other is a failure, because a list that ends too
 * early would pass for a complete one.
 */
function nextOf({ next_page_url: next }: Page): string | undefined {
  if (next === undefined || next === null) return undefined
  if (next.startsWith('/v2/core/')) return next
  throw new PaymentProviderError({ operation: 'find_account', outcome: 'unknown', code: 'invalid_response' })
}
