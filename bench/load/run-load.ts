import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection, type Answer, type Connection } from './connection.ts'

/** The requests of one run. */
export interface Traffic {
  /** The status of every answer that is not an error. */
  readonly expected: number
  /** The next request, or `undefined` if there are no more. */
  readonly next: () => Buffer | undefined
}

export interface LoadResult {
  /** Answers with the expected status. */
  readonly answered: number
  /** Seconds from the first request to the last answer. */
  readonly seconds: number
  /** Of all connections, each for as long as it had a request under way. */
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** All other answers, and lost connections: how often each came. */
  readonly errors: ReadonlyMap<string, number>
  /** One of them, to see what is wrong. */
  readonly example?: string
}

/**
 * Sends requests over this many connections, each with one request at a time, for some seconds or until there are no
 * more. The connections start one after the other within `startsWithinMs`: if answers take a while and all start at once,
 * they stay a crowd for many rounds. Requests that are under way at the end are waited for, and count: with a slow provider
 * a cut would lose a whole round trip of each connection. Connections that have ended meanwhile do not lower the rate.
 */
export async function runLoad(
  port: number,
  { next, expected }: Traffic,
  {
    connections,
    seconds,
    startsWithinMs,
    signal,
  }: { connections: number; seconds: number; startsWithinMs: number; signal: AbortSignal },
): Promise<LoadResult> {
  const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(port)))
  const latencies: number[] = []
  const errors = new Map<string, number>()
  let example: string | undefined
  const start = performance.now()

  function noteError(what: string, body = ''): void {
    errors.set(what, (errors.get(what) ?? 0) + 1)
    example ??= `${what} ${body}`
  }

  /** Returns how many answers came in a second. */
  async function keepSending(connection: Connection, n: number): Promise<number> {
    await sleep((startsWithinMs * n) / connections)
    const first = performance.now()
    const end = first + seconds * 1000
    let answered = 0
    for (;;) {
      const sentAt = performance.now()
      const request = sentAt < end && !signal.aborted ? next() : undefined
      if (request === undefined) return answered === 0 ? 0 : answered / ((sentAt - first) / 1000)
      let answer: Answer
      try {
        answer = await connection.send(request)
      } catch (error) {
        noteError(String(error))
        return 0
      }
      if (answer.status === expected) {
        latencies.push(performance.now() - sentAt)
        answered += 1
      } else noteError(String(answer.status), answer.body)
    }
  }

  const rates = await Promise.all(opened.map(keepSending))
  const elapsed = (performance.now() - start) / 1000
  for (const connection of opened) connection.close()
  signal.throwIfAborted()
  latencies.sort((one, other) => one - other)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
  return {
    answered: latencies.length,
    seconds: elapsed,
    perSecond: rates.reduce((sum, rate) => sum + rate, 0),
    p50: at(0.5),
    p99: at(0.99),
    errors,
    ...(example !== undefined && { example }),
  }
}
