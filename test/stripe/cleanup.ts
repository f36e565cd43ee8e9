import { Stripe } from 'stripe'
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import { beginOf } from './connection.ts'
import { words } from './frame.ts'
import { listedAccounts } from './listed-accounts.ts'

/** A run of this age has ended, or has been killed. */
const LEFT_OVER_AFTER_MS = 3_600_000

export interface Removal {
  readonly removed: number
  /** What could not be removed, each with the reason. */
  readonly left: readonly string[]
}

/** Removes the accounts of this run: those that it knows of, and those whose creation it did not learn of. */
export async function removeAccounts(stripe: Stripe, run: string, known: ReadonlySet<string>): Promise<Removal> {
  return remove(stripe, known, (ofRun) => ofRun === run)
}

/** Removes what earlier runs have left, except those that may still be running. */
export async function removeLeftovers(stripe: Stripe): Promise<Removal> {
  return remove(stripe, new Set(), (run) => beginOf(run) < Date.now() - LEFT_OVER_AFTER_MS)
}

async function remove(stripe: Stripe, known: ReadonlySet<string>, isOver: (run: string) => boolean): Promise<Removal> {
  const left: string[] = []
  const apis = new Map<string, AccountsApi | undefined>([...known].map((id) => [id, undefined]))
  // v2 last: an account that both lists show is one of v2.
  for (const api of ['v1', 'v2'] as const) {
    try {
      for (const { id, run } of await listedAccounts(stripe, api)) if (isOver(run)) apis.set(id, api)
    } catch (error) {
      // A platform without this generation has no accounts of it.
      if (!isRefused(error)) left.push(`the list of ${api}: ${words(error)}`)
    }
  }
  let removed = 0
  for (const [id, api = 'v2'] of apis) {
    const why = await removeAccount(stripe, id, api)
    if (why === undefined) removed += 1
    else left.push(`${id}: ${why}`)
  }
  return { removed, left }
}

/** Removes one account by the generation that it is probably of, or else by the other; why that is not possible. */
async function removeAccount(stripe: Stripe, id: string, api: AccountsApi): Promise<string | undefined> {
  const ways = api === 'v1' ? [deleted, closed] : [closed, deleted]
  const reasons: string[] = []
  for (const way of ways) {
    try {
      await way(stripe, id)
      return undefined
    } catch (error) {
      if (isGone(error)) return undefined
      reasons.push(words(error))
    }
  }
  return reasons.join(' / ')
}

const deleted = (stripe: Stripe, id: string) => stripe.accounts.del(id)

async function closed(stripe: Stripe, id: string): Promise<void> {
  const account = await stripe.v2.core.accounts.retrieve(id)
  if (account.closed === true) return
  await stripe.v2.core.accounts.close(id, { applied_configurations: account.applied_configurations })
}

const isRefused = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripePermissionError

/** v1's answer for an account that exists no more. v2's `not_found` may mean that the account is one of v1. */
const isGone = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError && (error.code === 'account_invalid' || error.code === 'resource_missing')
