import t from 'tap'
import type { Readiness } from '../../src/domain/account.ts'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import { restingAccounts, restingInARun, STALE_AFTER_MS, staleAccounts } from '../../src/domain/stale-account.ts'
import { keysOf } from '../support/onboardings.ts'

/** Whether an account of a client whose latest token has this status is fetched again after 15 minutes. */
const byStatus: Record<TokenStatus, boolean> = {
  pending: false,
  in_progress: true,
  completed: false,
  revoked: false,
}

/** Whether an account of this readiness is fetched again after 15 minutes, whatever its token is. */
const byReadiness: Record<Readiness, boolean> = {
  none: false,
  disconnected: false,
  rejected: false,
  onboarding: false,
  active_due: false,
  active: false,
  action_required: false,
  under_review: true,
  paused: false,
}

t.test('accounts are fetched again where the client is at the provider or the provider is reviewing', async (t) => {
  const { statuses, readiness } = staleAccounts().standing ?? { statuses: [], readiness: [] }
  for (const status of keysOf(byStatus)) t.equal(statuses.includes(status), byStatus[status], status)
  for (const each of keysOf(byReadiness)) t.equal(readiness.includes(each), byReadiness[each], each)
})

t.test('an account is stale after 15 minutes, unless said', async (t) => {
  t.equal(STALE_AFTER_MS, 900_000)
  t.equal(staleAccounts().ageMs, 900_000)
  t.equal(staleAccounts(1).ageMs, 1)
})

t.test('every account is due after twelve hours, whatever its state', async (t) => {
  t.strictSame(restingAccounts(), { ageMs: 43_200_000 })
})

t.test('the runs of ten hours fetch all resting accounts, each run the same part', async (t) => {
  const runs = 120
  for (const total of [1, 119, 120, 121, 1000, 100_000]) {
    t.ok(restingInARun(total) * runs >= total, `all of ${total}`)
    t.ok((restingInARun(total) - 1) * runs < total, `no more than needed of ${total}`)
  }
  t.equal(restingInARun(0), 0)
  t.equal(restingInARun(10_000_000), 4000, 'and no more than the provider allows until the next run')
})

t.test(
  'ten thousand accounts are each fetched once a day, at a small part of the budget, though runs are killed',
  async (t) => {
    const [total, runMs, dayMs] = [10_000, 300_000, 86_400_000]
    const { ageMs } = restingAccounts()
    // All were fetched at the same time; the oldest is always the first.
    const queue = Array.from({ length: total }, () => 0)
    let [longest, most] = [0, 0]
    for (let now = 0; now < 3 * dayMs; now += runMs) {
      const isKilled = now % (10 * runMs) === 0
      const share = Math.floor(restingInARun(total) / (isKilled ? 2 : 1))
      let fetched = 0
      while (fetched < share && now - (queue[0] ?? now) >= ageMs) {
        longest = Math.max(longest, now - (queue.shift() ?? now))
        queue.push(now)
        fetched += 1
      }
      most = Math.max(most, fetched)
    }
    t.ok(longest > ageMs && longest <= dayMs, `none is left alone for longer than ${longest / 3_600_000} hours`)
    t.ok(most > 0 && most <= 84, `a run fetches ${most}, which takes five seconds at 20 a second, and ends`)
  },
)
