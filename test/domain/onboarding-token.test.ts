import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import {
  isEvidenceFor,
  issue,
  openingRefusal,
  purposeOfNext,
  statusAt,
  transition,
  type Decision,
  type OnboardingToken,
  type Purpose,
  type RevokeReason,
  type TokenEvent,
  type TokenStatus,
} from '../../src/domain/onboarding-token.ts'
import type { ProviderFailure } from '../../src/domain/provider-failure.ts'

const HOUR_MS = 3_600_000
const ISSUED_AT = new Date('2026-03-01T12:00:00.000Z')
const EXPIRES_AT = new Date(ISSUED_AT.getTime() + HOUR_MS)
const BEFORE_EXPIRY = new Date(ISSUED_AT.getTime() + 1000)
const PAST_EXPIRY = new Date(EXPIRES_AT.getTime() + 1000)

const failure: ProviderFailure = {
  operation: 'create_account',
  outcome: 'unknown',
  code: 'timeout',
  requestId: 'req_1',
}

const snapshotWith = (parts: Partial<AccountSnapshot> = {}): AccountSnapshot => ({
  accountId: 'acct_1',
  fetchedAt: new Date(ISSUED_AT.getTime() + 500),
  detailsSubmitted: true,
  chargesEnabled: true,
  payoutsEnabled: true,
  requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] },
  ...parts,
})

const due = { currentlyDue: ['external_account'], pastDue: [], pendingVerification: [], errors: [] }

type Evidence = 'satisfies' | 'does not satisfy'

/** For each purpose what completes its tokens, and what does not though it would complete those of the other purpose. */
const snapshots: Record<Purpose, Record<Evidence, AccountSnapshot>> = {
  onboarding: {
    satisfies: snapshotWith({ payoutsEnabled: false, requirements: due }),
    'does not satisfy': snapshotWith({ detailsSubmitted: false, hold: 'rejected' }),
  },
  update: {
    satisfies: snapshotWith({ detailsSubmitted: false, hold: 'rejected' }),
    'does not satisfy': snapshotWith({ payoutsEnabled: false, requirements: due }),
  },
}

const issuedFor = (purpose: Purpose) => ({
  id: 'token-1',
  clientId: 'client-1',
  purpose,
  issuedAt: ISSUED_AT,
  expiresAt: EXPIRES_AT,
  attempts: 0,
})

const variants: Record<TokenStatus, (purpose: Purpose) => OnboardingToken> = {
  pending: (purpose) => ({ ...issuedFor(purpose), status: 'pending' }),
  in_progress: (purpose) => ({ ...issuedFor(purpose), status: 'in_progress', startedAt: ISSUED_AT }),
  completed: (purpose) => ({ ...issuedFor(purpose), status: 'completed', completedAt: ISSUED_AT }),
  revoked: (purpose) => ({ ...issuedFor(purpose), status: 'revoked', revokedAt: ISSUED_AT, revokeReason: 'operator' }),
}

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
type Happening =
  | Exclude<TokenEvent['type'], 'evidence' | 'revoke'>
  | `evidence that ${Evidence}`
  | 'evidence of another client'
  | `revoke: ${RevokeReason}`

const happenings: Record<Happening, (purpose: Purpose, at: Date) => TokenEvent> = {
  link_created: (_purpose, at) => ({ type: 'link_created', at }),
  provider_failed: (_purpose, at) => ({ type: 'provider_failed', at, failure }),
  'evidence that satisfies': (purpose, at) => evidence(at, snapshots[purpose].satisfies),
  'evidence that does not satisfy': (purpose, at) => evidence(at, snapshots[purpose]['does not satisfy']),
  'evidence of another client': (purpose, at) => ({
    ...evidence(at, snapshots[purpose].satisfies),
    clientId: 'client-2',
  }),
  'revoke: replaced': (_purpose, at) => ({ type: 'revoke', at, reason: 'replaced' }),
  'revoke: operator': (_purpose, at) => ({ type: 'revoke', at, reason: 'operator' }),
  'revoke: email_changed': (_purpose, at) => ({ type: 'revoke', at, reason: 'email_changed' }),
  'revoke: erased': (_purpose, at) => ({ type: 'revoke', at, reason: 'erased' }),
}

function evidence(at: Date, snapshot: AccountSnapshot) {
  return { type: 'evidence', at, clientId: 'client-1', snapshot } as const
}

type Cell =
  | 'in_progress'
  | 'completed'
  | 'revoked'
  | 'attempts + 1'
  | 'unchanged'
  | 'refused: expired'
  | 'refused: completed'
  | 'refused: revoked'

const revokedForEach = {
  'revoke: replaced': 'revoked',
  'revoke: operator': 'revoked',
  'revoke: email_changed': 'revoked',
  'revoke: erased': 'revoked',
} as const

const open = {
  provider_failed: 'attempts + 1',
  'evidence that satisfies': 'completed',
  'evidence that does not satisfy': 'unchanged',
  'evidence of another client': 'unchanged',
  ...revokedForEach,
} as const

const ended = {
  provider_failed: 'unchanged',
  'evidence that satisfies': 'unchanged',
  'evidence that does not satisfy': 'unchanged',
  'evidence of another client': 'unchanged',
} as const

const table: Record<State, Record<Happening, Cell>> = {
  pending: { link_created: 'in_progress', ...open },
  'pending past expiry': { link_created: 'refused: expired', ...open },
  in_progress: { link_created: 'in_progress', ...open },
  'in_progress past expiry': { link_created: 'refused: expired', ...open },
  completed: {
    link_created: 'refused: completed',
    ...ended,
    'revoke: replaced': 'refused: completed',
    'revoke: operator': 'refused: completed',
    'revoke: email_changed': 'refused: completed',
    'revoke: erased': 'refused: completed',
  },
  revoked: {
    link_created: 'refused: revoked',
    ...ended,
    'revoke: replaced': 'unchanged',
    'revoke: operator': 'unchanged',
    'revoke: email_changed': 'unchanged',
    'revoke: erased': 'unchanged',
  },
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
      return { outcome: 'changed', token: { ...token, attempts: 1, lastError: { ...failure, at } } }
    case 'in_progress': {
      const startedAt = token.status === 'in_progress' ? token.startedAt : at
      return { outcome: 'changed', token: { ...issued, status: 'in_progress', startedAt } }
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

const keysOf = <K extends string>(record: Record<K, unknown>): K[] => Object.keys(record) as K[]

for (const purpose of keysOf(snapshots)) {
  t.test(`a token with purpose ${purpose}`, async (t) => {
    for (const state of keysOf(table)) {
      for (const happening of keysOf(table[state])) {
        const cell = table[state][happening]
        t.test(`${state} + ${happening} -> ${cell}`, async (t) => {
          const { status, at } = states[state]
          const token = deepFreeze(variants[status](purpose))
          const before = structuredClone(token)
          const event = deepFreeze(happenings[happening](purpose, at))
          t.strictSame(transition(token, event), decisionFor(cell, token, event))
          t.strictSame(token, before, 'the token that went in is as it was')
        })
      }
    }
  })
}

t.test('opening again keeps the instant of the first opening', async (t) => {
  const first = openedAt(variants.pending('onboarding'), new Date(ISSUED_AT.getTime() + 1))
  const second = openedAt(first, new Date(ISSUED_AT.getTime() + 2))
  t.match(second, { status: 'in_progress', startedAt: new Date(ISSUED_AT.getTime() + 1) })
})

t.test(
  'the failures of an open token are counted and the last one is kept, also when it then opens or ends',
  async (t) => {
    const at = BEFORE_EXPIRY
    const second: ProviderFailure = { operation: 'create_account_link', outcome: 'refused', code: 'account_invalid' }
    let token = tokenAfter(variants.pending('onboarding'), { type: 'provider_failed', at, failure })
    token = tokenAfter(token, { type: 'provider_failed', at, failure: second })
    t.match(token, { status: 'pending', attempts: 2 })
    t.strictSame(token.lastError, { ...second, at }, 'nothing of the failure before is left in it')

    const opened = tokenAfter(token, { type: 'link_created', at })
    t.match(opened, { status: 'in_progress', attempts: 2, lastError: { code: 'account_invalid' } })
    const failedAgain = tokenAfter(opened, { type: 'provider_failed', at, failure })
    t.match(failedAgain, { status: 'in_progress', startedAt: at, attempts: 3, lastError: { code: 'timeout' } })
    t.match(tokenAfter(failedAgain, { type: 'revoke', at, reason: 'operator' }), { status: 'revoked', attempts: 3 })
    t.match(tokenAfter(failedAgain, evidence(at, snapshotWith())), { status: 'completed', attempts: 3 })
  },
)

t.test('a token carries only the fields of its own state', async (t) => {
  const issued = ['id', 'clientId', 'purpose', 'issuedAt', 'expiresAt', 'attempts', 'status']
  const own: Record<TokenStatus, string[]> = {
    pending: [],
    in_progress: ['startedAt'],
    completed: ['completedAt'],
    revoked: ['revokedAt', 'revokeReason'],
  }
  const started = openedAt(variants.pending('onboarding'), BEFORE_EXPIRY)
  const tokens = [
    variants.pending('onboarding'),
    started,
    tokenAfter(started, evidence(BEFORE_EXPIRY, snapshotWith())),
    tokenAfter(started, { type: 'revoke', at: BEFORE_EXPIRY, reason: 'erased' }),
  ]
  for (const token of tokens) {
    t.strictSame(Object.keys(token).toSorted(), [...issued, ...own[token.status]].toSorted(), token.status)
  }
})

t.test('a token can be opened until the millisecond before its expiry', async (t) => {
  for (const token of [variants.pending('onboarding'), variants.in_progress('update')]) {
    const [before, at, after] = around(EXPIRES_AT)
    t.equal(openingRefusal(token, before), undefined)
    t.equal(openingRefusal(token, at), 'expired')
    t.equal(openingRefusal(token, after), 'expired')
    t.equal(transition(token, { type: 'link_created', at: before }).outcome, 'changed')
    t.strictSame(transition(token, { type: 'link_created', at }), { outcome: 'refused', refusal: 'expired' })
    t.strictSame(transition(token, { type: 'link_created', at: after }), { outcome: 'refused', refusal: 'expired' })
    t.equal(statusAt(token, before), token.status)
    t.equal(statusAt(token, at), 'expired')
    t.equal(statusAt(token, after), 'expired')
  }
})

t.test('a token that has ended does not expire', async (t) => {
  for (const status of ['completed', 'revoked'] as const) {
    t.equal(statusAt(variants[status]('onboarding'), PAST_EXPIRY), status)
    t.equal(openingRefusal(variants[status]('onboarding'), PAST_EXPIRY), status)
    t.strictSame(transition(variants[status]('onboarding'), { type: 'link_created', at: PAST_EXPIRY }), {
      outcome: 'refused',
      refusal: status,
    })
  }
})

t.test('an update is completed only by a snapshot that was fetched after it was issued', async (t) => {
  const [before, at, after] = around(ISSUED_AT)
  const outcome = (fetchedAt: Date) =>
    transition(variants.pending('update'), evidence(BEFORE_EXPIRY, snapshotWith({ fetchedAt }))).outcome
  t.equal(outcome(before), 'unchanged')
  t.equal(outcome(at), 'unchanged')
  t.equal(outcome(after), 'changed')
})

t.test('an onboarding is completed by submitted details however old the snapshot is', async (t) => {
  const old = snapshotWith({ fetchedAt: new Date(0) })
  t.equal(transition(variants.pending('onboarding'), evidence(BEFORE_EXPIRY, old)).outcome, 'changed')
})

t.test('issuing a token', async (t) => {
  const grant = { id: 'token-2', clientId: 'client-1', purpose: 'update', at: BEFORE_EXPIRY, lifetimeMs: 5000 } as const
  const issued: OnboardingToken = {
    id: 'token-2',
    clientId: 'client-1',
    purpose: 'update',
    issuedAt: BEFORE_EXPIRY,
    expiresAt: new Date(BEFORE_EXPIRY.getTime() + 5000),
    attempts: 0,
    status: 'pending',
  }

  t.test('without another one it is pending and lives as long as it was granted', async (t) => {
    t.strictSame(issue(grant), { issued })
  })

  for (const status of ['pending', 'in_progress'] as const) {
    for (const at of [BEFORE_EXPIRY, PAST_EXPIRY]) {
      const when = at === PAST_EXPIRY ? ' past expiry' : ''
      t.test(`it replaces the client's open token (${status}${when})`, async (t) => {
        const before = deepFreeze(variants[status]('onboarding'))
        const { replaced } = issue({ ...grant, at }, before)
        t.strictSame(replaced, {
          ...issuedFor('onboarding'),
          status: 'revoked',
          revokedAt: at,
          revokeReason: 'replaced',
        })
      })
    }
  }

  for (const status of ['completed', 'revoked'] as const) {
    t.test(`it leaves a ${status} token alone`, async (t) => {
      t.strictSame(issue(grant, deepFreeze(variants[status]('onboarding'))), { issued })
    })
  }
})

t.test(
  'a new token is for onboarding until that is done, and then for what the provider wants of the client',
  async (t) => {
    const wants = snapshotWith({ payoutsEnabled: false, requirements: due })
    const wantsNothing = snapshotWith()
    t.equal(purposeOfNext({ onboarded: false, account: undefined }), 'onboarding')
    t.equal(purposeOfNext({ onboarded: false, account: wants }), 'onboarding')
    t.equal(purposeOfNext({ onboarded: false, account: wantsNothing }), 'onboarding')
    t.equal(purposeOfNext({ onboarded: true, account: wants }), 'update')
    t.equal(purposeOfNext({ onboarded: true, account: wantsNothing }), undefined)
    t.equal(purposeOfNext({ onboarded: true, account: snapshotWith({ hold: 'rejected' }) }), undefined)
  },
)

t.test('a snapshot is evidence for a token or not, whether or not the token is open', async (t) => {
  for (const purpose of keysOf(snapshots)) {
    for (const status of keysOf(variants)) {
      t.equal(isEvidenceFor(variants[status](purpose), snapshots[purpose].satisfies), true)
      t.equal(isEvidenceFor(variants[status](purpose), snapshots[purpose]['does not satisfy']), false)
    }
  }
})

const RUNS = 100_000

t.test(`${RUNS} random sequences of events make legal moves only`, async (t) => {
  const seed = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31))
  t.comment(`TEST_SEED=${seed}`)
  const allHappenings = keysOf(happenings)
  const moves = new Map<string, number>()
  const step = fc.tuple(
    fc.constantFrom(...allHappenings),
    // Such that about every second sequence comes near its expiry, and some hit it to the millisecond.
    fc.constantFrom(0, 1, HOUR_MS / 4, HOUR_MS / 2, HOUR_MS / 2 - 1),
  )
  const sequences = fc.array(step, { minLength: 1, maxLength: 8, size: 'max' })

  fc.assert(
    fc.property(fc.constantFrom<Purpose>('onboarding', 'update'), sequences, (purpose, steps) => {
      let { issued: token } = issue({ ...issuedFor(purpose), at: ISSUED_AT, lifetimeMs: HOUR_MS })
      let at = ISSUED_AT
      let failures = 0
      for (const [happening, waitMs] of steps) {
        at = new Date(at.getTime() + waitMs)
        const before = token
        const decision = transition(before, happenings[happening](purpose, at))
        if (decision.outcome !== 'refused') token = decision.token
        if (happening === 'provider_failed' && isOpen(before)) failures += 1
        check(before, happening, at, decision, token)
        if (token.attempts !== failures) throw new Error(`${token.attempts} attempts after ${failures} failures`)
        const move = `${before.status} -> ${token.status}`
        moves.set(move, (moves.get(move) ?? 0) + 1)
      }
    }),
    { numRuns: RUNS, seed, ...(process.env['TEST_PATH'] !== undefined && { path: process.env['TEST_PATH'] }) },
  )

  const legal = [
    ...['pending -> pending', 'pending -> in_progress', 'pending -> completed', 'pending -> revoked'],
    ...['in_progress -> in_progress', 'in_progress -> completed', 'in_progress -> revoked'],
    ...['completed -> completed', 'revoked -> revoked'],
  ]
  t.strictSame([...moves.keys()].toSorted(), legal.toSorted(), 'every legal move was made, and no other')
  for (const move of legal) t.ok((moves.get(move) ?? 0) >= 2000, `${move} was made often: ${moves.get(move)}`)
})

/** What holds for every event in whatever state, said without the words of the code under test. */
function check(before: OnboardingToken, happening: Happening, at: Date, decision: Decision, after: OnboardingToken) {
  const fail = (why: string): never => {
    throw new Error(`${before.status} + ${happening} at ${at.toISOString()}: ${why}`)
  }
  if (!keysOf(variants).includes(after.status)) fail(`${after.status} is stored`)
  if (!isOpen(before) && after !== before) fail('a token that has ended changed')
  if (decision.outcome === 'unchanged' && after !== before) fail('it says unchanged and is another token')
  if (decision.outcome === 'changed' && after === before) fail('it says changed and is the same token')
  if (after.attempts < before.attempts) fail('attempts became fewer')
  if (after.expiresAt !== before.expiresAt || after.issuedAt !== before.issuedAt) fail('its lifetime changed')
  if (after.id !== before.id || after.clientId !== before.clientId) fail('it became another token')
  if (after.status === before.status) return
  switch (after.status) {
    case 'pending':
      return fail('it became pending again')
    case 'in_progress':
      if (before.status !== 'pending' || happening !== 'link_created') fail('it started without a link')
      if (at.getTime() >= before.expiresAt.getTime()) fail('it started past its expiry')
      return
    case 'completed':
      if (happening !== 'evidence that satisfies') fail('it was completed without evidence')
      return
    case 'revoked':
      if (!happening.startsWith('revoke: ')) fail('it was revoked by nobody')
  }
}

const isOpen = ({ status }: OnboardingToken): boolean => status === 'pending' || status === 'in_progress'

const openedAt = (token: OnboardingToken, at: Date): OnboardingToken => tokenAfter(token, { type: 'link_created', at })

function tokenAfter(token: OnboardingToken, event: TokenEvent): OnboardingToken {
  const decision = transition(token, event)
  if (decision.outcome !== 'changed') throw new Error(`${event.type} was ${decision.outcome}`)
  return decision.token
}

function around(instant: Date): [before: Date, at: Date, after: Date] {
  const at = instant.getTime()
  return [new Date(at - 1), new Date(at), new Date(at + 1)]
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part)
  return Object.freeze(value)
}

// Found by random sequences (test/integration/any-sequence.test.ts).
t.test('an update token is not completed by the account being disconnected', (t) => {
  const at = new Date('2026-01-01T00:00:00Z')
  const { issued } = issue({ id: 'token', clientId: 'client', purpose: 'update', at, lifetimeMs: 60_000 })
  const snapshot = {
    accountId: 'acct_1',
    fetchedAt: new Date(at.getTime() + 1000),
    detailsSubmitted: true,
    chargesEnabled: false,
    payoutsEnabled: false,
    hold: 'disconnected' as const,
    requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] },
  }
  const decision = transition(issued, { type: 'evidence', at: snapshot.fetchedAt, clientId: 'client', snapshot })
  t.equal(decision.outcome, 'unchanged')
  t.end()
})
