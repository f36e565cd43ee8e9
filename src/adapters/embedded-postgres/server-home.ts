import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  access,
  chown,
  constants,
  lstat,
  mkdir,
  readFile,
  realpath,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Identity {
  readonly uid: number
  readonly gid: number
}

/** The server's folder, and the user that the server runs as (`undefined`: the current user). */
export interface ServerHome {
  readonly path: string
  readonly runAs: Identity | undefined
  /** Removes the folder and everything that belongs to it. */
  remove(): Promise<void>
}

// PostgreSQL refuses to run as root. On Linux this is the user `nobody`.
const NOBODY: Identity = { uid: 65_534, gid: 65_534 }
const POINTER = 'postgres-is-at'
// Not /tmp, because the data must survive a reboot.
const ELSEWHERE = ['/var/lib/connect-onboarding', '/var/tmp/connect-onboarding']

/**
 * Finds or creates the server's folder. It is below `dataDir` if the server's user can reach that. Root drops to a user
 * who may not reach it (a project below /root); then the folder is elsewhere, and a pointer in `dataDir` leads later
 * starts to it.
 */
export async function serverHome(dataDir: string, log: (line: string) => void): Promise<ServerHome> {
  await mkdir(dataDir, { recursive: true })
  const real = await realpath(dataDir)
  const pointer = join(real, POINTER)
  const elsewhere = await contentOf(pointer)
  const below = join(real, 'postgres')
  if (process.getuid?.() !== 0) return ownHome(elsewhere ?? below)
  const home = await homeForRoot(elsewhere ?? below)
  if (home !== undefined) {
    return { ...home, remove: () => removeAll(home.path, pointer) }
  }
  const path = join(await shelter(), createHash('sha256').update(real).digest('hex').slice(0, 16))
  const sheltered = await homeForRoot(path)
  if (sheltered === undefined) throw new Error(`${path} cannot be reached by uid ${NOBODY.uid}: ${WAYS_OUT}`)
  await writeFile(pointer, `${path}\n`)
  log(`${real} cannot be reached by the unprivileged user that PostgreSQL needs: the data is stored in ${path}`)
  return { ...sheltered, remove: () => removeAll(path, pointer) }
}

const WAYS_OUT = 'set DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL of your own'

async function ownHome(path: string): Promise<ServerHome> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new Error(`this user cannot write to ${path} (was it created by root?): ${WAYS_OUT}`, { cause })
  }
  return { path, runAs: undefined, remove: () => removeAll(path) }
}

async function homeForRoot(path: string): Promise<{ path: string; runAs: Identity } | undefined> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  // Data created by an ordinary user stays that user's: PostgreSQL requires that it owns its folder.
  const { uid, gid } = await stat(path)
  const runAs = uid === 0 ? NOBODY : { uid, gid }
  if (uid === 0) await chown(path, runAs.uid, runAs.gid)
  if (await canReach(runAs, path)) return { path, runAs }
  try {
    await rmdir(path)
  } catch (cause) {
    // The folder is not empty. Starting with a new one elsewhere would look like data loss.
    throw new Error(
      `the data in ${path} cannot be reached by its owner, uid ${runAs.uid}: change the permissions of its parent folders`,
      { cause },
    )
  }
  return undefined
}

async function canReach(user: Identity, path: string): Promise<boolean> {
  try {
    await promisify(execFile)('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', path], { ...user, cwd: '/' })
    return true
  } catch {
    return false
  }
}

/** A folder that every user can traverse and only root can write to, because programs are started from below it. */
async function shelter(): Promise<string> {
  for (const path of ELSEWHERE) {
    try {
      await mkdir(path, { mode: 0o755 })
    } catch {
      // The folder exists or cannot be created; the following check tells which.
    }
    const found = await lstat(path).catch(() => undefined)
    if (found?.isDirectory() === true && found.uid === 0 && (found.mode & 0o022) === 0) return path
  }
  throw new Error(`neither ${ELSEWHERE.join(' nor ')} can be used to store the data: ${WAYS_OUT}`)
}

async function contentOf(pointer: string): Promise<string | undefined> {
  try {
    return (await readFile(pointer, 'utf8')).trim()
  } catch {
    return undefined
  }
}

async function removeAll(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true })
}
