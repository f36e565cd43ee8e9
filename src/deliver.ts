import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './ports/log.ts'
import type { deliverEvents } from './usecases/outgoing-events/deliver-events.ts'

/** Pause between two looks for deliveries that are due, in milliseconds. */
const PAUSE_MS = 500

/**
 * The deliveries of one claim, and the least time until the next one, in milliseconds: at most 400 a second, more than the
 * openings that Stripe allows a platform cause for ten endpoints. A backlog must leave the openings their database.
 */
const CLAIMED = { most: 20, everyMs: 50 }

/** Attempts of this process at the same time. */
const AT_ONCE = 128

/** How long attempts may take when the sender closes, in milliseconds. Those that are cut off are repeated. */
const CLOSING_MS = 5000

/**
 * Sends outgoing events until it is closed. They are rows of the database that a sender claims for a while, and not jobs
 * of the queue: a job would cost every opening further statements, and the queue knows no order and no such pauses.
 */
export function startDelivering(
  events: ReturnType<typeof deliverEvents>,
  { log, count }: { readonly log: Log; readonly count: (outcome: 'delivered' | 'retried' | 'given_up') => void },
): { readonly close: () => Promise<void> } {
  const closing = new AbortController()
  const running = new Set<Promise<void>>()

  async function attempt(claimed: Awaited<ReturnType<typeof events.claim>>[number]): Promise<void> {
    try {
      const status = await events.deliver(claimed)
      count(status === 'waiting' ? 'retried' : status)
    } catch (error) {
      log.warn({ deliveryId: claimed.delivery.id, err: error }, 'the outcome of a delivery was not stored')
    }
  }

  async function claimOnce(): Promise<number> {
    const free = Math.min(AT_ONCE - running.size, CLAIMED.most)
    if (free === 0) return 0
    const claimed = await events.claim(free)
    for (const one of claimed) {
      const attempted = attempt(one).finally(() => running.delete(attempted))
      running.add(attempted)
    }
    return claimed.length
  }

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        // What has just been delivered may let the next event of its client go.
        await sleep((await claimOnce()) > 0 ? CLAIMED.everyMs : PAUSE_MS, undefined, { signal: closing.signal })
      } catch (error) {
        if (closing.signal.aborted) return
        log.warn({ err: error }, 'outgoing events wait: the database does not say which are due')
        await sleep(PAUSE_MS * 10, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }

  const looping = loop()
  return {
    async close() {
      closing.abort()
      await Promise.race([looping.then(() => Promise.all(running)), sleep(CLOSING_MS, undefined, { ref: false })])
    },
  }
}
