/** The latest run of a key. `over`: when the next one may start; `next`: that one, if a caller waits for it. */
interface Entry<T> {
  readonly over: Promise<unknown>
  next?: Promise<T>
  waiting: number
}

interface Options {
  /** How many callers may wait for the next run of a key. Default: any number. */
  readonly mostWaiting?: number
  /** Resolves when, after the start of a run, the next one of its key may start. */
  readonly pause?: () => Promise<void>
}

/**
 * Runs a task once for all callers that ask for it with the same key at about the same time. A caller that comes while it
 * runs shares the next run, because what is running may have seen an earlier state.
 */
export function sharedRuns<T>({ mostWaiting = Number.POSITIVE_INFINITY, pause = async () => {} }: Options = {}) {
  const runs = new Map<string, Entry<T>>()

  function start(key: string, run: () => Promise<T>): Promise<T> {
    const running = run()
    const entry: Entry<T> = { over: Promise.allSettled([running, pause()]), waiting: 0 }
    runs.set(key, entry)
    void forget(key, entry)
    return running
  }

  async function forget(key: string, entry: Entry<T>): Promise<void> {
    await entry.over
    if (entry.waiting === 0) runs.delete(key)
  }

  /** The result of a run that starts after this call; `undefined` if too many wait for it. */
  return (key: string, run: () => Promise<T>): Promise<T> | undefined => {
    const entry = runs.get(key)
    if (entry === undefined) return start(key, run)
    if (entry.waiting >= mostWaiting) return undefined
    entry.waiting += 1
    entry.next ??= entry.over.then(() => start(key, run))
    return entry.next
  }
}
