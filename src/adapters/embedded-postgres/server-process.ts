import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SERVER_ENVIRONMENT } from './native-binaries.ts'
import type { Identity } from './server-home.ts'

/** How an attempt to start the server ended. */
export type Launch =
  | { readonly kind: 'ready'; readonly server: ServerProcess }
  | { readonly kind: 'locked'; readonly output: string }
  | { readonly kind: 'port taken'; readonly output: string }
  | { readonly kind: 'failed'; readonly output: string }

export interface ServerProcess {
  /** Fast shutdown: ends every session, writes everything, exits. True when it has ended within its time. */
  end(): Promise<boolean>
}

/**
 * Lives between node and the server. A read that ends means that node is gone, however it went (SIGKILL too), or that
 * it wants an end: fast shutdown, then ever harder. Signals to the group of processes leave it standing, because it
 * has to see the server off.
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
/** A standby takes read-only connections. */
const READY = /database system is ready to accept (read-only )?connections/
/** Longer than the watchdog needs for its hardest measure. */
const END_WITHIN_MS = 20_000
const READY_WITHIN_MS = 120_000

/** Starts the server and waits until it takes connections, or has given up. */
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
    // A group of its own: Ctrl-C is for node, which then takes its time to finish with the database.
    detached: true,
  })
  const exited = new Promise<'exited'>((resolve) => child.once('exit', () => resolve('exited')))
  // The pipe breaks when the watchdog is gone; `exited` tells that better.
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
    // `close`, not `exit`: by then all its lines are read.
    child.once('close', () => resolve('exited'))
    void pause(READY_WITHIN_MS).then(() => resolve('late'))
  })
  if (started === 'ready') return { kind: 'ready', server: process }
  if (started === 'late') await process.end()
  return { kind: reasonIn(output.join('\n')), output: output.join('\n') }
}

// The wording is PostgreSQL's; it is the same in 15 to 18, and LC_ALL=C keeps it English.
function reasonIn(output: string): 'locked' | 'port taken' | 'failed' {
  if (/lock file "postmaster\.pid"|pre-existing shared memory block/.test(output)) return 'locked'
  if (/could not create any TCP\/IP sockets|Address already in use/.test(output)) return 'port taken'
  return 'failed'
}

/** Does not keep the process alive by itself. */
function pause(ms: number): Promise<'paused'> {
  return new Promise((resolve) => setTimeout(() => resolve('paused'), ms).unref())
}
