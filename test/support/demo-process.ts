import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../src/shared/free-port.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { inherited } from './inherited.ts'

const { STRIPE_ACCOUNTS_API } = process.env
const ROOT = join(import.meta.dirname, '../..')

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** Runs `npm start` in a separate process and data folder, on free ports. */
export async function startDemo(
  t: Test,
  { dataDir, program = 'src/bin.js' }: { dataDir?: string; program?: string } = {},
) {
  const folder = dataDir ?? (await temporaryFolder())
  const [port, simulatorPort] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, [program, 'demo'], {
    cwd: ROOT,
    env: {
      ...inherited(),
      HOME: process.env['HOME'],
      DATA_DIR: folder,
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      ACCOUNT_COUNTRY: 'DE',
      ...(STRIPE_ACCOUNTS_API !== undefined && { STRIPE_ACCOUNTS_API }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  t.teardown(() => stop())

  const api = `http://localhost:${port}`
  for (let tries = 0; !output.includes('Ctrl-C'); tries += 1) {
    if (child.exitCode !== null || tries > 600) throw new Error(`the demo did not start:\n${output}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const adminKey = (await readFile(join(folder, 'admin-key'), 'utf8')).trim()
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  return { api, simulatorUrl: `http://localhost:${simulatorPort}`, dataDir: folder, ask, stop, output: () => output }
}
