import { readdir, readFile } from 'node:fs/promises'

/** Linux counts CPU time in hundredths of a second on every architecture that Node runs on (`getconf CLK_TCK`). */
const MS_PER_TICK = 10

/**
 * The CPU time of a process so far, in milliseconds, with that of all its threads; `withChildren`: and of its children,
 * dead ones included. `NaN` where there is no /proc.
 */
export async function cpuMs(pid: number, { withChildren = false } = {}): Promise<number> {
  try {
    const own = await ticksOf(pid)
    if (!withChildren) return own.self * MS_PER_TICK
    const children = await Promise.all((await childrenOf(pid)).map((child) => ticksOf(child).catch(() => NOTHING)))
    const living = children.reduce((sum, { self }) => sum + self, 0)
    return (own.self + own.dead + living) * MS_PER_TICK
  } catch {
    return Number.NaN
  }
}

const NOTHING = { self: 0, dead: 0 }

/** `self`: user and system time. `dead`: the same of children that have ended. In ticks; see proc_pid_stat(5). */
async function ticksOf(pid: number): Promise<{ self: number; dead: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may contain spaces. The next field is the third.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
  return { self: utime + stime, dead: cutime + cstime }
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')))
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
}
