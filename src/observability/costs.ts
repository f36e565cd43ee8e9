import { AsyncLocalStorage } from 'node:async_hooks'

/** The time that one request spent in the database and at the provider, in milliseconds; overlapping waits add up. */
export interface Costs {
  databaseMs: number
  providerMs: number
  /** The provider's id of the last request sent to it. */
  providerRequestId?: string
}

const current = new AsyncLocalStorage<Costs>()

/** Runs a request; `timed` and `noteProviderRequest` below it add to these costs. */
export function measuring<T>(costs: Costs, run: () => T): T {
  return current.run(costs, run)
}

/** Adds the duration of a call to the costs of the current request, if there is one. */
export async function timed<T>(what: 'databaseMs' | 'providerMs', call: () => Promise<T>): Promise<T> {
  const costs = current.getStore()
  if (costs === undefined) return call()
  const start = performance.now()
  try {
    return await call()
  } finally {
    costs[what] += performance.now() - start
  }
}

/** Stores the provider's id of its last request in the costs of the current request. */
export function noteProviderRequest(requestId: string | undefined): void {
  const costs = current.getStore()
  if (costs !== undefined && requestId !== undefined) costs.providerRequestId = requestId
}
