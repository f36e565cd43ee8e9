import { AsyncLocalStorage } from 'node:async_hooks'

/** What answering one request took elsewhere, in milliseconds: waits that overlap count twice. */
export interface Costs {
  databaseMs: number
  providerMs: number
  /** The provider's id of the last request to it. */
  providerRequestId?: string
}

const current = new AsyncLocalStorage<Costs>()

/** Runs a request; whatever it measures is added to the costs. */
export function measuring<T>(costs: Costs, run: () => T): T {
  return current.run(costs, run)
}

/** Adds the time of a call to the costs of the request that makes it, if one is being measured. */
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

/** Notes the provider's id of a request. */
export function noteProviderRequest(requestId: string | undefined): void {
  const costs = current.getStore()
  if (costs !== undefined && requestId !== undefined) costs.providerRequestId = requestId
}
