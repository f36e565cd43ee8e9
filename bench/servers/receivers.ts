import { startServer, type ChildServer } from './child-server.ts'

export interface ReceiversServer extends ChildServer {
  /** The URL of the n-th endpoint. All are on one server, which costs little. */
  readonly urlOf: (n: number) => string
  /** How many events came since the last time. */
  received(): Promise<number>
}

/** Starts the receivers of outgoing events. */
export async function startReceivers(): Promise<ReceiversServer> {
  const server = await startServer(['bench/receivers/server.ts'], {})
  const url = `http://127.0.0.1:${server.port}`
  return {
    ...server,
    urlOf: (n) => `${url}/endpoints/${n}`,
    received: async () => Number(await (await fetch(`${url}/received`, { method: 'POST' })).text()),
  }
}
