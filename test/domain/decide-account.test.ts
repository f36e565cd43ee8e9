import t from 'tap'
import { decideAccountRefreshed, decideAdoption } from '../../src/domain/decide-account.ts'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import { decided } from '../support/decisions.ts'
import {
  after,
  around,
  BEFORE_EXPIRY,
  CLIENT,
  DUE,
  EMPTY_ACCOUNT,
  INTENTS,
  ISSUED_AT,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'
import { openIntent } from '../support/open-intent.ts'
import { TERMS } from '../support/terms.ts'

const { snapshot: EMPTY } = EMPTY_ACCOUNT
const withAccount = (parts: Partial<Onboarding> = {}) =>
  onboardingWith({ intent: INTENTS.done, account: EMPTY_ACCOUNT, ...parts })

const refreshed = (state: Onboarding, snapshot: AccountSnapshot, now = BEFORE_EXPIRY) =>
  decided(state, now, (at) => decideAccountRefreshed(at, { snapshot }))

t.test('the parameters and terms of the account are frozen with the intent', async (t) => {
  const client = { email: 'ada@example.com', name: 'Ada', country: 'DE' }
  const opened = openIntent(onboardingWith(), BEFORE_EXPIRY).events
  t.strictSame(opened, [{ type: 'intent_opened', parameters: client, terms: TERMS }])

  const changed = onboardingWith({ client: { ...CLIENT, name: 'Grace' }, intent: INTENTS.open })
  const { after: tried } = decided(changed, BEFORE_EXPIRY, openIntent)
  t.strictSame(tried.intent, { ...INTENTS.open, tries: 2 }, 'and stay so whatever the client is now')
})

t.test('an account that a background job found is stored as adopted, once', async (t) => {
  const found = { snapshot: EMPTY, generation: 2, terms: TERMS }
  const { events, result, after: adopted } = decided(onboardingWith(), BEFORE_EXPIRY, (at) => decideAdoption(at, found))
  t.strictSame(events, [{ type: 'account_stored', ...found, adopted: true }])
  t.equal(result, 'acct_1')
  const other = { ...found, snapshot: snapshotWith({ accountId: 'acct_other' }) }
  t.strictSame(decideAdoption(adopted, other), { events: [], result: 'acct_1' })
})

t.test('a snapshot', async (t) => {
  t.test('is stored', async (t) => {
    const snapshot = { ...EMPTY, fetchedAt: after(EMPTY.fetchedAt, 1) }
    const { events, result } = decideAccountRefreshed(withAccount(), { snapshot })
    t.strictSame(events, [{ type: 'account_refreshed', snapshot }])
    t.strictSame(result, { outcome: 'saved' })
  })

  t.test('is stale when a later one is stored', async (t) => {
    const [before, at, late] = around(EMPTY.fetchedAt)
    const outcome = (fetchedAt: Date) => refreshed(withAccount(), { ...EMPTY, fetchedAt }).result.outcome
    t.equal(outcome(before), 'stale')
    t.equal(outcome(at), 'saved')
    t.equal(outcome(late), 'saved')
    const evidence = snapshotWith({ fetchedAt: before })
    t.strictSame(decideAccountRefreshed(withAccount(), { snapshot: evidence }).events, [], 'and is evidence of nothing')
  })

  t.test('of another account is not stored, and is evidence of nothing', async (t) => {
    const { events, result } = refreshed(withAccount(), snapshotWith({ accountId: 'acct_other' }))
    t.strictSame(events, [])
    t.strictSame(result, { outcome: 'unknown_account' })
  })

  t.test('says in the audit trail what the readiness was and is, where that is new', async (t) => {
    const [, ...others] = refreshed(
      withAccount({ tokens: [tokenIn('revoked')] }),
      snapshotWith({ hold: 'rejected' }),
    ).events
    t.strictSame(others, [{ type: 'readiness_changed', from: 'onboarding', to: 'rejected' }])
  })

  t.test('of the account that the intent waits for is adopted', async (t) => {
    const state = onboardingWith({ intent: INTENTS.settling })
    const fetched = { snapshot: EMPTY, createdFor: { generation: 2 } }
    const {
      events,
      result,
      after: adopted,
    } = decided(state, BEFORE_EXPIRY, (at) => decideAccountRefreshed(at, fetched))
    t.strictSame(events, [{ type: 'account_stored', snapshot: EMPTY, generation: 2, terms: TERMS, adopted: true }])
    t.strictSame(result, { outcome: 'saved' })
    t.match(adopted, { intent: { status: 'done' }, account: { generation: 2 } })
  })
})

t.test('evidence completes the open token and notifies the client by email', async (t) => {
  const completed = [
    { type: 'token_completed', tokenId: 'token-1' },
    { type: 'email_requested', tokenId: 'token-1', kind: 'completed' },
  ]

  t.test('also past its expiry', async (t) => {
    for (const now of [BEFORE_EXPIRY, PAST_EXPIRY]) {
      for (const status of ['pending', 'in_progress'] as const) {
        const { events, result } = refreshed(withAccount({ tokens: [tokenIn(status)] }), snapshotWith(), now)
        t.strictSame(events.slice(2), completed)
        t.strictSame(result, { outcome: 'saved', completed: 'token-1' })
      }
    }
  })

  t.test('with an account that is adopted', async (t) => {
    const fetched = { snapshot: snapshotWith(), createdFor: { generation: 2 } }
    const { events } = decideAccountRefreshed(onboardingWith({ intent: INTENTS.open }), fetched)
    t.match(events, [{ type: 'account_stored' }, ...completed])
  })

  t.test('but not while the details are missing', async (t) => {
    const { events, result } = refreshed(withAccount(), snapshotWith({ submitted: false }))
    t.strictSame(result, { outcome: 'saved' })
    t.notOk(events.some(({ type }) => type === 'token_completed'))
  })

  t.test('but not a token that has ended', async (t) => {
    for (const status of ['completed', 'revoked'] as const) {
      const { result } = refreshed(withAccount({ tokens: [tokenIn(status)] }), snapshotWith())
      t.strictSame(result, { outcome: 'saved' }, status)
    }
  })

  t.test(
    'for an update that is a snapshot of after it was issued, by which the client is asked for nothing',
    async (t) => {
      const state = withAccount({
        tokens: [tokenIn('pending', 'update')],
        account: { ...EMPTY_ACCOUNT, snapshot: { ...EMPTY, fetchedAt: new Date(0) } },
      })
      const result = (parts: Partial<AccountSnapshot>) => refreshed(state, snapshotWith(parts)).result
      t.strictSame(result({ fetchedAt: ISSUED_AT }), { outcome: 'saved' })
      t.strictSame(result({ fetchedAt: after(ISSUED_AT, 1) }), { outcome: 'saved', completed: 'token-1' })
      t.strictSame(result({ capabilities: UNPAID, asks: DUE }), { outcome: 'saved' })
      t.strictSame(result({ hold: 'disconnected' }), { outcome: 'saved' })
    },
  )
})
