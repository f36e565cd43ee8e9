// The contract of payment providers (test/contract/payment-provider.ts) against Stripe, as a process of its own: its
// output is TAP. `contract.ts` starts it, and learns from it which accounts it has created.
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { paymentProviderContract, type Provider } from '../contract/payment-provider.ts'
import { stripeProviderAt } from '../support/stripe-provider.ts'
import { connect } from './connection.ts'
import { contractEnvironment } from './contract-environment.ts'
import { listedAccounts } from './listed-accounts.ts'

/** How long the service waits before it believes that a list is complete. */
const LAG_MS = 60_000

const { api, connection } = contractEnvironment()
const created = new Set<string>()
const stripe = connect(connection, (accountId) => {
  created.add(accountId)
  process.send?.({ created: accountId })
})
const begin = Date.now()
const provider = stripeProviderAt(connection.apiBase ?? 'https://api.stripe.com', {
  api,
  stripe,
  linkHosts: ['connect.stripe.com', 'accounts.stripe.com'],
})

/** The accounts of this run, once the list shows all that are known; `undefined` if it does not within a minute. */
async function listed(): Promise<readonly string[] | undefined> {
  for (const start = performance.now(); performance.now() - start < LAG_MS; await sleep(1000)) {
    const accounts = await listedAccounts(stripe, api, { since: begin - 5 * 60_000 })
    const ids = accounts.filter(({ run }) => run === connection.run).map(({ id }) => id)
    if ([...created].every((id) => ids.includes(id))) return ids
  }
  return undefined
}

const open = async (_t: Test): Promise<Provider> => ({
  provider,
  held: async () => (await listed())?.length ?? Number.NaN,
  listed: async () => void (await listed()),
})

paymentProviderContract(t, api, open)
