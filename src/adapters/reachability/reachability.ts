import type { Reachability } from '../../ports/reachability.ts'

/** How long one URL may take, in milliseconds. */
const TIMEOUT_MS = 5000

/** Enough to recognise an answer, in characters. */
const READ_AT_MOST = 10_000

/** Requests URLs as a browser does: redirects are followed, and certificates are checked. */
export function httpReachability(): Reachability {
  return {
    async tryUrl(url, { contains = '' }, signal) {
      try {
        const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) })
        const text = await response.text()
        if (!response.ok) return `status ${response.status}`
        return text.slice(0, READ_AT_MOST).includes(contains) ? undefined : 'another answer'
      } catch (error) {
        return codeOf(error)
      }
    },
  }
}

/** The network's code is in the cause of fetch's own error. Of several addresses that were tried, the first one's. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error.cause === undefined ? error.name : codeOf(error.cause)
}
