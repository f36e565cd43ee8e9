import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SERVER_ENVIRONMENT } from './native-binaries.ts'
import { runningProcess } from './processes.ts'
import type { ServerHome } from './server-home.ts'

/** A database cluster (PostgreSQL's term for the data of one server) and the password of its superuser `postgres`. */
export interface Cluster {
  readonly data: string
  readonly password: string
}

/**
 * The cluster in the server's folder, created if there is none. It is built in a draft folder that is then renamed,
 * data and password together. So an interrupted initdb never looks like a cluster, and of two concurrent starts one
 * wins.
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
    // A locale built into PostgreSQL: it supports Unicode letters and does not depend on the machine's locales.
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
    // Another start has created the cluster in the meantime, which is just as good.
    if (!(await stat(place).catch(() => undefined))) throw inWords(error)
  }
}

function inWords(cause: unknown): Error {
  const output = cause instanceof Error ? cause.message : String(cause)
  const [, uid] = /could not look up effective user ID (\d+)/.exec(output) ?? []
  if (uid === undefined) return new Error(`initdb failed: ${output}`, { cause })
  return new Error(
    `the user ${uid} has no name on this machine (in /etc/passwd), and PostgreSQL requires one: ` +
      'run as another user, or set DATABASE_URL to a PostgreSQL of your own',
    { cause },
  )
}

/** Removes the drafts of killed starts, but not those of running ones. */
async function removeDrafts(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    const maker = /^cluster-draft-(\d+)-/.exec(name)?.[1]
    if (maker === undefined || (await runningProcess(Number(maker))) !== undefined) continue
    // The killed start's initdb may still be writing for a moment. Then the next start removes the draft.
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
      `the data in ${data} was created by PostgreSQL ${made}, and this is PostgreSQL ${runs}: ` +
        'migrate it with pg_dump and pg_restore, or set DATA_DIR to a new folder',
    )
  }
}
