import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** A running process. `started` distinguishes it from a later one with the same id. */
export interface RunningProcess {
  readonly started: string
  readonly command: string
}

/** The process with this id, or `undefined`. A dead process that was not reaped yet is not running. */
export function runningProcess(pid: number): Promise<RunningProcess | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** Sends a signal. A process that has already ended is not an error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended by itself, which is what the signal was for.
  }
}

// Reads /proc, because small Debian images have no ps.
async function fromProc(pid: number): Promise<RunningProcess | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may contain spaces and brackets, so fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, started] = [fields[0], fields[19]]
    if (state === 'Z' || state === 'X' || started === undefined) return undefined
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
    return { started, command }
  } catch {
    return undefined
  }
}

async function fromPs(pid: number): Promise<RunningProcess | undefined> {
  try {
    const ps = await promisify(execFile)('ps', ['-ww', '-o', 'state=,lstart=,command=', '-p', String(pid)])
    const line = /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\d{4})\s+(.*)$/.exec(ps.stdout.trimEnd())
    const [, state = 'Z', started = '', command = ''] = line ?? []
    return state.startsWith('Z') ? undefined : { started: started.replaceAll(/\W/g, ''), command }
  } catch {
    return undefined
  }
}
