import type { ProviderBudget } from '../../ports/provider-budget.ts'
import { processClock, type Clock } from './clock.ts'

/** A budget of this process alone, for when the shared one cannot be reached. */
export function localBudget({ now }: Pick<Clock, 'now'> = processClock): ProviderBudget {
  // For each bucket, the instant up to which its turns are claimed (generic cell rate algorithm, as in ATM).
  const paidUntil = new Map<string, number>()
  return {
    async claim({ platform, bucket: name, perSecond, turns, isBackground }) {
      const bucket = `${platform} ${name}`
      const asked = now()
      const first = Math.max(asked, paidUntil.get(bucket) ?? asked)
      const isGranted = !isBackground || first === asked
      if (isGranted) paidUntil.set(bucket, first + (turns * 1000) / perSecond)
      return { isGranted, waitMs: first - asked }
    },
  }
}

/** Lets `burst` calls through after an idle period, and `perSecond` a second on average. Tells whether one may go. */
export function allowance({ burst, perSecond, now }: { burst: number; perSecond: number; now: () => number }) {
  const intervalMs = 1000 / perSecond
  let paidUntil = Number.NEGATIVE_INFINITY
  return (): boolean => {
    const asked = now()
    const next = Math.max(asked, paidUntil) + intervalMs
    if (next - asked > burst * intervalMs) return false
    paidUntil = next
    return true
  }
}
