import t from 'tap'
import { accountKey } from '../../src/domain/account-intent.ts'
import { mayContinue } from '../../src/domain/continuation.ts'
import { decideAccountRefreshed, decideAdoption, decideIntent } from '../../src/domain/decide-account.ts'
import { decideLinkCreated, decideProviderFailed } from '../../src/domain/decide-link.ts'
import { decideReset } from '../../src/domain/decide-reset.ts'
import { decideIssue } from '../../src/domain/decide-token.ts'
import { nextStepOf } from '../../src/domain/next-step.ts'
import { standingOf, type Onboarding } from '../../src/domain/onboarding.ts'
import {
  BEFORE_EXPIRY,
  EMPTY_ACCOUNT,
  ERASED,
  evolveAll,
  INTENTS,
  keysOf,
  onboardingWith,
  snapshotWith,
  tokenIn,
} from '../support/onboardings.ts'
import { NEW_ACCOUNTS, TERMS } from '../support/terms.ts'

const { accountId } = EMPTY_ACCOUNT.snapshot
const withAccount = (status: 'in_progress' | 'completed' | 'revoked' = 'in_progress') =>
  onboardingWith({ tokens: [tokenIn(status)], account: EMPTY_ACCOUNT, intent: { ...INTENTS.done, generation: 1 } })

function reset(state: Onboarding): Onboarding {
  const { events, result } = decideReset(state)
  t.equal(result, 'reset')
  const after = evolveAll(state, events, BEFORE_EXPIRY)
  if (after === undefined) throw new Error('there is no onboarding')
  return after
}

t.test('a reset detaches the account and revokes the open link', async (t) => {
  t.match(decideReset(withAccount()).events, [
    { type: 'token_revoked', reason: 'account_reset' },
    { type: 'account_detached', accountId },
    { type: 'readiness_changed', from: 'onboarding', to: 'none' },
  ])
  const after = reset(withAccount())
  t.equal(after.account, undefined)
  t.match(standingOf(after), { status: 'revoked', readiness: 'none', nextAction: 'operator' })
})

t.test('what cannot be reset stays as it is', async (t) => {
  const refused = (state: Onboarding, meant?: string) => {
    const { events, result } = decideReset(state, meant)
    t.strictSame(events, [])
    return result
  }
  t.equal(refused(ERASED), 'unknown_client')
  t.equal(refused(withAccount(), 'acct_other'), 'other_account')
  t.equal(decideReset(withAccount(), accountId).result, 'reset')
  for (const status of keysOf(INTENTS)) {
    const isUnknown = status === 'open' || status === 'settling'
    const state = onboardingWith({ tokens: [tokenIn('pending')], intent: INTENTS[status] })
    t.equal(refused(state), isUnknown ? 'intent_unresolved' : 'no_account', status)
  }
  t.equal(refused(reset(withAccount())), 'no_account', 'a repetition')
})

t.test('the next opening requests another account, under a key of its own', async (t) => {
  const after = reset(withAccount('completed'))
  const token = { tokenId: 'token-2', lifetimeMs: 1000 }
  const issued = decideIssue(after, token)
  t.match(issued.events, [{ type: 'token_issued', purpose: 'onboarding' }])
  const ready = evolveAll(after, issued.events, BEFORE_EXPIRY)
  if (ready === undefined) throw new Error('there is no onboarding')
  const opened = decideIntent(ready, BEFORE_EXPIRY, { newAccounts: NEW_ACCOUNTS, tokenId: 'token-2' })
  const { intent } = evolveAll(ready, opened.events, BEFORE_EXPIRY) ?? {}
  t.match(intent, { status: 'open', generation: 2 })
  t.not(intent && accountKey(intent), accountKey({ clientId: 'client-1', generation: 1 }))
})

t.test('what was under way at the reset does not bring the account back', async (t) => {
  const after = reset(withAccount())
  const created = { snapshot: EMPTY_ACCOUNT.snapshot, generation: 1, terms: TERMS }
  const tokenId = tokenIn('in_progress').id
  const link = {
    accountId,
    stateHash: new Uint8Array(32),
    refreshHash: new Uint8Array(32),
    linkExpiresAt: BEFORE_EXPIRY,
  }
  t.strictSame(decideLinkCreated(after, BEFORE_EXPIRY, { tokenId, created, link }), {
    events: [],
    result: { outcome: 'refused', refusal: 'revoked' },
  })
  const failure = { operation: 'create_account_link', outcome: 'unknown', code: 'timeout' } as const
  t.strictSame(decideProviderFailed(after, { tokenId, failure, created }).events, [])
  t.strictSame(decideAdoption(after, created), { events: [], result: undefined })
  const event = { snapshot: EMPTY_ACCOUNT.snapshot, createdFor: { generation: 1 } }
  t.match(decideAccountRefreshed(after, event), { events: [], result: { outcome: 'unknown_account' } })
})

t.test('a link that completed the onboarding does not lead on after a reset', async (t) => {
  const completed = { ...tokenIn('completed'), browsers: ['b1'] }
  const asked = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ ...EMPTY_ACCOUNT.snapshot, submitted: true }) }
  const state = onboardingWith({ tokens: [completed], account: asked, intent: { ...INTENTS.done, generation: 1 } })
  const holder = { heldTokenId: completed.id, browser: 'b1' }
  t.ok(mayContinue(state, BEFORE_EXPIRY, holder))
  const after = reset(state)
  t.notOk(mayContinue(after, BEFORE_EXPIRY, holder))
  const step = nextStepOf({ token: completed, now: BEFORE_EXPIRY })
  t.match(step, { step: 'send_link', because: 'account_reset' })
})
