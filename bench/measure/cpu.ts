import { readdir, readFile } from 'node:fs/promises'

/** Linux counts the CPU time of ended processes in hundredths of a second wherever Node runs (`getconf CLK_TCK`). */
const MS_PER_TICK = 10

/**
 * The CPU time of a process so far, user and system, in milliseconds, with that of all its threads; `withChildren`: and
 * of its children, ended ones included. `NaN` where there is no Linux.
 */
export async function cpuMs(pid: number, { withChildren = false } = {}): Promise<number> {
  try {
    const own = await runtimeMs(pid)
    if (!withChildren) return own
    // A child may end meanwhile.
    const living = await Promise.all((await childrenOf(pid)).map((child) => runtimeMs(child).catch(() => 0)))
    return own + (await endedChildrenMs(pid)) + living.reduce((sum, ms) => sum + ms, 0)
  } catch {
    return Number.NaN
  }
}

/**
 * The scheduler's own count, in nanoseconds: utime and stime of /proc/<pid>/stat are the same, rounded to hundredths of
 * a second, which is too coarse for ten connections of which each does little.
 */
async function runtimeMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`)
  const counts = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')))
  return counts.reduce((sum, count) => sum + Number(count.split(' ')[0]), 0) / 1e6
}

/** cutime and cstime; see proc_pid_stat(5). */
async function endedChildrenMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may contain spaces. The next field is the third.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * MS_PER_TICK
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')))
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
}
