import t from 'tap'
import {
  decideForgetting,
  endOf,
  LEAST_RETENTION,
  leastAgeOf,
  mayBeDeleted,
  USUAL_RETENTION,
} from '../../src/domain/retention.ts'
import type { OnboardingToken } from '../../src/domain/onboarding-token.ts'
import { after, HOUR_MS, INTENTS, keysOf, onboardingWith, tokenIn } from '../support/onboardings.ts'

const DAY_MS = 24 * HOUR_MS
const START = new Date('2026-01-01T00:00:00.000Z')
const day = (n: number) => after(START, n * DAY_MS)
const rules = USUAL_RETENTION

t.test('no setting is below what a rule needs, and by default everything is kept as long as it says', async (t) => {
  for (const what of keysOf(rules)) t.ok(rules[what] >= LEAST_RETENTION[what], what)
  t.equal(leastAgeOf('provider_event', rules), 30 * DAY_MS)
  t.equal(leastAgeOf('link_attempt', rules), 30 * DAY_MS)
  t.equal(leastAgeOf('idempotency_key', rules), DAY_MS)
  t.equal(leastAgeOf('outgoing_event', rules), 30 * DAY_MS)
})

t.test(
  'an event is kept while the provider may send it again, and twice as long if it was never processed',
  async (t) => {
    const event = { kind: 'provider_event', id: 'evt_1', at: START } as const
    t.equal(mayBeDeleted({ ...event, isSettled: true }, after(day(30), -1), rules), false)
    t.equal(mayBeDeleted({ ...event, isSettled: true }, day(30), rules), true)
    t.equal(mayBeDeleted({ ...event, isSettled: false }, after(day(60), -1), rules), false)
    t.equal(mayBeDeleted({ ...event, isSettled: false }, day(60), rules), true)
  },
)

t.test('a link attempt is kept until its token has ended for long', async (t) => {
  const attempt = { kind: 'link_attempt', id: 'a', at: START } as const
  t.equal(mayBeDeleted({ ...attempt, tokenEndsAt: day(14) }, day(43), rules), false)
  t.equal(mayBeDeleted({ ...attempt, tokenEndsAt: day(14) }, day(44), rules), true)
  t.equal(mayBeDeleted({ ...attempt, tokenEndsAt: day(90) }, day(60), rules), false, 'its token still lives')
  t.equal(mayBeDeleted(attempt, day(30), rules), true, 'its token is deleted')
})

t.test('an idempotency key is kept for a day', async (t) => {
  const key = { kind: 'idempotency_key', id: 'k', at: START } as const
  t.equal(mayBeDeleted(key, after(day(1), -1), rules), false)
  t.equal(mayBeDeleted(key, day(1), rules), true)
})

t.test('an outgoing event is kept until its last delivery has ended for long, and as long as one waits', async (t) => {
  const event = { kind: 'outgoing_event', id: 'e', at: START, isWaiting: false } as const
  t.equal(mayBeDeleted(event, after(day(30), -1), rules), false)
  t.equal(mayBeDeleted(event, day(30), rules), true, 'no endpoint has got it')
  t.equal(mayBeDeleted({ ...event, attemptedAt: day(2) }, after(day(32), -1), rules), false)
  t.equal(mayBeDeleted({ ...event, attemptedAt: day(2) }, day(32), rules), true)
  t.equal(mayBeDeleted({ ...event, attemptedAt: day(2), isWaiting: true }, day(900), rules), false)
})

t.test('a token ends when it is completed or revoked, or else when it expires', async (t) => {
  const completed = tokenIn('completed')
  const revoked = tokenIn('revoked')
  if (completed.status !== 'completed' || revoked.status !== 'revoked') throw new Error('no such tokens')
  t.equal(endOf(completed), completed.completedAt)
  t.equal(endOf(revoked), revoked.revokedAt)
  t.equal(endOf(tokenIn('pending')), tokenIn('pending').expiresAt)
})

const revoked = (id: string, at: Date, parts: Partial<OnboardingToken> = {}): OnboardingToken => ({
  ...tokenIn('pending'),
  ...parts,
  ...{ id, status: 'revoked', revokedAt: at, revokeReason: 'replaced' },
})
const last = { ...tokenIn('pending'), id: 'last' }
const forgotten = (tokens: readonly OnboardingToken[], now: Date, parts: Parameters<typeof onboardingWith>[0] = {}) =>
  decideForgetting(onboardingWith({ ...parts, tokens: [...tokens] }), now, rules).events

t.test('tokens that ended long ago are forgotten, but for the last one', async (t) => {
  const [old, recent] = [revoked('old', START), revoked('recent', day(50))]
  t.same(forgotten([old, recent, last], after(day(90), -1)), [])
  t.same(forgotten([old, recent, last], day(90)), [{ type: 'tokens_forgotten', tokenIds: ['old'] }])
  t.same(forgotten([old, recent, last], day(140)), [{ type: 'tokens_forgotten', tokenIds: ['old', 'recent'] }])
  t.same(forgotten([revoked('last', START)], day(900)), [], 'a client keeps its last token, though it is revoked')
  const { result } = decideForgetting(onboardingWith({ tokens: [old, recent, last] }), day(140), rules)
  t.same(result, { forgotten: 2 })
})

t.test('what a rule needs is kept, however old it is', async (t) => {
  const old = revoked('old', START)
  const now = day(900)
  t.same(forgotten([{ ...tokenIn('completed'), id: 'done' }, last], now), [], 'that the client has been through')
  const series = [old, revoked('first', START), revoked('second', START, { issuedBy: 'reminder' })]
  t.same(
    forgotten([...series, { ...last, issuedBy: 'reminder' }], now),
    [{ type: 'tokens_forgotten', tokenIds: ['old'] }],
    'the tokens that reminders are counted by',
  )
  for (const status of ['open', 'settling'] as const) {
    t.same(
      forgotten([old, last], now, { intent: INTENTS[status] }),
      [],
      'all while the outcome of an account is unknown',
    )
  }
  t.equal(forgotten([old, last], now, { intent: INTENTS.done }).length, 1)
})
