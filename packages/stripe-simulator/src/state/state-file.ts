import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Value } from '@sinclair/typebox/value'
import { SavedState, stateVersion } from './state-schema.ts'

// Changes come in bursts. Those within this many milliseconds are written together.
const collectMs = 75

/** The state of an earlier simulator in the file; `undefined` if there is none yet. */
export async function loadState(path: string): Promise<SavedState | undefined> {
  await mkdir(dirname(path), { recursive: true })
  // Fails here rather than at the first change.
  await access(dirname(path), constants.W_OK)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const state = parsed(text)
  if (Value.Check(SavedState, state)) return state
  const version = typeof state === 'object' && state !== null && 'version' in state ? state.version : undefined
  const trouble =
    typeof version === 'number' && version !== stateVersion
      ? `was written by another version of the simulator (format ${version}, this one reads ${stateVersion})`
      : 'is damaged'
  throw new Error(`The simulator's state file ${path} ${trouble}. Delete it to start with an empty simulator.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export interface StateKeeper {
  /** Writes the state soon. */
  changed(): void
  /** Writes pending changes. Throws if that fails. */
  close(): Promise<void>
}

/** Stores the state in a file, soon after each change, and atomically, so that a crash leaves a complete file. */
export function keepState({ path, snapshot }: { path: string; snapshot: () => SavedState }): StateKeeper {
  const closing = new AbortController()
  let dirty = false
  let failing = false
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    dirty = false
    const temporary = `${path}.tmp`
    // Otherwise the leftover file of a killed process would keep its mode.
    await rm(temporary, { force: true })
    await writeFile(temporary, JSON.stringify(snapshot()), { mode: 0o600, flag: 'wx', flush: true })
    await rename(temporary, path)
    failing = false
  }

  async function writeUntilClean(): Promise<void> {
    while (dirty) {
      await pause(collectMs, undefined, { signal: closing.signal }).catch(() => {})
      try {
        await write()
      } catch (error) {
        if (!failing) process.emitWarning(`the simulator cannot keep its state in ${path}: ${String(error)}`)
        failing = true
      }
    }
    writing = undefined
  }

  return {
    changed() {
      dirty = true
      if (!closing.signal.aborted) writing ??= writeUntilClean()
    },
    async close() {
      closing.abort()
      await writing
      if (dirty || failing) await write()
    },
  }
}
