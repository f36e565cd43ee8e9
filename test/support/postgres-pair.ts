import { execFile } from 'node:child_process'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { emptyFolder, type OwnPostgres, ownPostgres } from './own-postgres.ts'
import { tcpProxy } from './tcp-proxy.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

export type Replication = 'synchronous' | 'asynchronous'

/** The server's data, relative to the folder that it was started with. */
const CLUSTER = 'postgres/cluster'

/**
 * Two PostgreSQL servers, the second of which replicates the first. Both start with a copy of `dataDir`, which no
 * server may use meanwhile. The second connects to the first through `line`.
 */
export async function postgresPair(t: Test, dataDir: string, replication: Replication) {
  const synchronous_standby_names = replication === 'synchronous' ? '*' : ''
  const primary = await ownPostgres(t, {
    dataDir: await copyOf(t, dataDir),
    // The statements of `ownPostgres` itself run before there is a standby. They change nothing and wait for no
    // standby.
    settings: { synchronous_standby_names },
  })
  const line = await tcpProxy(t, primary.url)
  const standbyData = await copyOf(t, dataDir)
  await follow(join(standbyData, CLUSTER), line.url)
  const standby = await ownPostgres(t, { dataDir: standbyData })
  await streaming(primary, replication === 'synchronous' ? 'sync' : 'async')
  return {
    primary,
    standby,
    line,
    /** Makes the standby the primary. */
    promote: () => standby.ask('select pg_promote(true, 60)'),
  }
}

async function copyOf(t: Test, dataDir: string): Promise<string> {
  const folder = await emptyFolder(t)
  // Preserves the owner, which PostgreSQL checks.
  await promisify(execFile)('cp', ['-a', join(dataDir, 'postgres'), folder])
  return folder
}

async function follow(cluster: string, url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const password = (await readFile(join(cluster, 'password'), 'utf8')).trim()
  const primary = `host=${hostname} port=${port} user=postgres password=${password} application_name=standby`
  // In a file rather than on the command line, which every user can read.
  await appendFile(join(cluster, 'data/postgresql.auto.conf'), `primary_conninfo = '${primary}'\n`)
  await writeFile(join(cluster, 'data/standby.signal'), '')
}

async function streaming(primary: OwnPostgres, wanted: 'sync' | 'async'): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const [standby] = await primary.ask('select state, sync_state from pg_stat_replication')
    if (standby?.['state'] === 'streaming' && standby['sync_state'] === wanted) return
    await sleep(50)
  }
  throw new Error('the standby does not follow')
}
