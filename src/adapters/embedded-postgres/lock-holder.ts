import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runningProcess } from './processes.ts'

/** Who keeps a server from starting on this data. */
export type LockHolder =
  /** A live program of ours, or somebody who started a server on the data by hand. */
  | { readonly kind: 'in use'; readonly by: number }
  /** As above, and about to end by itself. */
  | { readonly kind: 'stopping' }
  /** A server whose starter is dead: it is shutting down, or should be told to. */
  | { readonly kind: 'orphaned'; readonly postmaster: number }
  /** Nobody: the lock file is a left-over. */
  | { readonly kind: 'nobody' }

const OWNER = 'connect_onboarding.owner'

/** The server parameter that says on the server's command line whose it is. */
export async function ownerSetting(): Promise<string> {
  const self = await runningProcess(process.pid)
  return `${OWNER}=${process.pid}-${self?.started ?? 'unknown'}`
}

/** Judges by PostgreSQL's own lock file and by the processes that run. */
export async function lockHolder(data: string): Promise<LockHolder> {
  const { postmaster, stopping } = await lockFile(data)
  const server = postmaster === undefined ? undefined : await runningProcess(postmaster)
  // Another program may have the number by now.
  if (postmaster === undefined || server === undefined || !server.command.includes(data)) return { kind: 'nobody' }
  if (stopping) return { kind: 'stopping' }
  const [, pid, started] = new RegExp(`${OWNER}=(\\d+)-(\\w+)`).exec(server.command) ?? []
  if (pid === undefined) return { kind: 'in use', by: postmaster }
  const owner = await runningProcess(Number(pid))
  const alive = owner !== undefined && (started === 'unknown' || owner.started === started)
  return alive ? { kind: 'in use', by: Number(pid) } : { kind: 'orphaned', postmaster }
}

/**
 * Removes a lock file that nobody holds and that PostgreSQL believes in all the same: its process is dead and not
 * reaped (common in containers without an init), or has a namesake of the same user. Should somebody start a server in
 * this very moment, PostgreSQL's second lock (its shared memory) still keeps the two apart.
 */
export async function breakLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid')
  const aside = `${lock}.stale-${process.pid}`
  await rename(lock, aside).catch(() => undefined)
  await rm(aside, { force: true })
}

// Line by line: its process, …, and in the eighth its state.
async function lockFile(data: string): Promise<{ postmaster: number | undefined; stopping: boolean }> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  return { postmaster: Number.isNaN(pid) ? undefined : Math.abs(pid), stopping: lines[7]?.trim() === 'stopping' }
}
