import { startServer, type ChildServer } from './child-server.ts'

export interface StandIn extends ChildServer {
  readonly url: string
  /** Sets the latency of all later calls, in milliseconds. Returns how many calls came since the last time. */
  set(latencyMs: number): Promise<number>
}

/** Starts the stand-in for Stripe. */
export async function startStandIn(): Promise<StandIn> {
  const server = await startServer(['bench/stripe-stand-in/server.ts'], {})
  const url = `http://127.0.0.1:${server.port}`
  return {
    ...server,
    url,
    async set(latencyMs) {
      const response = await fetch(`${url}/stand-in`, { method: 'POST', body: String(latencyMs) })
      return Number(await response.text())
    },
  }
}
