import t from 'tap'
import type { AccountSnapshot, Readiness } from '../../src/domain/account.ts'
import { holderView, progressOf, type LinkAction, type Progress } from '../../src/domain/link-holder.ts'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import {
  BEFORE_EXPIRY,
  CLIENT,
  DUE,
  EMPTY_ACCOUNT,
  ERASED,
  keysOf,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'

const accounts: Record<Readiness, { account: AccountSnapshot | undefined; progress: Progress }> = {
  none: { account: undefined, progress: 'to_submit' },
  onboarding: { account: snapshotWith({ submitted: false }), progress: 'to_submit' },
  active: { account: snapshotWith(), progress: 'done' },
  active_due: { account: snapshotWith({ asks: DUE }), progress: 'more_needed' },
  action_required: { account: snapshotWith({ asks: DUE, capabilities: UNPAID }), progress: 'more_needed' },
  under_review: { account: snapshotWith({ capabilities: { ...UNPAID, payouts: 'pending' } }), progress: 'in_review' },
  paused: { account: snapshotWith({ capabilities: UNPAID }), progress: 'on_hold' },
  rejected: { account: snapshotWith({ hold: 'rejected' }), progress: 'unavailable' },
  disconnected: { account: snapshotWith({ hold: 'disconnected' }), progress: 'unavailable' },
}

/** A client with one token and an account. */
const state = (status: TokenStatus, readiness: Readiness) => {
  const { account: snapshot } = accounts[readiness]
  return onboardingWith({
    tokens: [{ ...tokenIn(status), browsers: ['ab'] }],
    ...(snapshot && { account: { ...EMPTY_ACCOUNT, snapshot } }),
  })
}
const seen = (
  status: TokenStatus,
  readiness: Readiness,
  now = BEFORE_EXPIRY,
  { browser = '', sendsEmails = true, asksForCode = false } = {},
) => holderView(state(status, readiness), now, { tokenId: 'token-1', browser, sendsEmails, rules: { asksForCode } })

for (const readiness of keysOf(accounts)) {
  const { account, progress } = accounts[readiness]
  t.test(`an account that is ${readiness} is ${progress} to the client`, async (t) => {
    t.equal(progressOf(account), progress)
    t.match(seen('completed', readiness), { clientName: CLIENT.name, progress })
  })
}

/** What a holder can do while its link can be opened, after it has expired, and after it has completed the onboarding. */
const actions: Record<Progress, Record<'open' | 'expired' | 'completed', LinkAction>> = {
  to_submit: { open: 'open', expired: 'request_new_link', completed: 'request_new_link' },
  more_needed: { open: 'open', expired: 'request_new_link', completed: 'request_new_link' },
  in_review: { open: 'open', expired: 'request_new_link', completed: 'none' },
  on_hold: { open: 'open', expired: 'request_new_link', completed: 'none' },
  unavailable: { open: 'none', expired: 'none', completed: 'none' },
  done: { open: 'open', expired: 'request_new_link', completed: 'none' },
}

t.test('the action says what the holder of a link can do', async (t) => {
  for (const readiness of keysOf(accounts)) {
    const expected = actions[accounts[readiness].progress]
    for (const status of ['pending', 'in_progress'] as const) {
      t.equal(seen(status, readiness).action, expected.open, `${status}, ${readiness}`)
      t.equal(seen(status, readiness, PAST_EXPIRY).action, expected.expired, `${status} past expiry, ${readiness}`)
    }
    t.equal(seen('completed', readiness).action, expected.completed, `completed, ${readiness}`)
    t.equal(seen('revoked', readiness).action, 'none', `revoked, ${readiness}`)
  }
})

t.test('no new link is offered where no emails are sent', async (t) => {
  t.equal(seen('pending', 'none', PAST_EXPIRY, { sendsEmails: false }).action, 'none')
  t.equal(seen('completed', 'action_required', BEFORE_EXPIRY, { sendsEmails: false }).action, 'none')
})

t.test('a completed link can be opened where its browser may continue, with or without emails', async (t) => {
  for (const sendsEmails of [true, false]) {
    t.equal(seen('completed', 'active_due', BEFORE_EXPIRY, { browser: 'ab', sendsEmails }).action, 'open')
    t.not(seen('completed', 'active_due', PAST_EXPIRY, { browser: 'ab', sendsEmails }).action, 'open')
  }
})

t.test('the holder of a revoked link, or of one of an erased client, reads nothing about the client', async (t) => {
  t.strictSame(seen('revoked', 'action_required'), { action: 'none', asks: [] })
  const account = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ asks: DUE }) }
  for (const status of ['completed', 'revoked'] as const) {
    const erased = { ...ERASED, account, tokens: [tokenIn(status)] }
    const view = holderView(erased, BEFORE_EXPIRY, {
      tokenId: 'token-1',
      sendsEmails: true,
      rules: { asksForCode: true },
    })
    t.strictSame(view, { action: 'none', asks: [] }, status)
  }
})

t.test('only what the client has to provide is shown', async (t) => {
  t.strictSame(seen('completed', 'action_required').asks, DUE)
  t.strictSame(seen('in_progress', 'rejected').asks, [])
})

t.test('the holder of a link that needs a code is shown where it goes, masked', async (t) => {
  const asking = { asksForCode: true }
  t.equal(seen('pending', 'none', BEFORE_EXPIRY, asking).codeSentTo, 'a•••@example.com')
  t.notOk('codeSentTo' in seen('pending', 'none'), 'not where none is needed')
  t.notOk('codeSentTo' in seen('pending', 'none', PAST_EXPIRY, asking), 'nor where the link opens nothing')
})
