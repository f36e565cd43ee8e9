import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SERVER_ENVIRONMENT } from './native-binaries.ts'
import { runningProcess } from './processes.ts'
import type { ServerHome } from './server-home.ts'

/** A database cluster (PostgreSQL's word for what one server serves) and the password of its superuser `postgres`. */
export interface Cluster {
  readonly data: string
  readonly password: string
}

/**
 * The cluster in the server's folder, made if there is none. It is made aside and renamed, data and password together:
 * an interrupted initdb leaves nothing that a later start could take for a cluster, and of two at once one wins.
 */
export async function cluster(
  home: Pick<ServerHome, 'path' | 'runAs'>,
  native: string,
  durable: boolean,
): Promise<Cluster> {
  const place = join(home.path, 'cluster')
  if (!(await stat(place).catch(() => undefined))) await create(place, home, native, durable)
  await refuseOtherVersion(join(place, 'data'), native)
  return { data: join(place, 'data'), password: (await readFile(join(place, 'password'), 'utf8')).trim() }
}

async function create(
  place: string,
  { path, runAs }: Pick<ServerHome, 'path' | 'runAs'>,
  native: string,
  durable: boolean,
): Promise<void> {
  await removeDrafts(path)
  const draft = join(path, `cluster-draft-${process.pid}-${randomBytes(4).toString('hex')}`)
  await mkdir(draft, { mode: 0o700 })
  const passwordFile = join(draft, 'password')
  await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: durable })
  if (runAs !== undefined) for (const owned of [draft, passwordFile]) await chown(owned, runAs.uid, runAs.gid)
  try {
    const initdb = ['--pgdata', join(draft, 'data'), '--username', 'postgres', '--pwfile', passwordFile]
    initdb.push('--auth', 'scram-sha-256', '--encoding', 'UTF8')
    // Built into PostgreSQL: knows Unicode's letters, and does not depend on what the machine has installed.
    initdb.push('--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8')
    if (!durable) initdb.push('--no-sync')
    await promisify(execFile)(join(native, 'bin', 'initdb'), initdb, {
      ...runAs,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
      timeout: 120_000,
    })
    await rename(draft, place)
    if (durable) await flushFolder(path)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another start made the cluster in the meantime: that one is as good.
    if (!(await stat(place).catch(() => undefined))) throw inWords(error)
  }
}

function inWords(cause: unknown): Error {
  const output = cause instanceof Error ? cause.message : String(cause)
  const [, uid] = /could not look up effective user ID (\d+)/.exec(output) ?? []
  if (uid === undefined) return new Error(`initdb failed: ${output}`, { cause })
  return new Error(
    `the user ${uid} has no name on this machine (in /etc/passwd), and PostgreSQL wants one: ` +
      'run as another user, or set DATABASE_URL to a PostgreSQL of your own',
    { cause },
  )
}

/** What starts that were killed in the middle have left. One that is still at work keeps its own. */
async function removeDrafts(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    const maker = /^cluster-draft-(\d+)-/.exec(name)?.[1]
    if (maker === undefined || (await runningProcess(Number(maker))) !== undefined) continue
    // The maker's initdb may still be writing for a moment; then the next start removes it.
    await rm(join(path, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function refuseOtherVersion(data: string, native: string): Promise<void> {
  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim()
  const { stdout } = await promisify(execFile)(join(native, 'bin', 'postgres'), ['--version'], {
    env: SERVER_ENVIRONMENT,
  })
  const [, runs] = /(\d+)/.exec(stdout) ?? []
  if (made !== runs) {
    throw new Error(
      `the data in ${data} was made by PostgreSQL ${made}, and this is ${runs}: ` +
        'move it there with pg_dump and pg_restore, or set DATA_DIR to a new folder',
    )
  }
}
