import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runningProcess } from './processes.ts'

/** What prevents a server from starting on this data. */
export type LockHolder =
  /** A running program of ours, or a server that was started on the data by hand. */
  | { readonly kind: 'in use'; readonly by: number }
  /** The same, but about to end. */
  | { readonly kind: 'stopping' }
  /** A server whose starter has died. It is shutting down, or has to be told to. */
  | { readonly kind: 'orphaned'; readonly postmaster: number }
  /** The lock file is stale. */
  | { readonly kind: 'none' }

const OWNER = 'connect_onboarding.owner'

/** The server parameter that records the starter on the server's command line. */
export async function ownerSetting(): Promise<string> {
  const self = await runningProcess(process.pid)
  return `${OWNER}=${process.pid}-${self?.started ?? 'unknown'}`
}

/** Determines the holder from PostgreSQL's lock file and the running processes. */
export async function lockHolder(data: string): Promise<LockHolder> {
  const { postmaster, stopping } = await lockFile(data)
  const server = postmaster === undefined ? undefined : await runningProcess(postmaster)
  // Another program may have the same process id by now.
  if (postmaster === undefined || server === undefined || !server.command.includes(data)) return { kind: 'none' }
  if (stopping) return { kind: 'stopping' }
  const [, pid, started] = new RegExp(`${OWNER}=(\\d+)-(\\w+)`).exec(server.command) ?? []
  if (pid === undefined) return { kind: 'in use', by: postmaster }
  const owner = await runningProcess(Number(pid))
  const alive = owner !== undefined && (started === 'unknown' || owner.started === started)
  return alive ? { kind: 'in use', by: Number(pid) } : { kind: 'orphaned', postmaster }
}

/**
 * Removes a stale lock file that PostgreSQL still respects: its process is dead but not reaped (common in containers
 * without an init), or another process of the same user has its id. If a server starts at the same time, PostgreSQL's
 * second lock (its shared memory) still prevents two servers on one cluster.
 */
export async function breakLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  const aside = `${lock}.stale-${process.pid}`
  await rename(lock, aside).catch(() => undefined)
  await rm(aside, { force: true })
}

// The first line is the process id, the eighth the state.
async function lockFile(data: string): Promise<{ postmaster: number | undefined; stopping: boolean }> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  return { postmaster: Number.isNaN(pid) ? undefined : Math.abs(pid), stopping: lines[7]?.trim() === 'stopping' }
}
