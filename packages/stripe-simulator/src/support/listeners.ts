/** A set of listeners. */
export function createListeners<News>() {
  const listeners = new Set<(news: News) => void>()
  return {
    tell(news: News): void {
      for (const listener of listeners) listener(news)
    },

    /** Returns a function that removes the listener. */
    add(listener: (news: News) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
