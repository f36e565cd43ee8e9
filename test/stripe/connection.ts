import { setTimeout as sleep } from 'node:timers/promises'
import type { Stripe } from 'stripe'
import { localBudget } from '../../src/adapters/stripe/local-budget.ts'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'

/** Metadata of every account that a run creates: its run id. */
export const TAG = 'test_stripe'

/** Well below the 25 that a sandbox allows, and below the 10 that leave room for others. */
const CALLS_PER_SECOND = 8

export interface Connection {
  readonly secretKey: string
  /** The base URL of a simulator. Without it: Stripe. */
  readonly apiBase?: string | undefined
  readonly run: string
}

/** The product's own client, paced, whose accounts carry the run id. `created` is called with the id of each. */
export function connect(
  { secretKey, apiBase, run }: Connection,
  created: (accountId: string) => void = () => {},
): Stripe {
  const stripe = stripeClient({ secretKey, apiBase })
  watch(stripe, apiBase === undefined ? turn : async () => {})
  const [v1, v2] = [stripe.accounts, stripe.v2.core.accounts]
  const [createV1, createV2] = [v1.create.bind(v1), v2.create.bind(v2)]
  const tagged = <T extends { readonly metadata?: unknown }>(params: T): T => ({
    ...params,
    metadata: { ...(params.metadata as object | undefined), [TAG]: run },
  })
  v1.create = async (params: Stripe.AccountCreateParams, options?: Stripe.RequestOptions) => {
    const account = await createV1(tagged(params), options)
    created(account.id)
    return account
  }
  v2.create = async (params: Stripe.V2.Core.AccountCreateParams, options?: Stripe.RequestOptions) => {
    const account = await createV2(tagged(params), options)
    created(account.id)
    return account
  }
  return stripe
}

/** Sends a request only when it is allowed to, and shows the headers of answers, which the product does not read. */
function watch(stripe: Stripe, isAllowed: () => Promise<void>): void {
  const client = stripe.getApiField('httpClient') as Stripe.HttpClient
  const send = client.makeRequest.bind(client)
  client.makeRequest = async (...request) => {
    await isAllowed()
    const response = await send(...request)
    const raw = response.getRawResponse() as object
    response.getRawResponse = () => ({ ...raw, headers: response.getHeaders() })
    return response
  }
}

const budget = localBudget()

/** Waits for the turn of a request to Stripe. */
async function turn(): Promise<void> {
  const wanted = {
    platform: 'default',
    bucket: 'test:stripe',
    perSecond: CALLS_PER_SECOND,
    turns: 1,
    isBackground: false,
  }
  const { waitMs } = await budget.claim(wanted)
  await sleep(waitMs)
}

/** An id of its own for each run, which says when the run began. */
export const newRun = (): string => `${new Date().toISOString()}-${Math.random().toString(36).slice(2, 8)}`

/** When that run began, in milliseconds; NaN if it is no run id. */
export const beginOf = (run: string): number => Date.parse(/^(\S+Z)-\w+$/.exec(run)?.[1] ?? '')
