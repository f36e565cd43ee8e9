import type { Endpoints } from './endpoints.ts'
import type { Job } from './job.ts'
import type { Delivery } from './schemas.ts'
import { send } from './send.ts'

interface AttemptOptions {
  readonly endpoints: Endpoints
  readonly realNow: () => number
  readonly closing: AbortSignal
  readonly changed: () => void
}

/**
 * Creates the function that sends a job once, records the result, and returns the delay before a retry in milliseconds.
 */
export function createAttempt({ endpoints, realNow, closing, changed }: AttemptOptions) {
  return async ({ delivery, copy }: Job, cancelled: AbortSignal): Promise<number | undefined> => {
    const { shown, payload } = delivery
    const target = endpoints.find(shown.endpoint)
    // Only the first copy determines the delivery's state; duplicates do not.
    const note = (news: Partial<Delivery>): void => {
      if (copy) return
      Object.assign(shown, news)
      changed()
    }
    if (target === undefined) {
      note({ state: 'failed', lastError: 'the endpoint was removed' })
      return undefined
    }
    note({ state: 'sending', tries: shown.tries + 1 })
    const signal = AbortSignal.any([cancelled, closing])
    const sent = await send(target, payload, { now: realNow(), signal })
    if (closing.aborted) {
      note({ state: 'queued' })
      return undefined
    }
    if ('status' in sent) note({ lastStatus: sent.status, lastError: null })
    else note({ lastStatus: null, lastError: sent.error })
    if ('status' in sent && sent.status >= 200 && sent.status < 300) {
      note({ state: 'delivered' })
      return undefined
    }
    if (copy) return undefined
    const retryInMs = target.retryDelaysMs[delivery.failures]
    delivery.failures += 1
    note({ state: retryInMs === undefined ? 'failed' : 'retrying' })
    return retryInMs
  }
}
