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

t.test('the runs of twelve hours fetch all resting accounts, each run the same part', async (t) => {
  const runs = 144
  for (const total of [1, 143, 144, 145, 1000, 100_000]) {
    t.ok(restingInARun(total) * runs >= total, `all of ${total}`)
    t.ok((restingInARun(total) - 1) * runs < total, `no more than needed of ${total}`)
  }
  t.equal(restingInARun(0), 0)
  t.equal(restingInARun(10_000_000), 4000, 'and no more than the provider allows until the next run')
})
