import type { Static, TSchema } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import { accountKey } from '../../../domain/account-intent.ts'
import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { isFor } from '../account-metadata.ts'
import { checked } from '../answers.ts'
import type { Pace } from '../pacer.ts'
import { isAccountId } from '../parse-event.ts'
import { AccountPageAnswer, EventPageAnswer } from './answers.ts'

/** Stripe's maximum page sizes. */
const EVENTS_PER_PAGE = 100
const ACCOUNTS_PER_PAGE = 20

type Wanted = Parameters<PaymentProvider['findAccount']>[0]

/**
 * Searches for the account of an intent. v2 lists accounts without a filter for their time or metadata. So the search
 * begins with the events of created accounts, which name the idempotency key of the request that created each. Only if
 * they do not include it are all accounts paged through.
 */
export function accountSearch({ stripe, pace }: { readonly stripe: Stripe; readonly pace: Pace }) {
  return async (wanted: Wanted, signal: AbortSignal): Promise<string | undefined> =>
    (await amongEvents(wanted, signal)) ?? (await amongAccounts(wanted, signal))

  async function amongEvents(wanted: Wanted, signal: AbortSignal): Promise<string | undefined> {
    const key = accountKey(wanted)
    const query = new URLSearchParams({
      'types[0]': 'v2.core.account.created',
      'created[gte]': wanted.since.toISOString(),
      limit: String(EVENTS_PER_PAGE),
    })
    for await (const { data } of pages(`/v2/core/events?${query.toString()}`, EventPageAnswer, signal)) {
      const created = data.find(({ reason }) => reason?.request?.idempotency_key === key)
      const accountId = created?.related_object?.id
      if (isAccountId(accountId)) return accountId
    }
    return undefined
  }

  /**
   * Stripe lists the newest accounts first, but does not promise it. So the search stops at an account that is older than
   * the intent only while the order has held so far.
   */
  async function amongAccounts(wanted: Wanted, signal: AbortSignal): Promise<string | undefined> {
    const isForIt = isFor(wanted)
    const since = wanted.since.getTime()
    let [before, isOrdered] = [Infinity, true]
    for await (const { data } of pages(`/v2/core/accounts?limit=${ACCOUNTS_PER_PAGE}`, AccountPageAnswer, signal)) {
      const found = data.find((account) => isForIt(account) && Date.parse(account.created) >= since)
      if (found !== undefined) return found.id
      for (const { created } of data) {
        const at = Date.parse(created)
        isOrdered &&= at <= before
        before = at
      }
      if (isOrdered && before < since) return undefined
    }
    return undefined
  }

  async function* pages<T extends TSchema>(first: string, schema: T, signal: AbortSignal): AsyncGenerator<Static<T>> {
    for (let path: string | undefined = first; path !== undefined;) {
      await pace.listAccounts.turn(signal)
      const answer: unknown = await stripe.rawRequest('GET', path)
      const page: Static<T> = checked(schema, answer, 'find_account')
      yield page
      path = nextOf(page)
    }
  }
}

/** The path of the next page. Only Stripe's own paths are followed. */
function nextOf(page: unknown): string | undefined {
  if (typeof page !== 'object' || page === null || !('next_page_url' in page)) return undefined
  const { next_page_url: next } = page
  return typeof next === 'string' && next.startsWith('/v2/core/') ? next : undefined
}
