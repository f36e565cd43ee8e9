import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { environmentFor } from './service.ts'
import { inherited } from './inherited.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Runs `connect-onboarding` in a separate process, with exactly this environment, and waits for its end. */
export async function commandLine(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  { input = '' }: { input?: string } = {},
) {
  // Without tap's own hooks, which every child process gets through NODE_OPTIONS.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, 'src/bin.js', ...args], {
    cwd: ROOT,
    env: { ...inherited(), ...variables },
    timeout: 60_000,
  })
  const read = (stream: NodeJS.ReadableStream) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString()
  }
  const [stdout, stderr] = [read(child.stdout), read(child.stderr)]
  child.stdin.on('error', () => {}) // it may have ended before it read everything
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout: stdout(), stderr: stderr() }
}

/** The environment of a staff shell: exactly what `admin` needs. */
export function staffEnvironment(around: { databaseUrl: string; stripe: { url: string } }): Record<string, string> {
  const { DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_API_BASE, STRIPE_REQUESTS_PER_SECOND, API_BASE_URL } = environmentFor(
    {
      databaseUrl: around.databaseUrl,
      stripeUrl: around.stripe.url,
    },
  )
  return { DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_API_BASE, STRIPE_REQUESTS_PER_SECOND, API_BASE_URL }
}
