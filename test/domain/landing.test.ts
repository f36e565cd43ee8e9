import t from 'tap'
import type { AccountHold } from '../../src/domain/account.ts'
import { knownLanding, landingOf, landingOfFailure } from '../../src/domain/landing.ts'
import { after, DUE, ISSUED_AT, keysOf, snapshotWith, tokenIn, TOKEN_STATUSES, UNPAID } from '../support/onboardings.ts'

/** Where the holder of an onboarding token stands, by what holds the account up and whether details are submitted. */
const landings: Record<AccountHold | 'nothing', Record<'submitted' | 'not submitted', ReturnType<typeof landingOf>>> = {
  nothing: { submitted: 'done', 'not submitted': 'incomplete' },
  client_action: { submitted: 'done', 'not submitted': 'incomplete' },
  provider_review: { submitted: 'done', 'not submitted': 'incomplete' },
  paused: { submitted: 'done', 'not submitted': 'incomplete' },
  rejected: { submitted: 'unavailable', 'not submitted': 'unavailable' },
  disconnected: { submitted: 'unavailable', 'not submitted': 'unavailable' },
}

for (const hold of keysOf(landings)) {
  for (const details of keysOf(landings[hold])) {
    const landing = landings[hold][details]
    t.test(`an account that is held up by ${hold}, details ${details} -> ${landing}`, async (t) => {
      const submitted = details === 'submitted'
      const snapshot = snapshotWith({ submitted, ...(hold !== 'nothing' && { hold }) })
      for (const status of TOKEN_STATUSES) t.equal(landingOf(tokenIn(status), snapshot), landing, status)
    })
  }
}

t.test('the holder of an update token is done when the provider wants nothing of the client any more', async (t) => {
  const token = tokenIn('in_progress', 'update')
  t.equal(landingOf(token, snapshotWith({ asks: DUE })), 'incomplete')
  t.equal(landingOf(token, snapshotWith()), 'done')
  t.equal(landingOf(token, snapshotWith({ fetchedAt: ISSUED_AT })), 'incomplete', 'fetched before it was issued')
})

t.test('a client that has submitted everything is not done while the provider asks it for more', async (t) => {
  for (const status of TOKEN_STATUSES) {
    t.equal(landingOf(tokenIn(status), snapshotWith({ asks: DUE })), 'incomplete', `payable for now, ${status}`)
    t.equal(landingOf(tokenIn(status), snapshotWith({ asks: DUE, capabilities: UNPAID })), 'incomplete', status)
  }
  const later = DUE.map((ask) => ({ ...ask, due: 'later' as const }))
  t.equal(landingOf(tokenIn('completed'), snapshotWith({ asks: later })), 'done', 'what is needed later is information')
})

/** The landing that a snapshot gives so many milliseconds after it was fetched. */
const landingAfter = (ms: number, facts: Parameters<typeof snapshotWith>[0], fetchedAt = after(ISSUED_AT, 1)) =>
  knownLanding(tokenIn('in_progress'), snapshotWith({ ...facts, fetchedAt }), {
    handedOutAt: ISSUED_AT,
    now: after(fetchedAt, ms),
  })

t.test('a snapshot answers for 10 seconds', async (t) => {
  for (const [facts, landing] of [
    [{}, 'done'],
    [{ hold: 'rejected' }, 'unavailable'],
  ] as const) {
    t.equal(landingAfter(0, facts), landing)
    t.equal(landingAfter(9999, facts), landing)
    t.equal(landingAfter(10_000, facts), undefined)
    t.equal(landingAfter(10_001, facts), undefined)
  }
})

t.test('an incomplete one never answers, because the client may have completed since', async (t) => {
  t.equal(landingAfter(0, { submitted: false }), undefined)
})

t.test('a snapshot of before the link was handed out says nothing of what was done with it', async (t) => {
  t.equal(landingAfter(5, {}, after(ISSUED_AT, -1)), undefined)
  t.equal(landingAfter(5, {}, ISSUED_AT), undefined)
  t.equal(landingAfter(5, {}, after(ISSUED_AT, 1)), 'done')
})

t.test(
  'a visit that the provider fails ends unavailable if the account is, and otherwise nothing is known',
  async (t) => {
    t.equal(landingOfFailure({ outcome: 'account_unavailable' }), 'unavailable')
    for (const outcome of ['unknown', 'key_spent', 'refused', 'other_platform'] as const)
      t.equal(landingOfFailure({ outcome }), 'unknown', outcome)
  },
)
