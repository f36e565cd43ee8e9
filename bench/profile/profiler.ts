/** A CPU profile as V8 writes it; Chrome's DevTools open it as a .cpuprofile file. */
export interface Profile {
  readonly nodes: readonly ProfileNode[]
  /** The ids of the nodes that were running, one for each sample. */
  readonly samples: readonly number[]
  /** Microseconds between the samples. */
  readonly timeDeltas: readonly number[]
}

export interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

const INTERVAL_MICROSECONDS = 500

/**
 * Starts profiling a process through its inspector, so that neither its start nor its warm-up is in the profile. The
 * returned function stops it.
 */
export async function startProfile(inspectorUrl: string): Promise<() => Promise<Profile>> {
  const session = await openSession(inspectorUrl)
  await session.send('Profiler.enable')
  await session.send('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS })
  await session.send('Profiler.start')
  return async () => {
    const { profile } = await session.send('Profiler.stop')
    session.close()
    if (!isProfile(profile)) throw new Error('the inspector returned no profile')
    return profile
  }
}

interface Session {
  send(method: string, params?: object): Promise<Record<string, unknown>>
  close(): void
}

/** The inspector's protocol: JSON messages over a WebSocket (chromedevtools.github.io/devtools-protocol/v8). */
async function openSession(url: string): Promise<Session> {
  const socket = new WebSocket(url)
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error(`no inspector at ${url}`)))
  })
  let last = 0
  const waiting = new Map<number, (result: Record<string, unknown>) => void>()
  socket.addEventListener('message', ({ data }) => {
    const message: unknown = JSON.parse(String(data))
    if (!isRecord(message) || typeof message['id'] !== 'number') return
    const { result } = message
    waiting.get(message['id'])?.(isRecord(result) ? result : {})
    waiting.delete(message['id'])
  })
  return {
    send: (method, params = {}) =>
      new Promise((resolve) => {
        last += 1
        waiting.set(last, resolve)
        socket.send(JSON.stringify({ id: last, method, params }))
      }),
    close: () => socket.close(),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isProfile = (value: unknown): value is Profile =>
  isRecord(value) && Array.isArray(value['nodes']) && Array.isArray(value['samples'])
