import { AsyncLocalStorage } from 'node:async_hooks'
import { Stripe } from 'stripe'

const current = new AsyncLocalStorage<{ requests: number }>()

/** Runs what calls Stripe; `requestsSent` counts from here on. */
export const countingRequests = <T>(call: () => Promise<T>): Promise<T> => current.run({ requests: 0 }, call)

/** How many requests the call has sent so far. */
export const requestsSent = (): number => current.getStore()?.requests ?? 0

/** The SDK's own HTTP client, counted: a call of the SDK may send several requests, and says so nowhere. */
export function countedHttpClient(): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient()
  const send = client.makeRequest.bind(client)
  client.makeRequest = (...request) => {
    const call = current.getStore()
    if (call !== undefined) call.requests += 1
    return send(...request)
  }
  return client
}
