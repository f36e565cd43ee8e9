import type { Log } from '../../ports/log.ts'
import type { Claim, ProviderBudget, TurnRequest } from '../../ports/provider-budget.ts'
import type { Clock } from './clock.ts'
import { localBudget } from './local-budget.ts'

/** How long a claim may take, and the time between two attempts during an outage, in milliseconds. */
const PATIENCE_MS = 1000

/** The part of a rate that each process allows itself during an outage. */
const LOCAL_PART = 1 / 2

/**
 * The shared budget, or, while it does not answer, half of each rate in this process alone. Never fails. During an
 * outage no caller waits for the shared budget: it is tried once a second, and used again when it answers.
 */
export function budgetWithFallback(shared: ProviderBudget, log: Pick<Log, 'warn'>, clock: Clock): ProviderBudget {
  const local = localBudget(clock)
  let retryAt: number | undefined

  async function claimShared(request: TurnRequest): Promise<Claim | undefined> {
    try {
      const claim = await inTime(shared.claim(request), clock)
      retryAt = undefined
      return claim
    } catch (error) {
      if (retryAt === undefined) log.warn({ err: error }, 'calls to Stripe are paced by this process alone')
      retryAt = clock.now() + PATIENCE_MS
      return undefined
    }
  }

  return {
    async claim(request) {
      if (retryAt === undefined) {
        const claim = await claimShared(request)
        if (claim !== undefined) return claim
      } else if (clock.now() >= retryAt) {
        // Until this attempt has failed there is no other.
        retryAt = Number.POSITIVE_INFINITY
        void claimShared({ ...request, turns: 1 })
      }
      return local.claim({ ...request, perSecond: request.perSecond * LOCAL_PART })
    },
  }
}

async function inTime<T>(answer: Promise<T>, clock: Clock): Promise<T> {
  const late = Promise.withResolvers<never>()
  const cancel = clock.after(PATIENCE_MS, () => late.reject(new Error(`no answer within ${PATIENCE_MS} ms`)))
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    cancel()
  }
}
