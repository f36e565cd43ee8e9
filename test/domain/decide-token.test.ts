import t from 'tap'
import {
  decideEmailedSecret,
  decideExtension,
  decideIssue,
  decideRenewal,
  decideRevocation,
  decideSecret,
} from '../../src/domain/decide-token.ts'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { RevokeReason } from '../../src/domain/onboarding-token.ts'
import { decided } from '../support/decisions.ts'
import {
  after,
  around,
  BEFORE_EXPIRY,
  CLIENT,
  DUE,
  EMPTY_ACCOUNT,
  ERASED,
  EXPIRES_AT,
  hash,
  HOUR_MS,
  issuedFor,
  keysOf,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
} from '../support/onboardings.ts'

const newToken = { tokenId: 'token-2', lifetimeMs: 5000 }
const lastUsable = after(EXPIRES_AT, -1)

t.test('a token is issued with the requested properties', async (t) => {
  const state = onboardingWith({ tokens: [tokenIn('revoked')] })
  const issued = {
    type: 'token_issued',
    tokenId: 'token-2',
    purpose: 'onboarding',
    lifetimeMs: 5000,
    issuedBy: 'staff',
  }
  const secret = { type: 'secret_added', tokenId: 'token-2', secretHash: hash(9) }
  const email = { type: 'email_requested', tokenId: 'token-2', kind: 'link' }
  t.strictSame(decideIssue(state, newToken).events, [issued])
  t.strictSame(decideIssue(state, { ...newToken, secretHash: hash(9) }).events, [issued, secret])
  t.strictSame(decideIssue(state, { ...newToken, sendsEmail: true }).events, [issued, email])
  t.strictSame(decideIssue(state, { ...newToken, secretHash: hash(9), sendsEmail: true }).events, [
    issued,
    secret,
    email,
  ])
  t.strictSame(decideIssue(state, newToken, 'client').events, [{ ...issued, issuedBy: 'client' }])
})

t.test('a new token replaces the open one', async (t) => {
  for (const status of ['pending', 'in_progress'] as const) {
    for (const now of [BEFORE_EXPIRY, PAST_EXPIRY]) {
      const state = onboardingWith({ tokens: [{ ...tokenIn('completed'), id: 'token-0' }, tokenIn(status)] })
      const { events, after } = decided(state, now, () => decideIssue({ ...state, account: EMPTY_ACCOUNT }, newToken))
      t.strictSame(events[0], { type: 'token_revoked', tokenId: 'token-1', reason: 'replaced' })
      t.match(after.tokens, [{ status: 'completed' }, { status: 'revoked' }, { status: 'pending', id: 'token-2' }])
    }
  }
})

t.test('a client that has been onboarded gets a token only while the provider wants something of it', async (t) => {
  const onboarded = onboardingWith({ tokens: [tokenIn('completed')], account: EMPTY_ACCOUNT })
  t.match(decideIssue(onboarded, newToken), { result: 'issued', events: [{ purpose: 'update' }] })
  const active = { ...onboarded, account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith() } }
  t.strictSame(decideIssue(active, newToken), { events: [], result: 'nothing_to_do' })

  const replaced = { ...active, tokens: [tokenIn('completed'), { ...tokenIn('revoked', 'update'), id: 'token-2' }] }
  t.equal(decideIssue(replaced, newToken).result, 'nothing_to_do', 'however long ago it was onboarded')
})

t.test('a renewal', async (t) => {
  const renewal = { heldTokenId: 'token-1', token: newToken }

  t.test('is sent by email to the client, and is counted as its own', async (t) => {
    t.strictSame(decideRenewal(onboardingWith(), PAST_EXPIRY, renewal), {
      events: [
        { type: 'new_link_requested', tokenId: 'token-1', answer: 'issued' },
        { type: 'token_revoked', tokenId: 'token-1', reason: 'replaced' },
        { type: 'token_issued', tokenId: 'token-2', purpose: 'onboarding', lifetimeMs: 5000, issuedBy: 'client' },
        { type: 'email_requested', tokenId: 'token-2', kind: 'link' },
      ],
      result: 'issued',
    })
  })

  t.test('is had from the instant that the token expires', async (t) => {
    const [before, at] = around(EXPIRES_AT)
    t.equal(decideRenewal(onboardingWith(), before, renewal).result, 'still_works')
    t.equal(decideRenewal(onboardingWith(), at, renewal).result, 'issued')
  })

  t.test('is not had where there is nothing to do', async (t) => {
    const tokens = [
      { ...tokenIn('completed'), id: 'token-0' },
      { ...tokenIn('pending', 'update'), id: 'token-1' },
    ]
    const state = onboardingWith({ tokens, account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith() } })
    const answer = 'nothing_to_do'
    const requested = { type: 'new_link_requested', tokenId: 'token-1', answer }
    t.strictSame(decideRenewal(state, PAST_EXPIRY, renewal), { events: [requested], result: answer })
  })

  t.test('is had with the link of an onboarding that is completed, while the provider asks for more', async (t) => {
    const completed = (account: Partial<AccountSnapshot>) =>
      onboardingWith({
        tokens: [tokenIn('completed')],
        account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith(account) },
      })
    t.strictSame(decideRenewal(completed({ asks: DUE }), BEFORE_EXPIRY, renewal), {
      events: [
        { type: 'new_link_requested', tokenId: 'token-1', answer: 'issued' },
        { type: 'token_issued', tokenId: 'token-2', purpose: 'update', lifetimeMs: 5000, issuedBy: 'client' },
        { type: 'email_requested', tokenId: 'token-2', kind: 'link' },
      ],
      result: 'issued',
    })
    t.equal(decideRenewal(completed({}), BEFORE_EXPIRY, renewal).result, 'nothing_to_do')
  })

  t.test('is not had for an account that is rejected or disconnected', async (t) => {
    for (const hold of ['rejected', 'disconnected'] as const) {
      for (const status of ['pending', 'in_progress', 'completed'] as const) {
        const account = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ hold, asks: DUE }) }
        const state = onboardingWith({ tokens: [tokenIn(status)], account })
        const requested = { type: 'new_link_requested', tokenId: 'token-1', answer: hold }
        t.strictSame(decideRenewal(state, PAST_EXPIRY, renewal), { events: [requested], result: hold })
        t.strictSame(decideIssue(state, newToken), { events: [], result: hold }, 'not by staff either')
      }
    }
  })

  t.test('is recorded and not had if no emails are sent', async (t) => {
    const requested = { type: 'new_link_requested', tokenId: 'token-1', answer: 'no_email' }
    t.strictSame(decideRenewal(onboardingWith(), PAST_EXPIRY, { ...renewal, token: undefined }), {
      events: [requested],
      result: 'no_email',
    })
    const alive = decideRenewal(onboardingWith(), BEFORE_EXPIRY, { ...renewal, token: undefined })
    t.equal(alive.result, 'still_works', 'the reason that emails would not change comes first')
  })

  t.test('leaves no trace of a client that was erased', async (t) => {
    t.strictSame(decideRenewal(ERASED, PAST_EXPIRY, renewal), { events: [], result: 'unknown_client' })
  })
})

t.test('the secret of an email', async (t) => {
  const emailed = { tokenId: 'token-1', kind: 'link', secretHash: hash(9), stopHash: hash(8) } as const

  t.test('is added only before the token expires, by the clock of the save', async (t) => {
    const secret = { type: 'secret_added', tokenId: 'token-1', secretHash: hash(9) }
    t.strictSame(decideEmailedSecret(onboardingWith(), lastUsable, emailed), {
      events: [secret],
      result: 'added',
      notAfter: EXPIRES_AT,
    })
    t.strictSame(decideEmailedSecret(onboardingWith(), EXPIRES_AT, emailed), { events: [], result: 'not_open' })
  })

  t.test('comes with one that stops reminders in a reminder, and in no other email', async (t) => {
    const stopped = onboardingWith({ client: { ...CLIENT, remindersStoppedAt: BEFORE_EXPIRY } })
    for (const kind of ['link', 'action_required', 'deadline', 'reminder'] as const) {
      const { events, result } = decideEmailedSecret(onboardingWith(), BEFORE_EXPIRY, { ...emailed, kind })
      const stopSecret = { type: 'stop_secret_added', tokenId: 'token-1', secretHash: hash(8) }
      t.strictSame([result, events.slice(1)], ['added', kind === 'reminder' ? [stopSecret] : []], kind)
      const late = decideEmailedSecret(stopped, BEFORE_EXPIRY, { ...emailed, kind })
      t.equal(
        late.result,
        kind === 'reminder' ? 'stopped' : 'added',
        `${kind}, though reminders were stopped meanwhile`,
      )
      t.equal(late.events.length, kind === 'reminder' ? 0 : 1)
    }
  })

  t.test('is not added to a token that was replaced, though the client has an open one', async (t) => {
    const tokens = [tokenIn('revoked'), { ...tokenIn('pending'), id: 'token-2' }]
    t.equal(decideEmailedSecret(onboardingWith({ tokens }), BEFORE_EXPIRY, emailed).result, 'not_open')
  })
})

t.test('a repeated request gets one more secret of its token, at any time', async (t) => {
  t.strictSame(decideSecret('token-1', hash(9)), {
    events: [{ type: 'secret_added', tokenId: 'token-1', secretHash: hash(9) }],
    result: 'added',
  })
})

t.test('an extension', async (t) => {
  const extend = (lifetimeMs: number, state = onboardingWith(), now = BEFORE_EXPIRY) =>
    decideExtension(state, now, { tokenId: 'token-1', lifetimeMs })

  t.test('lets the links work for so long from now, also if they have expired', async (t) => {
    const extended = {
      events: [{ type: 'token_extended', tokenId: 'token-1', lifetimeMs: HOUR_MS }],
      result: 'extended',
    }
    t.strictSame(extend(HOUR_MS, onboardingWith(), PAST_EXPIRY), extended)
    t.strictSame(extend(HOUR_MS, onboardingWith({ tokens: [tokenIn('in_progress')] }), PAST_EXPIRY), extended)
  })

  t.test('never lets them end earlier, and a repetition is none', async (t) => {
    const left = EXPIRES_AT.getTime() - BEFORE_EXPIRY.getTime()
    t.strictSame(extend(left - 1), { events: [], result: 'unchanged' })
    t.equal(extend(left / 0.99 - 1).result, 'unchanged', 'it would gain less than a hundredth')
    t.equal(extend(left / 0.99 + 1).result, 'extended')
  })

  t.test('is refused where no link could be opened', async (t) => {
    for (const hold of ['rejected', 'disconnected'] as const) {
      const account = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ hold }) }
      t.strictSame(extend(HOUR_MS, onboardingWith({ account })), { events: [], result: hold })
    }
  })
})

t.test('a revocation', async (t) => {
  const revoke = (tokenId = 'token-1') => ({ tokenId, reason: 'operator' }) as const

  t.test('says for which reason', async (t) => {
    const reasons: Record<RevokeReason, true> = {
      replaced: true,
      operator: true,
      email_changed: true,
      erased: true,
      account_reset: true,
    }
    for (const reason of keysOf(reasons)) {
      const { events } = decideRevocation(onboardingWith(), PAST_EXPIRY, { tokenId: 'token-1', reason })
      t.strictSame(events, [{ type: 'token_revoked', tokenId: 'token-1', reason }])
    }
  })

  t.test('says until when a link that was handed out can still be opened', async (t) => {
    const linksUntil = after(BEFORE_EXPIRY, 1000)
    const [before, at, late] = around(linksUntil)
    for (const status of ['in_progress', 'revoked'] as const) {
      const state = onboardingWith({ tokens: [{ ...tokenIn(status), linksUntil }] })
      const result = (now: Date) => decideRevocation(state, now, revoke()).result
      t.strictSame(result(before), { outcome: 'revoked', linksOutstandingUntil: linksUntil }, status)
      t.strictSame(result(at), { outcome: 'revoked' }, status)
      t.strictSame(result(late), { outcome: 'revoked' }, status)
    }
  })

  t.test('of a completed token is refused, and says nothing of its links', async (t) => {
    const linksUntil = after(BEFORE_EXPIRY, HOUR_MS)
    const state = onboardingWith({ tokens: [{ ...tokenIn('completed'), linksUntil }] })
    t.strictSame(decideRevocation(state, BEFORE_EXPIRY, revoke()), { events: [], result: { outcome: 'completed' } })
  })

  t.test('is of the token that it names, whether or not that is the latest', async (t) => {
    const tokens = [tokenIn('completed'), { ...issuedFor('update'), id: 'token-2', status: 'pending' } as const]
    const { events } = decideRevocation(onboardingWith({ tokens }), BEFORE_EXPIRY, revoke('token-2'))
    t.match(events, [{ tokenId: 'token-2' }])
    t.throws(() => decideRevocation(onboardingWith(), BEFORE_EXPIRY, revoke('token-9')), /has no token token-9/)
  })
})
