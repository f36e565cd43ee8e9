/** The calls of this process that wait for a turn. Openings go first, each kind in the order of arrival. */
export function waitingCalls() {
  const openings = new Set<() => void>()
  const background = new Set<() => void>()
  return {
    openings: (): number => openings.size,
    isEmpty: (): boolean => openings.size + background.size === 0,

    /** Lets the first call go. */
    release(): void {
      const queue = openings.size > 0 ? openings : background
      for (const go of queue) {
        queue.delete(go)
        return go()
      }
    },

    /** Resolves when the call may go. Rejects if the signal fires first. */
    async join(isBackground: boolean, signal: AbortSignal): Promise<void> {
      signal.throwIfAborted()
      const queue = isBackground ? background : openings
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const giveUp = () => {
        queue.delete(resolve)
        reject(signal.reason)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      queue.add(resolve)
      try {
        await promise
      } finally {
        signal.removeEventListener('abort', giveUp)
      }
    },
  }
}
