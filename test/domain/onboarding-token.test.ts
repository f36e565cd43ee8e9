import t from 'tap'
import {
  isEvidenceFor,
  issuedToken,
  nextToken,
  openingRefusal,
  statusAt,
  transition,
  type Decision,
  type OnboardingToken,
  type Purpose,
  type RevokeReason,
  type TokenEvent,
  type TokenStatus,
} from '../../src/domain/onboarding-token.ts'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { ProviderFailure } from '../../src/domain/provider-failure.ts'
import {
  after,
  around,
  BEFORE_EXPIRY,
  deepFreeze,
  DUE,
  EXPIRES_AT,
  FAILURE,
  ISSUED_AT,
  issuedFor,
  keysOf,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
  TOKEN_STATUSES,
  UNPAID,
} from '../support/onboardings.ts'

const EXTENSION_MS = 86_400_000
const LINK_EXPIRES_AT = after(ISSUED_AT, 300_000)

type State = TokenStatus | 'pending past expiry' | 'in_progress past expiry'

const states: Record<State, { status: TokenStatus; at: Date }> = {
  pending: { status: 'pending', at: BEFORE_EXPIRY },
  'pending past expiry': { status: 'pending', at: PAST_EXPIRY },
  in_progress: { status: 'in_progress', at: BEFORE_EXPIRY },
  'in_progress past expiry': { status: 'in_progress', at: PAST_EXPIRY },
  completed: { status: 'completed', at: BEFORE_EXPIRY },
  revoked: { status: 'revoked', at: BEFORE_EXPIRY },
}

/** Every type of event, those that come in kinds once for each kind. A new type without its column fails tsc. */
type Happening = Exclude<TokenEvent['type'], 'revoke'> | `revoke: ${RevokeReason}`

const happenings: Record<Happening, (at: Date) => TokenEvent> = {
  link_created: (at) => linkCreated(at),
  provider_failed: (at) => ({ type: 'provider_failed', at, failure: FAILURE }),
  complete: (at) => ({ type: 'complete', at }),
  extend: (at) => ({ type: 'extend', at, lifetimeMs: EXTENSION_MS }),
  'revoke: replaced': (at) => ({ type: 'revoke', at, reason: 'replaced' }),
  'revoke: operator': (at) => ({ type: 'revoke', at, reason: 'operator' }),
  'revoke: email_changed': (at) => ({ type: 'revoke', at, reason: 'email_changed' }),
  'revoke: erased': (at) => ({ type: 'revoke', at, reason: 'erased' }),
  'revoke: account_reset': (at) => ({ type: 'revoke', at, reason: 'account_reset' }),
}

type Cell =
  | 'in_progress'
  | 'completed'
  | 'revoked'
  | 'attempts + 1'
  | 'extended'
  | 'unchanged'
  | 'refused: expired'
  | 'refused: completed'
  | 'refused: revoked'

const forEachReason = <C extends Cell>(cell: C) => ({
  'revoke: replaced': cell,
  'revoke: operator': cell,
  'revoke: email_changed': cell,
  'revoke: erased': cell,
  'revoke: account_reset': cell,
})

const open = {
  provider_failed: 'attempts + 1',
  complete: 'completed',
  extend: 'extended',
  ...forEachReason('revoked'),
} as const
const ended = { provider_failed: 'unchanged', complete: 'unchanged' } as const

const table: Record<State, Record<Happening, Cell>> = {
  pending: { link_created: 'in_progress', ...open },
  'pending past expiry': { link_created: 'refused: expired', ...open },
  in_progress: { link_created: 'in_progress', ...open },
  'in_progress past expiry': { link_created: 'refused: expired', ...open },
  completed: {
    link_created: 'refused: completed',
    extend: 'refused: completed',
    ...ended,
    ...forEachReason('refused: completed'),
  },
  revoked: { link_created: 'refused: revoked', extend: 'refused: revoked', ...ended, ...forEachReason('unchanged') },
}

/** The whole decision that a cell stands for: field by field, so that nothing of the old variant can slip through. */
function decisionFor(cell: Cell, token: OnboardingToken, event: TokenEvent): Decision {
  const { at } = event
  const issued = issuedFor(token.purpose)
  switch (cell) {
    case 'refused: expired':
      return { outcome: 'refused', refusal: 'expired' }
    case 'refused: completed':
      return { outcome: 'refused', refusal: 'completed' }
    case 'refused: revoked':
      return { outcome: 'refused', refusal: 'revoked' }
    case 'unchanged':
      return { outcome: 'unchanged', token }
    case 'attempts + 1':
      return { outcome: 'changed', token: { ...token, attempts: 1, lastError: { ...FAILURE, at } } }
    case 'extended':
      return { outcome: 'changed', token: { ...token, expiresAt: after(at, EXTENSION_MS) } }
    case 'in_progress': {
      const startedAt = token.status === 'in_progress' ? token.startedAt : at
      return { outcome: 'changed', token: { ...issued, linksUntil: LINK_EXPIRES_AT, status: 'in_progress', startedAt } }
    }
    case 'completed':
      return { outcome: 'changed', token: { ...issued, status: 'completed', completedAt: at } }
    case 'revoked': {
      if (event.type !== 'revoke') throw new Error('only a revocation revokes')
      return {
        outcome: 'changed',
        token: { ...issued, status: 'revoked', revokedAt: at, revokeReason: event.reason },
      }
    }
  }
}

/** For each purpose what completes its tokens, and what does not though it would complete those of the other purpose. */
const evidence: Record<Purpose, Record<'enough' | 'not enough', AccountSnapshot>> = {
  onboarding: {
    enough: snapshotWith({ capabilities: UNPAID, asks: DUE }),
    'not enough': snapshotWith({ submitted: false, hold: 'rejected' }),
  },
  update: {
    enough: snapshotWith({ submitted: false, hold: 'rejected' }),
    'not enough': snapshotWith({ capabilities: UNPAID, asks: DUE }),
  },
}

for (const purpose of keysOf(evidence)) {
  t.test(`a token with purpose ${purpose}`, async (t) => {
    for (const state of keysOf(table)) {
      for (const happening of keysOf(table[state])) {
        const cell = table[state][happening]
        t.test(`${state} + ${happening} -> ${cell}`, async (t) => {
          const { status, at } = states[state]
          const token = deepFreeze(tokenIn(status, purpose))
          const before = structuredClone(token)
          const event = deepFreeze(happenings[happening](at))
          t.strictSame(transition(token, event), decisionFor(cell, token, event))
          t.strictSame(token, before, 'the token that went in is as it was')
        })
      }
    }
  })
}

t.test('opening again keeps the instant of the first opening', async (t) => {
  const first = tokenAfter(tokenIn('pending'), linkCreated(after(ISSUED_AT, 1)))
  const second = tokenAfter(first, linkCreated(after(ISSUED_AT, 2)))
  t.match(second, { status: 'in_progress', startedAt: after(ISSUED_AT, 1).toISOString() })
})

t.test('a token knows until when the last of its account links can be opened', async (t) => {
  const first = tokenAfter(tokenIn('pending'), linkCreated(BEFORE_EXPIRY, { linkExpiresAt: LINK_EXPIRES_AT }))
  const cases = { earlier: -1, same: 0, later: 1 }
  for (const [name, ms] of Object.entries(cases)) {
    const linkExpiresAt = after(LINK_EXPIRES_AT, ms)
    const second = tokenAfter(first, linkCreated(BEFORE_EXPIRY, { linkExpiresAt }))
    t.strictSame(second.linksUntil, after(LINK_EXPIRES_AT, Math.max(0, ms)), name)
  }
})

t.test('a token remembers the browsers that have opened it', async (t) => {
  const unknown = tokenAfter(tokenIn('pending'), linkCreated(BEFORE_EXPIRY))
  t.notOk('browsers' in unknown, 'none where none is known')
  const first = tokenAfter(unknown, linkCreated(BEFORE_EXPIRY, { browser: 'a' }))
  const second = tokenAfter(first, linkCreated(BEFORE_EXPIRY, { browser: 'b' }))
  t.strictSame(second.browsers, ['a', 'b'])
  t.strictSame(tokenAfter(second, linkCreated(BEFORE_EXPIRY)).browsers, ['a', 'b'])
})

t.test(
  'what a token carries besides its status survives whatever happens to it, but an error no success',
  async (t) => {
    const carried = {
      attempts: 2,
      lastError: { ...FAILURE, at: ISSUED_AT },
      selfRequested: true,
      sentAgainAt: [ISSUED_AT],
      linksUntil: LINK_EXPIRES_AT,
      browsers: ['a'],
    } as const
    for (const status of ['pending', 'in_progress'] as const) {
      for (const happening of keysOf(happenings)) {
        const token = tokenAfter({ ...tokenIn(status), ...carried }, happenings[happening](BEFORE_EXPIRY))
        const { attempts, lastError, selfRequested, sentAgainAt, linksUntil, browsers } = token
        const kept = { attempts, lastError, selfRequested, sentAgainAt, linksUntil, browsers }
        const counted = { ...carried, attempts: 3, lastError: { ...FAILURE, at: BEFORE_EXPIRY } }
        const cured = { ...carried, lastError: undefined }
        const isSuccess = happening === 'link_created' || happening === 'complete'
        const expected = happening === 'provider_failed' ? counted : isSuccess ? cured : carried
        t.strictSame(kept, expected, `${status} + ${happening}`)
      }
    }
  },
)

t.test('the failures of an open token are counted, and the last one is kept until an opening succeeds', async (t) => {
  const at = BEFORE_EXPIRY
  const second: ProviderFailure = { operation: 'create_account_link', outcome: 'refused', code: 'account_invalid' }
  let token = tokenAfter(tokenIn('pending'), { type: 'provider_failed', at, failure: FAILURE })
  token = tokenAfter(token, { type: 'provider_failed', at, failure: second })
  t.match(token, { status: 'pending', attempts: 2 })
  t.strictSame(token.lastError, { ...second, at }, 'nothing of the failure before is left in it')

  const opened = tokenAfter(token, linkCreated(at))
  t.match(opened, { status: 'in_progress', attempts: 2 })
  t.notOk('lastError' in opened, 'nothing is wrong any more')
  const failedAgain = tokenAfter(opened, { type: 'provider_failed', at, failure: FAILURE })
  t.match(failedAgain, { status: 'in_progress', attempts: 3, lastError: { code: 'timeout' } })
  t.match(failedAgain, { startedAt: at.toISOString() })
  t.match(tokenAfter(failedAgain, { type: 'revoke', at, reason: 'operator' }), { status: 'revoked', attempts: 3 })
  const completed = tokenAfter(failedAgain, { type: 'complete', at })
  t.match(completed, { status: 'completed', attempts: 3 })
  t.notOk('lastError' in completed)
})

t.test('a token carries only the fields of its own state', async (t) => {
  const issued = ['id', 'clientId', 'purpose', 'issuedAt', 'expiresAt', 'attempts', 'status']
  const own: Record<TokenStatus, string[]> = {
    pending: [],
    in_progress: ['startedAt', 'linksUntil'],
    completed: ['completedAt', 'linksUntil'],
    revoked: ['revokedAt', 'revokeReason', 'linksUntil'],
  }
  const started = tokenAfter(tokenIn('pending'), linkCreated(BEFORE_EXPIRY))
  const tokens = [
    tokenIn('pending'),
    started,
    tokenAfter(started, { type: 'complete', at: BEFORE_EXPIRY }),
    tokenAfter(started, { type: 'revoke', at: BEFORE_EXPIRY, reason: 'erased' }),
  ]
  for (const token of tokens) {
    t.strictSame(Object.keys(token).toSorted(), [...issued, ...own[token.status]].toSorted(), token.status)
  }
})

t.test('a token can be opened until the millisecond before its expiry', async (t) => {
  for (const token of [tokenIn('pending'), tokenIn('in_progress', 'update')]) {
    const [before, at, late] = around(EXPIRES_AT)
    t.equal(openingRefusal(token, before), undefined)
    t.equal(openingRefusal(token, at), 'expired')
    t.equal(openingRefusal(token, late), 'expired')
    t.equal(transition(token, linkCreated(before)).outcome, 'changed')
    t.strictSame(transition(token, linkCreated(at)), { outcome: 'refused', refusal: 'expired' })
    t.strictSame(transition(token, linkCreated(late)), { outcome: 'refused', refusal: 'expired' })
    t.equal(statusAt(token, before), token.status)
    t.equal(statusAt(token, at), 'expired')
    t.equal(statusAt(token, late), 'expired')
  }
})

t.test('a token that has ended does not expire', async (t) => {
  for (const status of ['completed', 'revoked'] as const) {
    t.equal(statusAt(tokenIn(status), PAST_EXPIRY), status)
    t.equal(openingRefusal(tokenIn(status), PAST_EXPIRY), status)
    t.strictSame(transition(tokenIn(status), linkCreated(PAST_EXPIRY)), { outcome: 'refused', refusal: status })
  }
})

t.test('a token is issued pending and lives as long as was granted', async (t) => {
  const grant = {
    tokenId: 'token-2',
    clientId: 'client-1',
    purpose: 'update',
    at: ISSUED_AT,
    lifetimeMs: 5000,
  } as const
  const issued: OnboardingToken = {
    id: 'token-2',
    clientId: 'client-1',
    purpose: 'update',
    issuedAt: ISSUED_AT,
    expiresAt: after(ISSUED_AT, 5000),
    attempts: 0,
    status: 'pending',
  }
  t.strictSame(issuedToken({ ...grant, issuedBy: 'staff' }), issued)
  t.strictSame(issuedToken({ ...grant, issuedBy: 'client' }), { ...issued, selfRequested: true })
})

t.test(
  'a new token is for onboarding until that is done, and then for what the provider wants of the client',
  async (t) => {
    const wants = snapshotWith({ capabilities: UNPAID, asks: DUE })
    const wantsNothing = snapshotWith()
    t.strictSame(nextToken({ onboarded: false, account: undefined }), { purpose: 'onboarding' })
    t.strictSame(nextToken({ onboarded: false, account: wants }), { purpose: 'onboarding' })
    t.strictSame(nextToken({ onboarded: false, account: wantsNothing }), { purpose: 'onboarding' })
    t.strictSame(nextToken({ onboarded: true, account: wants }), { purpose: 'update' })
    t.strictSame(nextToken({ onboarded: true, account: wantsNothing }), { none: 'nothing_to_do' })
    const reviewed = snapshotWith({ capabilities: { ...UNPAID, payouts: 'pending' } })
    t.strictSame(nextToken({ onboarded: true, account: reviewed }), { none: 'under_review' })
    t.strictSame(nextToken({ onboarded: true, account: snapshotWith({ capabilities: UNPAID }) }), { none: 'paused' })
  },
)

t.test(
  'a client whose account is rejected or disconnected gets no token, whether or not it is onboarded',
  async (t) => {
    for (const hold of ['rejected', 'disconnected'] as const) {
      for (const onboarded of [true, false]) {
        for (const asks of [[], DUE]) {
          t.strictSame(nextToken({ onboarded, account: snapshotWith({ hold, asks }) }), { none: hold })
        }
      }
    }
  },
)

t.test('a snapshot is evidence for a token or not, whether or not the token is open', async (t) => {
  for (const purpose of keysOf(evidence)) {
    for (const status of TOKEN_STATUSES) {
      t.equal(isEvidenceFor(tokenIn(status, purpose), evidence[purpose].enough), true)
      t.equal(isEvidenceFor(tokenIn(status, purpose), evidence[purpose]['not enough']), false)
    }
  }
})

t.test('an update is completed only by a snapshot that was fetched after it was issued', async (t) => {
  const [before, at, late] = around(ISSUED_AT)
  const isEnough = (fetchedAt: Date) => isEvidenceFor(tokenIn('pending', 'update'), snapshotWith({ fetchedAt }))
  t.equal(isEnough(before), false)
  t.equal(isEnough(at), false)
  t.equal(isEnough(late), true)
})

t.test('an onboarding is completed by submitted details however old the snapshot is', async (t) => {
  t.equal(isEvidenceFor(tokenIn('pending'), snapshotWith({ fetchedAt: new Date(0) })), true)
})

// Found by random sequences (test/proof/any-sequence.ts).
t.test('an update token is not completed by the account being disconnected', async (t) => {
  t.equal(isEvidenceFor(tokenIn('pending', 'update'), snapshotWith({ hold: 'disconnected' })), false)
})

function linkCreated(at: Date, parts: { linkExpiresAt?: Date; browser?: string } = {}) {
  return { type: 'link_created', at, linkExpiresAt: LINK_EXPIRES_AT, ...parts } as const
}

function tokenAfter(token: OnboardingToken, event: TokenEvent): OnboardingToken {
  const decision = transition(token, event)
  if (decision.outcome !== 'changed') throw new Error(`${event.type} was ${decision.outcome}`)
  return decision.token
}
