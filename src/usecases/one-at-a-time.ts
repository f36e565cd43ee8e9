/** Runs tasks with the same key one after the other, in the order of their start; tasks with other keys run meanwhile. */
export function oneAtATime() {
  const latest = new Map<string, Promise<unknown>>()

  return async <T>(key: string, run: () => Promise<T>): Promise<T> => {
    const before = latest.get(key)
    const mine = before === undefined ? run() : before.then(run, run)
    latest.set(key, mine)
    try {
      return await mine
    } finally {
      if (latest.get(key) === mine) latest.delete(key)
    }
  }
}
