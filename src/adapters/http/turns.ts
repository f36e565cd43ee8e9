import type { ServerResponse } from 'node:http'
import { ProblemError } from '../../api/problem.ts'

interface Key {
  running: number
  readonly waiting: Set<() => void>
}

/** Searches of one key at the same time. A search for a common text takes a connection for long. */
export const SEARCHES = { most: 4, waiting: 20, retryAfterSeconds: 1 }

/**
 * Limits how many tasks with the same key run at the same time. The others wait, in order; so they take none of the places
 * that all callers share. A caller that hangs up, or was answered because it took too long, loses its place. At most
 * `waiting` wait; one more fails immediately.
 */
export function turns({
  most,
  waiting,
  retryAfterSeconds,
}: {
  most: number
  waiting: number
  retryAfterSeconds: number
}) {
  const keys = new Map<string, Key>()

  async function wait(key: Key, response: ServerResponse): Promise<void> {
    if (key.waiting.size >= waiting) throw new ProblemError('RATE_LIMITED', { retryAfterSeconds })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      key.waiting.delete(resolve)
      reject(new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds }))
    }
    response.once('close', leave)
    key.waiting.add(resolve)
    try {
      await promise
    } finally {
      response.off('close', leave)
    }
  }

  return async <T>(name: string, response: ServerResponse, task: () => Promise<T>): Promise<T> => {
    const key = keys.get(name) ?? { running: 0, waiting: new Set() }
    keys.set(name, key)
    // A task that ends hands its place on, so a caller that comes later cannot take it.
    if (key.running >= most) await wait(key, response)
    else key.running += 1
    try {
      return await task()
    } finally {
      const [next] = key.waiting
      if (next === undefined) {
        key.running -= 1
        if (key.running === 0) keys.delete(name)
      } else {
        key.waiting.delete(next)
        next()
      }
    }
  }
}

/** {@link turns} for whole requests: resolves when the request has its place, which it keeps until it was answered. */
export function places(options: Parameters<typeof turns>[0]) {
  const inTurn = turns(options)
  return (name: string, response: ServerResponse): Promise<void> => {
    const entered = Promise.withResolvers<void>()
    const held = inTurn(name, response, () => {
      entered.resolve()
      return new Promise<void>((resolve) => response.once('close', resolve).once('finish', resolve))
    })
    held.catch(entered.reject)
    return entered.promise
  }
}
