import type { ChildProcess } from 'node:child_process'

export interface Interruption {
  signal: NodeJS.Signals | undefined
  /** The leader of a process group that is ended as well. */
  child: ChildProcess | undefined
}

/** A signal ends the child with all its processes. The run continues in order to stop its database. */
export function interruption(): Interruption {
  const state: Interruption = { signal: undefined, child: undefined }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      state.signal = signal
      signalGroup(state.child, signal)
      setTimeout(() => signalGroup(state.child, 'SIGKILL'), 10_000).unref()
    })
  }
  return state
}

/** Signals a process that was started with `detached`, and all processes that it has started. */
export function signalGroup(leader: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (leader?.pid === undefined) return
  try {
    process.kill(-leader.pid, signal)
  } catch {
    // All of them have ended.
  }
}
