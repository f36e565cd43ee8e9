import { chmod, rm } from 'node:fs/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'
import { signal } from '../../src/adapters/embedded-postgres/processes.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

export type OwnPostgres = Awaited<ReturnType<typeof ownPostgres>>

/** The data does not outlive the test, so nothing is flushed. */
const FAST = { fsync: 'off', full_page_writes: 'off' }

/** A separate PostgreSQL, which the test can kill and restart, on the same port and with the same data. */
export async function ownPostgres(
  t: Test,
  { settings = {}, dataDir: given }: { settings?: Record<string, string>; dataDir?: string } = {},
) {
  const dataDir = given ?? (await emptyFolder(t))
  let server = await start()
  const url = server.url
  t.teardown(() => server.stop())
  const asked = async (sql: string) => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 10_000 })
    client.on('error', () => {}) // the running query reports it
    await client.connect()
    try {
      return (await client.query<Record<string, string>>(sql)).rows
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  function start(port?: number) {
    return startEmbeddedPostgres({
      dataDir,
      durable: true,
      settings: { max_connections: '100', ...FAST, ...settings },
      ...(port !== undefined && { port }),
    })
  }

  return {
    url,
    dataDir,
    stop: () => server.stop(),
    /** On a separate connection, as superuser. */
    ask: asked,

    /** Stops the server like `pg_ctl stop`: `fast` ends its sessions first, `immediate` drops everything. */
    async shutDown(mode: 'fast' | 'immediate'): Promise<void> {
      signal(await postmaster(asked), mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
    },

    /** Kills the server and all its processes, so that no work is finished, as when a machine fails. */
    async kill(): Promise<void> {
      const leader = await postmaster(asked)
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {}) // its session is killed as well
      await client.connect()
      // Stops it from starting new processes: a survivor would wait forever for locks of the killed ones.
      signal(leader, 'SIGSTOP')
      const { rows } = await client.query<{ pid: number }>('select pid from pg_stat_activity')
      for (const pid of [...rows.map((row) => row.pid), leader]) signal(pid, 'SIGKILL')
      await client.end().catch(() => undefined)
    },

    async startAgain(): Promise<void> {
      await server.stop()
      server = await start(Number(new URL(url).port))
    },
  }
}

const postmaster = async (asked: (sql: string) => Promise<Record<string, string>[]>) =>
  Number.parseInt((await asked(`select pg_read_file('postmaster.pid') as lines`))[0]?.['lines'] ?? '', 10)

/** A folder for a server's data. */
export async function emptyFolder(t: Test): Promise<string> {
  const folder = await temporaryFolder()
  // Root's server runs as another user, which must be able to traverse the folder.
  await chmod(folder, 0o755)
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}
