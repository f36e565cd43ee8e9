import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<{ requests: number }>()

/** Runs a call of the SDK. `requestsSent` counts its requests. */
export const countingRequests = <T>(call: () => Promise<T>): Promise<T> => current.run({ requests: 0 }, call)

/** Number of requests that the current call has sent. A call of the SDK may send several without reporting it. */
export const requestsSent = (): number => current.getStore()?.requests ?? 0

/** Counts one request of the current call. */
export function countRequest(): void {
  const call = current.getStore()
  if (call !== undefined) call.requests += 1
}
