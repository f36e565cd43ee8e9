import { ProblemError } from '../../api/problem.ts'

/**
 * Limits how many calls run at the same time, counted over all functions that it wraps. A call above the limit fails
 * immediately: in a queue it would time out before its turn. `retryAfterSeconds` is how long the current calls take.
 */
export function atMost({ most, retryAfterSeconds }: { most: number; retryAfterSeconds: number }) {
  let running = 0
  return <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (running >= most) throw new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds })
      running += 1
      try {
        return await call(...args)
      } finally {
        running -= 1
      }
    }
}
