import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SERVER_ENVIRONMENT } from './native-binaries.ts'
import type { Identity } from './server-home.ts'

/** The result of an attempt to start the server. */
export type Launch =
  | { readonly kind: 'ready'; readonly server: ServerProcess }
  | { readonly kind: 'locked'; readonly output: string }
  | { readonly kind: 'port taken'; readonly output: string }
  | { readonly kind: 'failed'; readonly output: string }

export interface ServerProcess {
  /** Fast shutdown: ends all sessions, writes everything and exits. True if it ended in time. */
  end(): Promise<boolean>
}

/**
 * A process between node and the server. When its read ends, node has exited in any way (SIGKILL included) or wants the
 * server to end: first a fast shutdown, then harder measures. It ignores signals to the process group, because it must
 * outlive the server.
 */
const WATCHDOG = `
trap : INT TERM HUP
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{
  trap '' INT TERM HUP
  read -r _ <&3
  kill -INT $server; n=0
  while kill -0 $server && [ $n -lt 15 ]; do
    sleep 1; n=$((n+1))
    [ $n -eq 10 ] && kill -QUIT $server
  done
  kill -KILL $server
} 2>/dev/null &
watch=$!
wait $server; status=$?
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
kill -KILL $watch 2>/dev/null
exit $status
`
/** A standby accepts read-only connections. */
const READY = /database system is ready to accept (read-only )?connections/
/** Longer than the watchdog needs for its hardest measure, in milliseconds. */
const END_WITHIN_MS = 20_000
const READY_WITHIN_MS = 120_000

/** Starts the server and waits until it accepts connections or fails. */
export async function launch(options: {
  readonly native: string
  readonly data: string
  readonly settings: readonly string[]
  readonly runAs: Identity | undefined
  readonly log: (line: string) => void
}): Promise<Launch> {
  const { native, data, settings, runAs, log } = options
  const server = [join(native, 'bin', 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn('/bin/sh', ['-c', WATCHDOG, 'embedded-postgres', ...server], {
    ...runAs,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C must reach only node, which still needs the database while it stops.
    detached: true,
  })
  const exited = new Promise<'exited'>((resolve) => child.once('exit', () => resolve('exited')))
  // The pipe breaks when the watchdog exits, which `exited` reports better.
  child.stdin.on('error', () => undefined)
  const process: ServerProcess = {
    async end() {
      child.stdin.end()
      return (await Promise.race([exited, pause(END_WITHIN_MS)])) === 'exited'
    },
  }

  const output: string[] = []
  const started = await new Promise<'ready' | 'exited' | 'late'>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log(line)
      output.push(line)
      if (output.length > 20) output.shift()
      if (READY.test(line)) resolve('ready')
    })
    child.once('error', (error) => {
      output.push(error.message)
      resolve('exited')
    })
    // `close` instead of `exit`: all output has been read by then.
    child.once('close', () => resolve('exited'))
    void pause(READY_WITHIN_MS).then(() => resolve('late'))
  })
  if (started === 'ready') return { kind: 'ready', server: process }
  if (started === 'late') await process.end()
  return { kind: reasonIn(output.join('\n')), output: output.join('\n') }
}

// PostgreSQL's wording, the same in 15 to 18. LC_ALL=C keeps it in English.
function reasonIn(output: string): 'locked' | 'port taken' | 'failed' {
  if (/lock file "postmaster\.pid"|pre-existing shared memory block/.test(output)) return 'locked'
  if (/could not create any TCP\/IP sockets|Address already in use/.test(output)) return 'port taken'
  return 'failed'
}

/** Does not keep the process alive by itself. */
function pause(ms: number): Promise<'paused'> {
  return new Promise((resolve) => setTimeout(() => resolve('paused'), ms).unref())
}
