import { ProblemError } from './problem.ts'

/**
 * Lets at most `most` calls be under way at once, of all the functions that it wraps together. One more is refused at
 * once, which is kinder than a place in a queue that ends after the caller has given up; `retryAfterSeconds` is when the
 * queue of now will have been worked off.
 */
export function atMost({ most, retryAfterSeconds }: { most: number; retryAfterSeconds: number }) {
  let underWay = 0
  return <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (underWay >= most) throw new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds })
      underWay += 1
      try {
        return await call(...args)
      } finally {
        underWay -= 1
      }
    }
}
