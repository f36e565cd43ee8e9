import { chmod, rm } from 'node:fs/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'
import { signal } from '../../src/adapters/embedded-postgres/processes.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

export type OwnPostgres = Awaited<ReturnType<typeof ownPostgres>>

/** The processes of a test outlive nobody's power cut, so nothing is flushed for one. */
const FAST = { fsync: 'off', full_page_writes: 'off' }

/** A PostgreSQL of a test's own, that it may kill and start again, on the same port and with the same data. */
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
    client.on('error', () => {}) // the query that runs says it
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
    /** On a connection of its own, as superuser. */
    ask: asked,

    /** Ends the server as `pg_ctl stop` does: `fast` ends its sessions first, `immediate` lets everything drop. */
    async shutDown(mode: 'fast' | 'immediate'): Promise<void> {
      signal(await postmaster(asked), mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
    },

    /** Kills the server and all that works for it, so that nothing is done any more, as when a machine dies. */
    async kill(): Promise<void> {
      const leader = await postmaster(asked)
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {}) // its session is killed, too
      await client.connect()
      // It starts nobody any more: who is left out would wait for ever for what the dead have locked.
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
  // Root's server runs as another user, who has to get through.
  await chmod(folder, 0o755)
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}
