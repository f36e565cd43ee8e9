import t from 'tap'
import { mayContinue } from '../../src/domain/continuation.ts'
import { decideContinuation } from '../../src/domain/decide-link.ts'
import type { OnboardingToken } from '../../src/domain/onboarding-token.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import { decided } from '../support/decisions.ts'
import {
  around,
  BEFORE_EXPIRY,
  DUE,
  EMPTY_ACCOUNT,
  ERASED,
  EXPIRES_AT,
  HOUR_MS,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
  TOKEN_STATUSES,
} from '../support/onboardings.ts'

const browser = 'ab'
const returning = { heldTokenId: 'token-1', browser }
const completed: OnboardingToken = { ...tokenIn('completed'), browsers: ['cd', browser] }
const account = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ asks: DUE }) }
const asked = (parts: Partial<Onboarding> = {}) => onboardingWith({ tokens: [completed], account, ...parts })
const later = (status: OnboardingToken['status'], parts: Partial<OnboardingToken> = {}) =>
  ({ ...tokenIn(status, 'update'), id: 'token-2', ...parts }) as OnboardingToken

t.test('a completed link leads on in a browser that has opened it, while the provider asks for more', async (t) => {
  t.equal(mayContinue(asked(), BEFORE_EXPIRY, returning), true)
  const [before, at] = around(EXPIRES_AT)
  t.equal(mayContinue(asked(), before, returning), true)
  t.equal(mayContinue(asked(), at, returning), false, 'until it would have expired')
  for (const other of [undefined, 'ef']) {
    t.equal(mayContinue(asked(), BEFORE_EXPIRY, { ...returning, browser: other }), false, 'in no other browser')
  }
  const { browsers: _none, ...unseen } = completed
  t.equal(mayContinue(asked({ tokens: [unseen] }), BEFORE_EXPIRY, returning), false)
  const finished = { ...account, snapshot: snapshotWith() }
  t.equal(mayContinue(asked({ account: finished }), BEFORE_EXPIRY, returning), false)
})

t.test('no link leads on that has not completed the onboarding', async (t) => {
  for (const status of TOKEN_STATUSES.filter((each) => each !== 'completed')) {
    const tokens = [{ ...tokenIn(status), browsers: [browser] }]
    t.equal(mayContinue(asked({ tokens }), BEFORE_EXPIRY, returning), false, status)
  }
})

t.test('no link leads to an account that is rejected or disconnected, or belongs to an erased client', async (t) => {
  for (const hold of ['rejected', 'disconnected'] as const) {
    const gone = { ...account, snapshot: snapshotWith({ asks: DUE, hold }) }
    t.equal(mayContinue(asked({ account: gone }), BEFORE_EXPIRY, returning), false)
  }
  t.equal(mayContinue({ ...ERASED, tokens: [completed], account }, BEFORE_EXPIRY, returning), false)
})

t.test('what staff have issued or revoked since is not passed by', async (t) => {
  for (const status of ['pending', 'in_progress', 'revoked'] as const) {
    t.equal(mayContinue(asked({ tokens: [completed, later(status)] }), BEFORE_EXPIRY, returning), false, status)
  }
  const own = later('revoked', { selfRequested: true })
  t.equal(mayContinue(asked({ tokens: [completed, own] }), BEFORE_EXPIRY, returning), false, 'revoked by staff')
})

t.test(
  'the token that it leads to is for an update, has no secret, and lives as long as the first one did',
  async (t) => {
    const decide = (state: Onboarding, now: Date) =>
      decideContinuation(state, now, { ...returning, tokenId: 'token-2' })
    const first = decided(asked(), BEFORE_EXPIRY, decide)
    t.strictSame(first.events, [
      { type: 'token_issued', tokenId: 'token-2', purpose: 'update', lifetimeMs: HOUR_MS, issuedBy: 'client' },
    ])
    t.equal(first.result, 'token-2')
    t.strictSame(first.notAfter, EXPIRES_AT)
    t.match(first.after.tokens, [{ status: 'completed' }, { status: 'pending', purpose: 'update' }])

    t.strictSame(decide(first.after, BEFORE_EXPIRY), { events: [], result: 'token-2' }, 'and is opened again and again')
    t.strictSame(decide(first.after, PAST_EXPIRY), { events: [], result: undefined })
  },
)
