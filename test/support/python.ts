import { execFileSync } from 'node:child_process'

/** The command of a Python that the Python client runs on; `undefined` if this machine has none. */
export function pythonCommand(): string | undefined {
  return ['python3', 'python3.13', 'python3.12', 'python3.11'].find(isRecent)
}

function isRecent(command: string): boolean {
  try {
    execFileSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
