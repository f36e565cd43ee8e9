/** Statuses that a proxy answers with while the service cannot be reached. */
const OF_PROXIES = [429, 502, 503, 504]

const FIRST_PAUSE_MS = 500

interface Options {
  /** Whether a request has no further effect when it is sent again. */
  readonly mayRepeat: (request: Request) => boolean
  readonly retries?: number | undefined
  readonly longestPauseMs?: number | undefined
  readonly random?: () => number
  /** Rejects with the signal's reason when it aborts. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

type Fetch = (request: Request) => Promise<Response>

/**
 * A fetch that repeats what failed and may succeed later: a lost connection, a problem that says `retryable`, and an error
 * of a proxy. It waits as long as `Retry-After` says, or twice as long each time, and a random part, so that many callers
 * do not come back at the same moment. The last answer is returned as it is.
 */
export function retrying(
  fetch: Fetch,
  { mayRepeat, retries = 2, longestPauseMs = 20_000, random = Math.random, pause = paused }: Options,
): Fetch {
  return async (request) => {
    const most = mayRepeat(request) ? retries : 0
    for (let tries = 0; ; tries += 1) {
      if (tries >= most) return fetch(request)
      const answer = await attempt(() => fetch(request.clone()), request.signal)
      if (answer !== undefined && !(await mayCure(answer))) return answer
      const named = answer && secondsUntil(answer.headers.get('retry-after'))
      if (answer !== undefined && named !== undefined && named * 1000 > longestPauseMs) return answer
      await answer?.body?.cancel()
      const doubled = Math.min(longestPauseMs, FIRST_PAUSE_MS * 2 ** tries)
      await pause(named === undefined ? doubled * (0.5 + random() / 2) : named * 1000 + random() * 500, request.signal)
    }
  }
}

/** The answer; `undefined` if the connection failed. Rejects if the caller has aborted the request. */
async function attempt(fetch: () => Promise<Response>, signal: AbortSignal): Promise<Response | undefined> {
  try {
    return await fetch()
  } catch (error) {
    if (signal.aborted || !(error instanceof TypeError)) throw error
    return undefined
  }
}

/** Whether the same request can succeed later. The answer can still be read. */
async function mayCure(answer: Response): Promise<boolean> {
  if (answer.ok) return false
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) {
    return OF_PROXIES.includes(answer.status)
  }
  const problem: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined)
  return typeof problem === 'object' && problem !== null && 'retryable' in problem && problem.retryable === true
}

/** How long `Retry-After` asks to wait: a number of seconds or a date. `undefined` if it is neither. */
function secondsUntil(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter)
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000)
}

function paused(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const end = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, ms)
    signal.addEventListener('abort', end, { once: true })
  })
}
