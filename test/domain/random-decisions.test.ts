import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
import { decideLinkCreated, decideProviderFailed } from '../../src/domain/decide-link.ts'
import { decideIssue, decideRevocation } from '../../src/domain/decide-token.ts'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { OnboardingToken, Purpose, RevokeReason } from '../../src/domain/onboarding-token.ts'
import { evolve, latestToken, type Decision, type Onboarding } from '../../src/domain/onboarding.ts'
import {
  after,
  DUE,
  EMPTY_ACCOUNT,
  FAILURE,
  hash,
  HOUR_MS,
  INTENTS,
  ISSUED_AT,
  keysOf,
  onboardingWith,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'

type Evidence = 'enough' | 'not enough'

/** For each purpose what completes its tokens, and what does not though it would complete those of the other purpose. */
const snapshots: Record<Purpose, Record<Evidence, AccountSnapshot>> = {
  onboarding: {
    enough: snapshotWith({ capabilities: UNPAID, asks: DUE }),
    'not enough': snapshotWith({ submitted: false, hold: 'rejected' }),
  },
  update: {
    enough: snapshotWith({ submitted: false, hold: 'rejected' }),
    'not enough': snapshotWith({ capabilities: UNPAID, asks: DUE }),
  },
}

type Happening =
  | 'link created'
  | 'provider failed'
  | `evidence that is ${Evidence}`
  | 'evidence of another account'
  | 'issue'
  | `revoke: ${RevokeReason}`

/** What is decided about the latest token. */
const happenings: Record<Happening, (state: Onboarding, at: Date) => Decision<unknown>> = {
  'link created': (state, at) => {
    const link = { accountId: 'acct_1', stateHash: hash(1), refreshHash: hash(2), linkExpiresAt: after(at, 300_000) }
    return decideLinkCreated(state, at, { tokenId: latestToken(state).id, link })
  },
  'provider failed': (state) => decideProviderFailed(state, { tokenId: latestToken(state).id, failure: FAILURE }),
  'evidence that is enough': (state) => refreshed(state, 'enough'),
  'evidence that is not enough': (state) => refreshed(state, 'not enough'),
  'evidence of another account': (state) => refreshed(state, 'enough', 'acct_other'),
  issue: (state) => decideIssue(state, { tokenId: `issued-${state.tokens.length}`, lifetimeMs: HOUR_MS }),
  'revoke: replaced': revoking('replaced'),
  'revoke: operator': revoking('operator'),
  'revoke: email_changed': revoking('email_changed'),
  'revoke: erased': revoking('erased'),
  'revoke: account_reset': revoking('account_reset'),
}

function refreshed(state: Onboarding, evidence: Evidence, accountId = 'acct_1') {
  const snapshot = { ...snapshots[latestToken(state).purpose][evidence], accountId }
  return decideAccountRefreshed(state, { snapshot })
}

function revoking(reason: RevokeReason) {
  return (state: Onboarding, at: Date) => decideRevocation(state, at, { tokenId: latestToken(state).id, reason })
}

/** A client with an account and one pending token of this purpose. */
const begun = (purpose: Purpose): Onboarding =>
  onboardingWith({ account: EMPTY_ACCOUNT, intent: INTENTS.done, tokens: [tokenIn('pending', purpose)] })

const RUNS = 100_000

t.test(`${RUNS} random sequences of decisions make legal moves only`, async (t) => {
  const seed = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31))
  t.comment(`TEST_SEED=${seed}`)
  const moves = new Map<string, number>()
  const step = fc.tuple(
    // There are many reasons to revoke a token, and it should get somewhere before.
    fc.constantFrom<Happening>('link created', 'link created', 'evidence that is enough', ...keysOf(happenings)),
    // Such that about every second sequence comes near its expiry, and some hit it to the millisecond.
    fc.constantFrom(0, 1, HOUR_MS / 4, HOUR_MS / 2, HOUR_MS / 2 - 1),
  )
  const sequences = fc.array(step, { minLength: 1, maxLength: 8, size: 'max' })

  fc.assert(
    fc.property(fc.constantFrom<Purpose>('onboarding', 'update'), sequences, (purpose, steps) => {
      let state = begun(purpose)
      let at = ISSUED_AT
      for (const [happening, waitMs] of steps) {
        at = after(at, waitMs)
        const before = state
        const { events } = happenings[happening](before, at)
        for (const event of events) state = evolve(state, event, at)
        check(before, happening, at, state)
        for (const [index, token] of before.tokens.entries()) {
          const move = `${token.status} -> ${state.tokens[index]?.status}`
          moves.set(move, (moves.get(move) ?? 0) + 1)
        }
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

/** What holds for every decision in whatever state, said without the words of the code under test. */
function check(before: Onboarding, happening: Happening, at: Date, now: Onboarding): void {
  const fail = (why: string): never => {
    throw new Error(`${happening} at ${at.toISOString()}: ${why}`)
  }
  if (now.tokens.filter(isOpen).length > 1) fail('the client has two open tokens')
  if (now.tokens.length > before.tokens.length && happening !== 'issue') fail('no token was issued')
  if (now.account?.snapshot.accountId !== before.account?.snapshot.accountId) fail('the account became another one')
  if (now.since < before.since) fail('it has stood for longer than before')
  for (const [index, token] of before.tokens.entries()) {
    const later = now.tokens[index] ?? fail('a token is gone')
    if (!isOpen(token) && later !== token) fail('a token that has ended changed')
    checkMove(token, happening, at, later, (why) => fail(`${token.status}: ${why}`))
  }
}

function checkMove(
  before: OnboardingToken,
  happening: Happening,
  at: Date,
  now: OnboardingToken,
  fail: (why: string) => never,
): void {
  const failures = happening === 'provider failed' && isOpen(before) ? 1 : 0
  if (now.attempts !== before.attempts + failures) fail(`${before.attempts} attempts became ${now.attempts}`)
  if (now.expiresAt !== before.expiresAt || now.issuedAt !== before.issuedAt) fail('its lifetime changed')
  if (now.id !== before.id || now.clientId !== before.clientId) fail('it became another token')
  if ((now.linksUntil ?? 0) < (before.linksUntil ?? 0)) fail('its links became shorter-lived')
  if (now.status === before.status) return
  switch (now.status) {
    case 'pending':
      return fail('it became pending again')
    case 'in_progress':
      if (before.status !== 'pending' || happening !== 'link created') fail('it started without a link')
      if (at.getTime() >= before.expiresAt.getTime()) fail('it started past its expiry')
      return
    case 'completed':
      if (happening !== 'evidence that is enough') fail('it was completed without evidence')
      return
    case 'revoked':
      if (!happening.startsWith('revoke: ') && happening !== 'issue') fail('it was revoked without a cause')
  }
}

function isOpen({ status }: OnboardingToken): boolean {
  return status === 'pending' || status === 'in_progress'
}
