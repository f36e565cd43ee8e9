import { turnSeconds } from '../../observability/metrics.ts'
import type { Log } from '../../ports/log.ts'
import type { ProviderBudget } from '../../ports/provider-budget.ts'
import { budgetWithFallback } from './budget-with-fallback.ts'
import { processClock, type Clock } from './clock.ts'
import { lane } from './lane.ts'
import { allowance } from './local-budget.ts'

interface Pacer {
  /** Waits for a turn. Rejects if the signal fires first. */
  turn(signal: AbortSignal): Promise<void>
}

/** A pacer for each endpoint that we call. */
export type Pace = Readonly<Record<'createAccount' | 'listAccounts' | 'createLink' | 'retrieveAccount', Pacer>>

/** The calls of each process that need no turn: `burst` after an idle period, and `perSecond` a second on average. */
const FREE = { burst: 2, perSecond: 1 }

/** In live mode Stripe allows each endpoint a quarter of what it allows all together. */
const ENDPOINTS_IN_ALL = 4

interface PacersOptions {
  readonly platform: string
  readonly perSecond: number
  readonly livemode: boolean
  readonly budget: ProviderBudget
  readonly log: Pick<Log, 'warn'>
  readonly clock?: Clock
}

/**
 * Paces the calls of all processes that share `budget` to one platform. In live mode Stripe allows 25 calls a second to each endpoint
 * and 100 in all; a sandbox allows 25 in all (docs.stripe.com/rate-limits). Here that is `perSecond`, and four times
 * `perSecond` in all for live mode.
 *
 * The first calls of a process are free, so that an ordinary opening costs no statement. Hence all processes together
 * make at most `perSecond` calls a second, plus 1 for each process: with 20, five processes are within Stripe's 25.
 *
 * Background calls go when no opening waits, in this process or another.
 */
export function pacers({ platform, perSecond, livemode, budget, log, clock = processClock }: PacersOptions): {
  readonly openings: Pace
  readonly background: Pace
} {
  const steady = budgetWithFallback(budget, log, clock)
  const isFree = allowance({ ...FREE, now: clock.now })

  /** A lane whose calls need a turn of each of these buckets. The turns of the first are the rarest. */
  const laneOf = (buckets: readonly Bucket[]) =>
    lane({ perSecond, claim: claimOf(steady, { platform, buckets, clock }), isFree, clock })
  const all = livemode
    ? { bucket: 'live:all', perSecond: perSecond * ENDPOINTS_IN_ALL }
    : { bucket: 'test:all', perSecond }
  const shared = laneOf([all])
  const laneFor = (endpoint: string) => (livemode ? laneOf([{ bucket: `live:${endpoint}`, perSecond }, all]) : shared)

  const lanes = {
    createAccount: laneFor('create_account'),
    listAccounts: laneFor('list_accounts'),
    createLink: laneFor('create_link'),
    retrieveAccount: laneFor('retrieve_account'),
  }
  const pacer = (of: ReturnType<typeof lane>, isBackground: boolean): Pacer => ({
    async turn(signal) {
      const stop = turnSeconds.startTimer({ priority: isBackground ? 'background' : 'opening' })
      try {
        await of.turn(isBackground, signal)
      } finally {
        stop()
      }
    },
  })
  const view = (isBackground: boolean): Pace => ({
    createAccount: pacer(lanes.createAccount, isBackground),
    listAccounts: pacer(lanes.listAccounts, isBackground),
    createLink: pacer(lanes.createLink, isBackground),
    retrieveAccount: pacer(lanes.retrieveAccount, isBackground),
  })
  return { openings: view(false), background: view(true) }
}

interface Bucket {
  readonly bucket: string
  readonly perSecond: number
}

/** Claims turns of several buckets. */
function claimOf(
  budget: ProviderBudget,
  { platform, buckets, clock }: { platform: string; buckets: readonly Bucket[]; clock: Clock },
) {
  return async (turns: number, isBackground: boolean) => {
    let at = clock.now()
    for (const bucket of buckets) {
      const { isGranted, waitMs } = await budget.claim({ platform, ...bucket, turns, isBackground })
      // Counted from the answer, so that no turn is used before its time.
      at = Math.max(at, clock.now() + waitMs)
      if (!isGranted) return { isGranted, at }
    }
    return { isGranted: true, at }
  }
}
