import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { environmentFor } from './service.ts'
import { inherited } from './inherited.ts'

const ROOT = join(import.meta.dirname, '../..')

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** `worker` in a separate process, which can be killed. Resolves when it processes jobs. */
export async function startWorkerProcess(
  t: Test,
  { databaseUrl, stripe }: { databaseUrl: string; stripe: { url: string } },
  variables: Record<string, string> = {},
) {
  const child = spawn(process.execPath, ['src/server.ts', 'worker'], {
    cwd: ROOT,
    env: {
      ...inherited(),
      HOME: process.env['HOME'],
      ...environmentFor({ databaseUrl, stripeUrl: stripe.url }),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  /** Sends the signal and returns how the process ended. */
  async function end(signal: NodeJS.Signals): Promise<Pick<ChildProcess, 'exitCode' | 'signalCode'>> {
    if (!hasEnded()) {
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    }
    return { exitCode: child.exitCode, signalCode: child.signalCode }
  }
  t.teardown(async () => {
    await end('SIGKILL')
  })

  for (let tries = 0; !output.includes('processing background jobs'); tries += 1) {
    if (hasEnded() || tries > 600) throw new Error(`the worker did not start:\n${output}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { end, hasEnded, output: () => output, kill: (signal: NodeJS.Signals) => child.kill(signal) }
}
