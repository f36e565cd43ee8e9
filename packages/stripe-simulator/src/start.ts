import { buildSimulator } from './app.ts'
import type { RunningSimulator, SimulatorOptions } from './control/types.ts'

export interface StartOptions extends SimulatorOptions {
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
}

/** Starts a simulator in this process. Resolves when it listens. */
export async function startSimulator(options: StartOptions = {}): Promise<RunningSimulator> {
  const { host = '127.0.0.1', port: wanted = 0, publicUrl, ...rest } = options
  let url = ''
  const { app, simulator } = await buildSimulator({ ...rest, publicUrl: () => publicUrl ?? url })
  await app.listen({ host, port: wanted })
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : wanted
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return { url, host, port, simulator, close: () => app.close() }
}
