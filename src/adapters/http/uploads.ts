import type { IncomingMessage } from 'node:http'

/**
 * Limits how many bodies are received at the same time, before any of them is read. One more than `most` ends the oldest:
 * a body that a real sender sends arrives at once, so only one that trickles gets old.
 */
export function uploads({ most }: { most: number }) {
  const unfinished = new Set<IncomingMessage>()
  return {
    /** Counts the body of this request until it was received or its connection is lost. */
    begin(request: IncomingMessage): void {
      const [oldest] = unfinished.size < most ? [] : unfinished
      if (oldest !== undefined) {
        unfinished.delete(oldest)
        oldest.destroy()
      }
      unfinished.add(request)
      const end = () => void unfinished.delete(request)
      request.once('end', end).once('close', end)
    },
  }
}
