import t from 'tap'
import { decideLinkRequest } from '../../src/domain/decide-link-request.ts'
import { decideRenewal } from '../../src/domain/decide-token.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import { decided } from '../support/decisions.ts'
import {
  after,
  around,
  BEFORE_EXPIRY,
  DUE,
  EMPTY_ACCOUNT,
  EXPIRES_AT,
  HOUR_MS,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
} from '../support/onboardings.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * HOUR_MS

const request = (state: Onboarding, at: Date, lifetimeMs = HOUR_MS) =>
  decided(state, at, (now, instant) => decideLinkRequest(now, instant, { tokenId: 'token-2', lifetimeMs }))

t.test('a link that works is joined by another one, until the instant that it expires', async (t) => {
  for (const status of ['pending', 'in_progress'] as const) {
    const state = onboardingWith({ tokens: [tokenIn(status)] })
    const [before, at] = around(EXPIRES_AT)
    t.match(request(state, before), {
      events: [
        { type: 'link_sent_again', tokenId: 'token-1' },
        { type: 'email_requested', tokenId: 'token-1', kind: 'link' },
      ],
      result: 'sent_again',
      notAfter: EXPIRES_AT,
      after: { tokens: [{ id: 'token-1', status }] },
    })
    t.match(request(state, at), {
      events: [
        { type: 'new_link_requested', tokenId: 'token-1', answer: 'issued' },
        { type: 'token_revoked', tokenId: 'token-1', reason: 'replaced' },
        { type: 'token_issued', tokenId: 'token-2', purpose: 'onboarding', issuedBy: 'client' },
        { type: 'email_requested', tokenId: 'token-2', kind: 'link' },
      ],
      result: 'issued',
    })
  }
})

t.test(
  'a client that is done gets a link while the provider asks for more, and else none, which is recorded',
  async (t) => {
    const done = (asks: typeof DUE) =>
      onboardingWith({
        tokens: [tokenIn('completed')],
        account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ asks }) },
      })
    t.match(request(done(DUE), BEFORE_EXPIRY).events[1], { type: 'token_issued', purpose: 'update' })
    t.match(request(done([]), BEFORE_EXPIRY), {
      events: [{ type: 'new_link_requested', tokenId: 'token-1', answer: 'nothing_to_do' }],
      result: 'nothing_to_do',
    })
    for (const hold of ['rejected', 'disconnected'] as const) {
      const account = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ hold, asks: DUE }) }
      t.equal(request(onboardingWith({ account }), BEFORE_EXPIRY).result, hold, 'though its token is open')
    }
  },
)

t.test('a link that staff ended is not replaced, unless they have corrected the address', async (t) => {
  const ended = (revokeReason: 'operator' | 'account_reset' | 'email_changed') =>
    onboardingWith({ tokens: [{ ...tokenIn('revoked'), revokeReason } as ReturnType<typeof tokenIn>] })
  t.equal(request(ended('operator'), BEFORE_EXPIRY).result, 'withdrawn')
  t.equal(request(ended('account_reset'), BEFORE_EXPIRY).result, 'withdrawn')
  t.equal(request(ended('email_changed'), BEFORE_EXPIRY).result, 'issued')
})

t.test('a client gets three links a day at its own request, whichever way it asks', async (t) => {
  const long = onboardingWith({
    tokens: [{ ...tokenIn('pending'), expiresAt: after(PAST_EXPIRY, 7 * DAY_MS) }],
  })
  const at = (ms: number) => after(BEFORE_EXPIRY, ms)
  let state: Onboarding = long
  for (const hours of [0, 1, 2]) {
    const { result, after: next } = request(state, at(hours * HOUR_MS))
    t.equal(result, 'sent_again')
    state = next
  }
  t.match(request(state, at(3 * HOUR_MS)), { events: [], result: 'too_often' })
  const renewal = { heldTokenId: 'token-1', token: { tokenId: 'token-2', lifetimeMs: HOUR_MS } }
  const expired = { ...state, tokens: state.tokens.map((token) => ({ ...token, expiresAt: at(4 * HOUR_MS) })) }
  t.equal(decideRenewal(expired, at(5 * HOUR_MS), renewal).result, 'too_often', 'with an expired link, too')

  const [before, whenOver] = around(at(DAY_MS))
  t.equal(request(state, before).result, 'too_often')
  const fourth = request(state, whenOver)
  t.equal(fourth.result, 'sent_again', 'the first one is a day old')
  t.equal(fourth.after.tokens[0]?.sentAgainAt?.length, 3, 'it is forgotten')

  let renewed: Onboarding = onboardingWith()
  for (const hours of [1, 3, 5]) {
    const next = decideRenewal(renewed, after(EXPIRES_AT, hours * HOUR_MS), {
      heldTokenId: renewed.tokens.at(-1)?.id ?? '',
      token: { tokenId: `token-${hours}-b`, lifetimeMs: HOUR_MS },
    })
    t.equal(next.result, 'issued')
    renewed = decided(renewed, after(EXPIRES_AT, hours * HOUR_MS), () => next).after
  }
  t.equal(request(renewed, after(EXPIRES_AT, 7 * HOUR_MS)).result, 'too_often')
})

t.test('no second link is sent within five minutes, so a repeated job sends one', async (t) => {
  const [before, at] = around(after(BEFORE_EXPIRY, 5 * MINUTE_MS))
  for (const state of [onboardingWith(), onboardingWith({ tokens: [tokenIn('completed')] })]) {
    const first = request(state, BEFORE_EXPIRY)
    t.not(first.result, 'too_often')
    t.match(request(first.after, before), { events: [], result: 'too_often' })
    t.equal(request(first.after, at).result, 'sent_again')
  }
})
