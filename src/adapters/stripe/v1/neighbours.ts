import type { Stripe } from 'stripe'
import type { FoundAccount } from '../../../ports/account-finder.ts'
import { PaymentProviderError } from '../../../ports/payment-provider.ts'
import { createdForOf } from '../account-metadata.ts'
import { checked } from '../answers.ts'
import { ask } from '../ask.ts'
import { processClock, type Clock } from '../clock.ts'
import type { Pace } from '../pacer.ts'
import { factsOf } from './account-facts.ts'
import { AccountPageAnswer, type AccountAnswer } from './answers.ts'

/** Stripe's maximum page size. */
const ACCOUNTS_PER_PAGE = 100

/** How old facts may be, in milliseconds: an event about them may have come before a client had the account. */
const TOO_OLD_MS = 60_000

/** Pages that are fetched before it is known whether they pay. */
const PAGES_ON_TRIAL = 4

/** How many accounts of a page must be asked for, on average, for the next page to be fetched. */
const LEAST_HITS = 2

interface Dependencies {
  readonly stripe: Stripe
  readonly pace: Pace
  readonly clock?: Pick<Clock, 'now'>
}

interface Listed {
  readonly account: AccountAnswer
  readonly at: number
}

type Found = Omit<FoundAccount, 'api'>

/**
 * Accounts of v1, a hundred with a call. Whoever moves in names accounts in the order of their creation, more or less, so
 * an account that is not known yet fetches those that were created next to it, in the direction that has paid so far.
 */
export function neighbours({ stripe, pace, clock = processClock }: Dependencies) {
  const listed = new Map<string, Listed>()
  let fetching: Promise<void> | undefined
  let [pages, hits, hitsBefore] = [0, 0, 0]
  let direction: 'starting_after' | 'ending_before' = 'ending_before'

  function taken(accountId: string, capabilities: readonly string[]): Found | undefined {
    const found = listed.get(accountId)
    listed.delete(accountId)
    const ageMs = found && clock.now() - found.at
    if (found === undefined || ageMs === undefined || ageMs > TOO_OLD_MS) return undefined
    hits += 1
    const createdFor = createdForOf(found.account)
    return { facts: factsOf(found.account, capabilities), ageMs, ...(createdFor && { createdFor }) }
  }

  /** Fetches the accounts next to this one. It only saves calls, so its failure is none. */
  async function fetchNear(accountId: string, signal: AbortSignal): Promise<void> {
    if (pages > 0 && hits === hitsBefore) {
      direction = direction === 'starting_after' ? 'ending_before' : 'starting_after'
    }
    hitsBefore = hits
    pages += 1
    const at = clock.now()
    for (const [id, account] of listed) if (at - account.at > TOO_OLD_MS) listed.delete(id)
    try {
      await ask('find_account', signal, async () => {
        await pace.listAccounts.turn(signal)
        const answer = await stripe.accounts.list({ limit: ACCOUNTS_PER_PAGE, [direction]: accountId })
        for (const account of checked(AccountPageAnswer, answer, 'find_account').data) {
          listed.set(account.id, { account, at })
        }
      })
    } catch (error) {
      if (!(error instanceof PaymentProviderError)) throw error
    }
  }

  return {
    /** The account, if it is known. Otherwise its neighbours are fetched, which it is none of. */
    async find(
      { accountId, capabilities }: { readonly accountId: string; readonly capabilities: readonly string[] },
      signal: AbortSignal,
    ): Promise<Found | undefined> {
      const known = taken(accountId, capabilities)
      if (known !== undefined) return known
      if (fetching === undefined) {
        if (pages >= PAGES_ON_TRIAL + hits / LEAST_HITS) return undefined
        fetching = fetchNear(accountId, signal).finally(() => {
          fetching = undefined
        })
      }
      await fetching
      return taken(accountId, capabilities)
    },
  }
}
