import t from 'tap'
import {
  CODE_MS,
  CONFIRMED_MS,
  confirmationAfter,
  nextCodeInMs,
  type Confirmation,
} from '../../src/domain/confirmation.ts'
import {
  decideAdmission,
  decideCodeNotSent,
  decideCodeSending,
  type Visitor,
} from '../../src/domain/decide-confirmation.ts'
import { maskedEmail } from '../../src/domain/masked-email.ts'
import { evolve, type Onboarding } from '../../src/domain/onboarding.ts'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import { decided } from '../support/decisions.ts'
import {
  after,
  BEFORE_EXPIRY,
  EMPTY_ACCOUNT,
  HOUR_MS,
  onboardingWith,
  PAST_EXPIRY,
  tokenIn,
} from '../support/onboardings.ts'

const NOW = BEFORE_EXPIRY
const tokenId = 'token-1'
const asking = { asksForCode: true }
const MINUTE_MS = 60_000

/** A client with a link that works for a week. */
const invited = onboardingWith({ tokens: [{ ...tokenIn('pending'), expiresAt: after(NOW, 168 * HOUR_MS) }] })

/** The same after a code was sent at `NOW`. */
const withCode = (): Onboarding => evolve(invited, { type: 'code_sent', tokenId, hash: 'right' }, NOW)

const ago = (ms: number) => new Date(NOW.getTime() - ms)

/** What the holder of the link is told, and the onboarding after it. */
function typed(
  state: Onboarding,
  code: string | undefined,
  { at = NOW, browser, rules = asking }: { at?: Date; browser?: string; rules?: typeof asking } = {},
) {
  const isCode = code === undefined ? undefined : (hash: string) => hash === code
  const visitor: Visitor = { heldTokenId: tokenId, ...(browser !== undefined && { browser }) }
  return decided(state, at, (from, now) => decideAdmission(from, now, { ...visitor, isCode }, rules))
}

t.test('a link opens without a code unless the platform asks for one', async (t) => {
  t.strictSame(typed(onboardingWith(), undefined, { rules: { asksForCode: false } }).result, 'admitted')
  t.strictSame(typed(onboardingWith(), undefined).result, 'code_required')
  t.strictSame(typed(onboardingWith(), undefined).events, [], 'and asking saves nothing')
})

t.test('the code that was emailed lets its holder go on, once and in its browser for an hour', async (t) => {
  const { result, after: confirmed, notAfter } = typed(withCode(), 'right', { browser: 'ab' })
  t.equal(result, 'admitted')
  t.strictSame(notAfter, after(NOW, CODE_MS))
  t.strictSame(typed(confirmed, undefined, { browser: 'ab', at: after(NOW, CONFIRMED_MS - 1) }).events, [])
  t.equal(typed(confirmed, undefined, { browser: 'ab', at: after(NOW, CONFIRMED_MS - 1) }).result, 'admitted')
  t.equal(typed(confirmed, undefined, { browser: 'ab', at: after(NOW, CONFIRMED_MS) }).result, 'code_required')
  for (const browser of ['cd', undefined]) {
    t.equal(typed(confirmed, undefined, { ...(browser && { browser }) }).result, 'code_required', `in ${browser}`)
    t.equal(typed(confirmed, 'right', { ...(browser && { browser }) }).result, 'code_over', 'the code is used up')
  }
})

t.test('a front end that names no browser is remembered as the one that names none', async (t) => {
  const { after: confirmed } = typed(withCode(), 'right')
  t.equal(typed(confirmed, undefined).result, 'admitted')
  t.equal(typed(confirmed, undefined, { browser: 'ab' }).result, 'code_required')
})

t.test('the fifth wrong code ends the code, and the right one comes too late', async (t) => {
  let state = withCode()
  const results: string[] = []
  for (let n = 1; n <= 5; n += 1) {
    const tried = typed(state, 'wrong')
    results.push(tried.result)
    t.strictSame(tried.events, [{ type: 'code_refused', tokenId }])
    state = tried.after
  }
  t.strictSame(results, ['code_wrong', 'code_wrong', 'code_wrong', 'code_wrong', 'code_over'])
  const late = typed(state, 'right')
  t.strictSame([late.result, late.events], ['code_over', []], 'and more guesses save nothing')
})

t.test('a code can be typed for ten minutes', async (t) => {
  t.equal(typed(withCode(), 'right', { at: after(NOW, CODE_MS - 1) }).result, 'admitted')
  t.equal(typed(withCode(), 'right', { at: after(NOW, CODE_MS) }).result, 'code_over')
  t.equal(typed(onboardingWith(), 'right').result, 'code_over', 'and none before one was sent')
})

t.test('another code replaces the one before it', async (t) => {
  const state = evolve(withCode(), { type: 'code_sent', tokenId, hash: 'newer' }, after(NOW, 1))
  t.equal(typed(state, 'right', { at: after(NOW, 1) }).result, 'code_wrong')
  t.equal(typed(state, 'newer', { at: after(NOW, 1) }).result, 'admitted')
})

t.test('a link that opens nothing asks for no code, and none is sent', async (t) => {
  const tokens: [TokenStatus, Date, string][] = [
    ['pending', PAST_EXPIRY, 'expired'],
    ['revoked', NOW, 'revoked'],
    ['completed', NOW, 'completed'],
  ]
  for (const [status, at, refusal] of tokens) {
    const state = onboardingWith({ tokens: [tokenIn(status)] })
    t.equal(typed(state, undefined, { at }).result, 'admitted', refusal)
    const sending = decideCodeSending(state, at, { heldTokenId: tokenId, hash: 'x' }, asking)
    t.strictSame(sending, { events: [], result: { outcome: 'refused', refusal } })
  }
})

t.test('a completed link that may go on needs a code as well', async (t) => {
  const state = onboardingWith({ tokens: [{ ...tokenIn('completed'), browsers: ['ab'] }], account: EMPTY_ACCOUNT })
  t.equal(typed(state, undefined, { browser: 'ab' }).result, 'code_required')
  const visitor = { heldTokenId: tokenId, browser: 'ab', hash: 'right' }
  const sent = decided(state, NOW, (from, now) => decideCodeSending(from, now, visitor, asking))
  t.equal(sent.result.outcome, 'sending')
  t.equal(typed(sent.after, 'right', { browser: 'ab' }).result, 'admitted')
})

t.test('no code is sent where none is asked for', async (t) => {
  const sending = decideCodeSending(onboardingWith(), NOW, { heldTokenId: tokenId, hash: 'x' }, { asksForCode: false })
  t.strictSame(sending, { events: [], result: { outcome: 'not_needed' } })
})

t.test('at most five codes are sent in an hour, and ten in a day', async (t) => {
  let state = onboardingWith()
  const send = (at: Date) => {
    const sent = decided(state, at, (from, now) =>
      decideCodeSending(from, now, { heldTokenId: tokenId, hash: 'x' }, asking),
    )
    state = sent.after
    return sent.result.outcome === 'too_often' ? sent.result.waitMs : sent.result.outcome
  }
  const minute = (n: number) => after(ago(25 * HOUR_MS), n * MINUTE_MS)
  const first = [0, 1, 2, 3, 4].map((n) => send(minute(n)))
  t.strictSame(
    first,
    first.map(() => 'sending'),
  )
  t.equal(send(minute(59)), MINUTE_MS)
  t.equal(send(minute(60)), 'sending', 'an hour after the first of the five')
  for (const n of [61, 62, 63, 64]) t.equal(send(minute(n)), 'sending')
  t.equal(send(minute(300)), (24 * 60 - 300) * MINUTE_MS, 'the eleventh waits until the first is a day old')
  t.equal(send(minute(24 * 60)), 'sending')
})

t.test('a code that was not sent opens nothing, and does not count', async (t) => {
  const failed = (state: Onboarding, hash: string) =>
    decided(state, NOW, (from) => decideCodeNotSent(from, { tokenId, hash }))
  const { after: without } = failed(withCode(), 'right')
  t.equal(typed(without, 'right').result, 'code_over')
  t.equal(nextCodeInMs(without.tokens[0]?.confirmation, NOW), 0)
  t.strictSame(without.tokens[0]?.confirmation, { codesSentAt: [] })
  t.strictSame(failed(withCode(), 'an older one').events, [], 'unless another one was sent since')
})

t.test('what is typed is forgotten of no code', async (t) => {
  const none: Confirmation = { codesSentAt: [NOW] }
  t.strictSame(confirmationAfter(none, { type: 'code_refused', tokenId }, NOW), none)
})

t.test('an address is masked but for its first letter and what is behind the @', async (t) => {
  t.equal(maskedEmail('ada.lovelace@example.com'), 'a•••@example.com')
  t.equal(maskedEmail('a@example.com'), 'a•••@example.com', 'so the length of the name is not shown')
})
