/** A set of listeners. */
export function createListeners<Value>() {
  const listeners = new Set<(value: Value) => void>()
  return {
    notify(value: Value): void {
      for (const listener of listeners) listener(value)
    },

    /** Returns a function that removes the listener. */
    add(listener: (value: Value) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
