import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'

export interface DatabaseServer {
  /** A connection to a database of its own, with the extension pg_stat_statements. */
  readonly admin: pg.Client
  /** The process that all other processes of the server descend from; 0 where there is no /proc. */
  readonly postmaster: number
  readonly version: string
  /** Creates a database and opens a connection to it, which `close` ends. */
  create(name: string): Promise<Database>
  close(): Promise<void>
}

export interface Database {
  readonly name: string
  readonly url: string
  readonly client: pg.Client
  drop(): Promise<void>
}

/**
 * Commits are durable, as in production. What PostgreSQL does in the background at times of its own would disturb one
 * server and not the other, so the bench vacuums between the runs instead.
 */
const SETTINGS = {
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': '10000',
}

/** Starts a PostgreSQL for all databases of a run, with its data in a temporary folder that `close` removes. */
export async function startDatabaseServer(settings: Readonly<Record<string, string>> = {}): Promise<DatabaseServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'connect-onboarding-bench-'))
  const opened = [() => rm(dataDir, { recursive: true, force: true })]
  const close = async () => {
    for (const end of opened.splice(0).toReversed()) await end()
  }
  const open = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url })
    // The connection of a database that is dropped ends with an error.
    client.on('error', () => {})
    await client.connect()
    opened.push(() => client.end())
    return client
  }
  try {
    // The server runs as another user if the bench runs as root.
    await chmod(dataDir, 0o755)
    const postgres = await startEmbeddedPostgres({ dataDir, durable: true, settings: { ...SETTINGS, ...settings } })
    opened.push(() => postgres.stop())
    const admin = await open(postgres.url)
    await admin.query('create extension pg_stat_statements')
    const { rows } = await admin.query<{ pid: number; version: string }>(
      `select pg_backend_pid() as pid, current_setting('server_version') as version`,
    )
    const [{ pid, version } = { pid: 0, version: '' }] = rows
    return {
      admin,
      postmaster: await parentOf(pid),
      version,
      async create(name) {
        await admin.query(`create database ${name}`)
        const url = new URL(postgres.url)
        url.pathname = `/${name}`
        const drop = async () => void (await admin.query(`drop database ${name} with (force)`))
        return { name, url: url.href, client: await open(url.href), drop }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function parentOf(pid: number): Promise<number> {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}
