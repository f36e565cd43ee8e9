import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<{ requests: number }>()

/** Runs what calls Stripe; `requestsSent` counts from here on. */
export const countingRequests = <T>(call: () => Promise<T>): Promise<T> => current.run({ requests: 0 }, call)

/** How many requests the call has sent so far: a call of the SDK may send several, and says so nowhere. */
export const requestsSent = (): number => current.getStore()?.requests ?? 0

/** Counts one request of the call that is running. */
export function countRequest(): void {
  const call = current.getStore()
  if (call !== undefined) call.requests += 1
}
