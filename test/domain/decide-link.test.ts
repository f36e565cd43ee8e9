import t from 'tap'
import {
  decideIntentChange,
  decideLinkCreated,
  decideProviderFailed,
  decideRefreshRestored,
  decideRefreshUse,
} from '../../src/domain/decide-link.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import { decided } from '../support/decisions.ts'
import {
  after,
  around,
  BEFORE_EXPIRY,
  EMPTY_ACCOUNT,
  EXPIRES_AT,
  FAILURE,
  hash,
  HOUR_MS,
  INTENTS,
  ISSUED_AT,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
} from '../support/onboardings.ts'
import { TERMS } from '../support/terms.ts'

const tokenId = 'token-1'
const linkExpiresAt = after(BEFORE_EXPIRY, 300_000)
const link = { accountId: 'acct_1', stateHash: hash(1), refreshHash: hash(2), linkExpiresAt }
const created = { snapshot: EMPTY_ACCOUNT.snapshot, generation: 2, terms: TERMS }
const stored = { account: EMPTY_ACCOUNT, intent: INTENTS.done }
const attempt = { tokenId, handedOutAt: ISSUED_AT, refreshUntil: after(ISSUED_AT, HOUR_MS) }

const linkCreated = (state: Onboarding, request: Partial<Parameters<typeof decideLinkCreated>[2]> = {}) =>
  decided(state, BEFORE_EXPIRY, (at, now) => decideLinkCreated(at, now, { tokenId, link, ...request }))

t.test('a created link', async (t) => {
  t.test('is recorded with the values that its states are recognised by', async (t) => {
    const { events, result, notAfter } = linkCreated(onboardingWith(stored), { link: { ...link, browser: 'a' } })
    const refreshUntil = after(linkExpiresAt, HOUR_MS)
    t.strictSame(events, [{ type: 'link_created', tokenId, ...link, browser: 'a', refreshUntil }])
    t.strictSame(result, { outcome: 'recorded' })
    t.strictSame(notAfter, EXPIRES_AT, 'if that is before the token expires, by the clock of the save')
  })

  t.test('belongs to the chain of refreshes that it was made for', async (t) => {
    const { events } = linkCreated(onboardingWith({ ...stored, attempt }))
    t.strictSame(events, [{ type: 'link_created', tokenId, ...link, refreshUntil: attempt.refreshUntil }])
  })

  t.test('is refused from the instant that the token expires', async (t) => {
    const [before, at] = around(EXPIRES_AT)
    const decide = (now: Date) => decideLinkCreated(onboardingWith(stored), now, { tokenId, link })
    t.strictSame(decide(before).result, { outcome: 'recorded' })
    t.strictSame(decide(at), { events: [], result: { outcome: 'refused', refusal: 'expired' } })
  })

  t.test('is not handed out when its token was revoked, though the client has an open one', async (t) => {
    const tokens = [tokenIn('revoked'), { ...tokenIn('pending'), id: 'token-2' }]
    const { events, result } = linkCreated(onboardingWith({ ...stored, tokens }))
    t.strictSame(events, [])
    t.strictSame(result, { outcome: 'refused', refusal: 'revoked' })
  })

  t.test('of a second browser is reported to the client, once for each', async (t) => {
    const token = { ...tokenIn('in_progress'), browsers: ['a'] }
    const reported = (browser?: string) =>
      linkCreated(onboardingWith({ ...stored, tokens: [token] }), { link: { ...link, browser } }).events.slice(1)
    t.strictSame(reported('b'), [{ type: 'email_requested', tokenId, kind: 'second_browser' }])
    t.strictSame(reported('a'), [])
    t.strictSame(reported(undefined), [])
  })
})

t.test('a session is recorded as a link is, without ways back', async (t) => {
  const session = { accountId: 'acct_1', sessionExpiresAt: linkExpiresAt, browser: 'b' }
  const tokens = [{ ...tokenIn('in_progress'), browsers: ['a'] }]
  const { events, result, notAfter } = linkCreated(onboardingWith({ ...stored, tokens }), { link: session })
  t.strictSame(events, [
    { type: 'session_created', tokenId, ...session },
    { type: 'email_requested', tokenId, kind: 'second_browser' },
  ])
  t.strictSame(result, { outcome: 'recorded' })
  t.strictSame(notAfter, EXPIRES_AT)
  const other = linkCreated(onboardingWith(stored), { link: { ...session, accountId: 'acct_other' } })
  t.match(other, { events: [], result: { outcome: 'other_account', accountId: 'acct_1' } })
})

t.test('terms that are accepted with a link are recorded with it, each version once', async (t) => {
  const accepts = { version: '2', address: '192.0.2.1' }
  const accepted = { type: 'terms_accepted', tokenId, ...accepts }
  const first = linkCreated(onboardingWith(stored), { accepts })
  t.match(first.events, [accepted, { type: 'link_created' }])
  t.match(first.after.client.terms, accepts)
  t.match(linkCreated(first.after, { accepts }).events, [{ type: 'link_created' }], 'not again')
  const newer = { version: '3' }
  t.match(linkCreated(first.after, { accepts: newer }).events, [{ type: 'terms_accepted', ...newer }, {}])
  const revoked = onboardingWith({ ...stored, tokens: [tokenIn('revoked')] })
  t.strictSame(linkCreated(revoked, { accepts }).events, [], 'nor with a link that is not handed out')
})

t.test('terms are accepted even if the provider fails then, unless the token has ended', async (t) => {
  const accepts = { version: '2' }
  const fail = (status: 'pending' | 'revoked') =>
    decideProviderFailed(onboardingWith({ tokens: [tokenIn(status)] }), { tokenId, failure: FAILURE, accepts }).events
  t.match(fail('pending'), [{ type: 'terms_accepted', tokenId, version: '2' }, { type: 'provider_failed' }])
  t.strictSame(fail('revoked'), [], 'so that an erased client has accepted nothing')
})

t.test('an account that was created with the link', async (t) => {
  const account = { type: 'account_stored', ...created, adopted: false }

  t.test('is stored with it', async (t) => {
    const { events, after } = linkCreated(onboardingWith({ intent: INTENTS.open }), { created })
    t.match(events, [account, { type: 'link_created' }])
    t.match(after, { intent: { status: 'done' }, account: { snapshot: created.snapshot, generation: 2 } })
  })

  t.test('is stored even though the token cannot be opened any more', async (t) => {
    for (const status of ['completed', 'revoked'] as const) {
      const state = onboardingWith({ tokens: [tokenIn(status)], intent: INTENTS.open })
      t.strictSame(linkCreated(state, { created }).events, [account], status)
    }
    const late = decideLinkCreated(onboardingWith({ intent: INTENTS.open }), PAST_EXPIRY, { tokenId, link, created })
    t.match(late, { events: [account], result: { outcome: 'refused', refusal: 'expired' } })
    t.equal(late.notAfter, undefined, 'and that is not a matter of time')
  })

  t.test('is dropped if another one was stored first, and its link is not handed out', async (t) => {
    const other = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ accountId: 'acct_other' }) }
    const { events, result } = linkCreated(onboardingWith({ ...stored, account: other }), { created })
    t.strictSame(events, [])
    t.strictSame(result, { outcome: 'other_account', accountId: 'acct_other' })
  })

  t.test('is stored for the next link when this link is of another account', async (t) => {
    const { events, result } = linkCreated(onboardingWith(), { created, link: { ...link, accountId: 'acct_other' } })
    t.strictSame(events, [account])
    t.strictSame(result, { outcome: 'other_account', accountId: 'acct_1' })
  })

  t.test('cannot be missing', async (t) => {
    t.throws(() => linkCreated(onboardingWith()), { message: 'the account of client client-1 is not stored any more' })
  })
})

t.test('a failure of the provider is saved with what was found out on the way', async (t) => {
  const state = onboardingWith({ intent: INTENTS.open })
  const failed = { type: 'provider_failed', tokenId, failure: FAILURE }
  const fail = (found: object) => decided(state, PAST_EXPIRY, (at) => decideProviderFailed(at, found as never)).events
  t.strictSame(fail({ tokenId, failure: FAILURE }), [failed])
  t.strictSame(fail({ tokenId, failure: FAILURE, created }), [
    { type: 'account_stored', ...created, adopted: false },
    failed,
  ])
  const close = { intent: INTENTS.open, to: 'close' }
  t.strictSame(fail({ tokenId, failure: FAILURE, intentChange: close }), [{ type: 'intent_closed' }, failed])
  t.strictSame(
    fail({ tokenId, failure: FAILURE, created, intentChange: close }),
    [{ type: 'account_stored', ...created, adopted: false }, failed],
    'an account that is stored ends its intent',
  )
  const settle = { intent: INTENTS.open, to: 'settle' }
  t.strictSame(fail({ tokenId, failure: FAILURE, intentChange: settle }), [{ type: 'intent_settling' }, failed])
})

t.test('what was found out for a token that has ended is saved without the failure', async (t) => {
  for (const status of ['completed', 'revoked'] as const) {
    const state = onboardingWith({ tokens: [tokenIn(status)], intent: INTENTS.open })
    const { events } = decideProviderFailed(state, { tokenId, failure: FAILURE, created })
    t.strictSame(events, [{ type: 'account_stored', ...created, adopted: false }], status)
  }
})

t.test('an intent that was tried again meanwhile is not closed by the caller before', async (t) => {
  const state = onboardingWith({ intent: { ...INTENTS.open, tries: 2 } })
  t.strictSame(decideIntentChange(state, { intent: INTENTS.open, to: 'close' }), { events: [], result: undefined })
})

t.test('a refresh secret', async (t) => {
  const use = (state: Onboarding, now: Date) => decideRefreshUse(state, now, hash(2))
  const used = {
    events: [{ type: 'refresh_used', refreshHash: hash(2) }],
    result: true,
    notAfter: attempt.refreshUntil,
  }
  const unused = { events: [], result: false }

  t.test('is used up by the first caller', async (t) => {
    const { after, ...first } = decided(onboardingWith({ attempt }), BEFORE_EXPIRY, use)
    t.strictSame(first, used)
    t.strictSame(decided(after, BEFORE_EXPIRY, use), { ...unused, after })
  })

  t.test('is good until the end of its chain', async (t) => {
    const [before, at] = around(attempt.refreshUntil)
    t.strictSame(use(onboardingWith({ attempt }), before), used)
    t.strictSame(use(onboardingWith({ attempt }), at), unused)
  })

  t.test('must be saved before the end of its chain, by the clock of the save', async (t) => {
    t.strictSame(use(onboardingWith({ attempt }), BEFORE_EXPIRY).notAfter, attempt.refreshUntil)
    t.notOk('notAfter' in use(onboardingWith({ attempt }), attempt.refreshUntil))
  })

  t.test('is nothing to an onboarding that was not loaded by one', async (t) => {
    t.strictSame(use(onboardingWith(), BEFORE_EXPIRY), unused)
  })

  t.test('can be used again when its use has led to no link', async (t) => {
    const state = onboardingWith({ attempt: { ...attempt, refreshedAt: ISSUED_AT } })
    const { events, after } = decided(state, BEFORE_EXPIRY, () => decideRefreshRestored(hash(2)))
    t.strictSame(events, [{ type: 'refresh_restored', refreshHash: hash(2) }])
    t.strictSame(use(after, BEFORE_EXPIRY), used)
  })
})
