import { ProblemError } from './problem.ts'

/**
 * Lets at most `most` calls be under way at once. One more is refused at once, which is kinder than a place in a queue
 * that ends after the caller has given up; `retryAfterSeconds` is when the queue of now will have been worked off.
 */
export function atMost<A extends unknown[], R>(
  { most, retryAfterSeconds }: { most: number; retryAfterSeconds: number },
  call: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  let underWay = 0
  return async (...args) => {
    if (underWay >= most) throw new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds })
    underWay += 1
    try {
      return await call(...args)
    } finally {
      underWay -= 1
    }
  }
}
