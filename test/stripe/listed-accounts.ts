import type { Stripe } from 'stripe'
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import { TAG } from './connection.ts'

export interface ListedAccount {
  readonly id: string
  readonly api: AccountsApi
  /** The run that created it. */
  readonly run: string
}

type Listed = Stripe.Account | Stripe.V2.Core.Account

/** The accounts of any run that the list of this generation shows. v1's list may show those of v2, as if they were v1's. */
export async function listedAccounts(
  stripe: Stripe,
  api: AccountsApi,
  { since }: { since?: number } = {},
): Promise<ListedAccount[]> {
  const found: ListedAccount[] = []
  const note = ({ id, metadata }: Listed) => {
    const run = metadata?.[TAG]
    if (run !== undefined) found.push({ id, api, run })
  }
  if (api === 'v1') {
    const created = since === undefined ? {} : { created: { gte: Math.floor(since / 1000) } }
    for await (const account of stripe.accounts.list({ limit: 100, ...created })) note(account)
  } else {
    for await (const account of stripe.v2.core.accounts.list({ limit: 20 })) note(account)
  }
  return found
}
