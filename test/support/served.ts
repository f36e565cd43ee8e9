import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inherited } from './inherited.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** `serve` as it is deployed: a separate process with exactly this environment. */
export async function served(t: Test, environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/server.ts'), 'serve'], {
    env: { ...inherited(), PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
  })
  let output = ''
  const listening = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const [, url] = /listening at (http:[^"\s]+)/.exec(output) ?? []
      if (url !== undefined) listening.resolve(url)
    })
  }
  const ended = exited.then(() => Promise.reject(new Error(`serve ended: ${output}`)))
  const url = await Promise.race([listening.promise, ended])
  return {
    url,
    pid: child.pid ?? 0,
    exited,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    output: () => output,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
  }
}
