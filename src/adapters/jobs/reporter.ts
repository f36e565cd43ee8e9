import type { Log } from '../../ports/log.ts'

/** How long the same failure is not reported again, in milliseconds: a queue polls twice a second. */
const REPORTED_EVERY_MS = 60_000

/** Reports a failure of the queue, and how often it happened since the last report. */
export function reporter(log: Log): (error: Error) => void {
  const reported = new Map<string, { readonly at: number; since: number }>()
  return (error) => {
    const code = 'code' in error ? String(error.code) : error.message
    const before = reported.get(code)
    if (before !== undefined && performance.now() - before.at < REPORTED_EVERY_MS) {
      before.since += 1
      return
    }
    reported.set(code, { at: performance.now(), since: 0 })
    const repeated = before?.since ? { repeated: before.since } : {}
    log.warn(
      { ...repeated, err: error },
      'the database does not serve the job queue: background jobs wait, and it is retried',
    )
  }
}
