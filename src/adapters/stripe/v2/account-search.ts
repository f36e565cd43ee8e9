import { accountKey } from '../../../domain/account-intent.ts'
import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { isFor } from '../account-metadata.ts'
import { failureOf } from '../failure.ts'
import { isAccountId } from '../parse-event.ts'
import { AccountPageAnswer, EventPageAnswer } from './answers.ts'
import { eventList, pageFetcher, pagesFrom, type PageDependencies } from './pages.ts'

/** Stripe's maximum page size. */
const ACCOUNTS_PER_PAGE = 20

type Wanted = Parameters<PaymentProvider['findAccount']>[0]

/**
 * Searches for the account of an intent. v2 lists accounts without a filter for their time or metadata. So the search
 * begins with the events of created accounts, which name the idempotency key of the request that created each. Only if
 * they do not include it, or Stripe refuses to list them, are all accounts paged through.
 */
export function accountSearch(dependencies: PageDependencies) {
  const fetchEvents = pageFetcher(dependencies, EventPageAnswer)
  const fetchAccounts = pageFetcher(dependencies, AccountPageAnswer)

  return async (wanted: Wanted, signal: AbortSignal): Promise<string | undefined> =>
    (await amongEvents(wanted, signal).catch(unlessRefused)) ?? (await amongAccounts(wanted, signal))

  async function amongEvents(wanted: Wanted, signal: AbortSignal): Promise<string | undefined> {
    const key = accountKey(wanted)
    const first = eventList({ types: ['v2.core.account.created'], since: wanted.since })
    for await (const { data } of pagesFrom(first, (path) => fetchEvents(path, signal))) {
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
    const first = `/v2/core/accounts?limit=${ACCOUNTS_PER_PAGE}`
    for await (const { data } of pagesFrom(first, (path) => fetchAccounts(path, signal))) {
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
}

/** Throws a failure again, unless it is a refusal of Stripe. */
function unlessRefused(error: unknown): undefined {
  if (failureOf(error, 'find_account', 'v2')?.outcome !== 'refused') throw error
}
