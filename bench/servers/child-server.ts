import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../src/shared/free-port.ts'

const ROOT = join(import.meta.dirname, '../..')
const EXIT_WITH_PARENT = join(import.meta.dirname, 'exit-with-parent.ts')
const START_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 15_000

/** A server in a process of its own, that listens on 127.0.0.1. */
export interface ChildServer {
  readonly port: number
  readonly pid: number
  /** The URL of its inspector, if it was started with `--inspect`. */
  readonly inspectorUrl: string | undefined
  close(): Promise<void>
}

/**
 * Starts a program on a free port, which it finds in the variable `portName`, and waits until it listens. Its log goes to
 * /dev/null, so that every server writes its lines and none waits for a disk.
 */
export async function startServer(
  program: readonly string[],
  environment: Readonly<Record<string, string>>,
  { inspect = false, portName = 'PORT' }: { inspect?: boolean; portName?: string } = {},
): Promise<ChildServer> {
  const port = await freePort()
  const flags = ['--import', EXIT_WITH_PARENT, ...(inspect ? ['--inspect=127.0.0.1:0'] : [])]
  const child = spawn(process.execPath, [...flags, ...program], {
    cwd: ROOT,
    // Only what is named: a variable of the developer's shell must not change what is measured.
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', [portName]: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A process group of its own: Ctrl-C reaches only the bench, which ends its servers in order.
    detached: true,
  })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-10_000)
  })
  let isClosing = false
  child.once('exit', (code, by) => {
    if (!isClosing) process.stderr.write(`${program.join(' ')} has ended (${code ?? by}):\n${errors}\n`)
  })
  const close = async () => {
    isClosing = true
    await end(child)
  }
  try {
    await listening(child, port)
  } catch (cause) {
    await close()
    throw new Error(`${program.join(' ')} did not start`, { cause })
  }
  if (child.pid === undefined) throw new Error('a child process without an id')
  return { port, pid: child.pid, inspectorUrl: /ws:\/\/\S+/.exec(errors)?.[0], close }
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const until = performance.now() + START_WITHIN_MS
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it has exited')
    if (await accepts(port)) return
    await sleep(50)
  }
  throw new Error(`it does not listen after ${START_WITHIN_MS} ms`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const harder = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await exited
  clearTimeout(harder)
}
