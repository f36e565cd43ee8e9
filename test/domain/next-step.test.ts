import t from 'tap'
import type { AccountSnapshot, NextAction } from '../../src/domain/account.ts'
import type { Ask } from '../../src/domain/ask.ts'
import { deadlineOf, nextActionOf, nextStepOf, type NextStep } from '../../src/domain/next-step.ts'
import type { OnboardingToken } from '../../src/domain/onboarding-token.ts'
import { evolve, standingOf } from '../../src/domain/onboarding.ts'
import type { ProviderFailure } from '../../src/domain/provider-failure.ts'
import {
  after,
  around,
  BEFORE_EXPIRY,
  DUE,
  EMPTY_ACCOUNT,
  ERASED,
  EXPIRES_AT,
  FAILURE,
  ISSUED_AT,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'

const REFUSED: ProviderFailure = { operation: 'create_account', outcome: 'refused', code: 'country_unsupported' }
const failed = (failure: ProviderFailure, status: 'pending' | 'in_progress' = 'pending'): OnboardingToken => ({
  ...tokenIn(status),
  attempts: 1,
  lastError: { ...failure, at: BEFORE_EXPIRY },
})
const revoked = (revokeReason: 'operator' | 'email_changed'): OnboardingToken => ({
  ...tokenIn('revoked'),
  ...{ status: 'revoked', revokedAt: ISSUED_AT, revokeReason },
})
const needsMore = snapshotWith({ capabilities: UNPAID, asks: DUE })
const waiting = { step: 'wait_for_client', isOpened: false, until: EXPIRES_AT, asks: [] } as const

interface Case {
  readonly token: OnboardingToken
  readonly account?: AccountSnapshot
  readonly now?: Date
  readonly nextAction: NextAction
  readonly step: NextStep
}

const cases: Readonly<Record<string, Case>> = {
  'a new client waits to open its link': { token: tokenIn('pending'), nextAction: 'client', step: waiting },
  'a client at the provider’s pages has begun': {
    token: tokenIn('in_progress'),
    account: EMPTY_ACCOUNT.snapshot,
    nextAction: 'client',
    step: { ...waiting, isOpened: true, asks: DUE },
  },
  'an expired link waits for a new one, which its client can request': {
    token: tokenIn('pending'),
    now: PAST_EXPIRY,
    nextAction: 'client',
    step: { step: 'send_link', because: 'expired', asks: [] },
  },
  'a failure that a retry can cure waits for the client': {
    token: failed(FAILURE),
    nextAction: 'client',
    step: waiting,
  },
  'a final refusal waits for staff': {
    token: failed(REFUSED),
    nextAction: 'operator',
    step: { step: 'cure_refusal', failure: { ...REFUSED, at: BEFORE_EXPIRY } as ProviderFailure },
  },
  'a final refusal of a link in progress waits for staff': {
    token: failed(REFUSED, 'in_progress'),
    account: EMPTY_ACCOUNT.snapshot,
    nextAction: 'operator',
    step: { step: 'cure_refusal', failure: { ...REFUSED, at: BEFORE_EXPIRY } as ProviderFailure },
  },
  'a final refusal of a link that has expired needs a new link': {
    token: failed(REFUSED),
    now: PAST_EXPIRY,
    nextAction: 'operator',
    step: { step: 'send_link', because: 'expired', asks: [] },
  },
  'a link that staff revoked waits for staff': {
    token: revoked('operator'),
    nextAction: 'operator',
    step: { step: 'send_link', because: 'operator', asks: [] },
  },
  'a link that went to a former address waits for staff': {
    token: revoked('email_changed'),
    account: EMPTY_ACCOUNT.snapshot,
    nextAction: 'operator',
    step: { step: 'send_link', because: 'email_changed', asks: DUE },
  },
  'an onboarded client that has to provide more needs a link': {
    token: tokenIn('completed'),
    account: needsMore,
    nextAction: 'client',
    step: { step: 'send_link', because: 'completed', asks: DUE },
  },
  'a payable client needs nothing, though staff revoked its last link': {
    token: revoked('operator'),
    account: snapshotWith(),
    nextAction: 'none',
    step: { step: 'nothing' },
  },
  'a rejected client has to be told by staff': {
    token: tokenIn('in_progress'),
    account: snapshotWith({ hold: 'rejected' }),
    nextAction: 'operator',
    step: { step: 'tell_of_rejection' },
  },
  'a disconnected account is a matter for staff': {
    token: tokenIn('completed'),
    account: snapshotWith({ hold: 'disconnected' }),
    nextAction: 'operator',
    step: { step: 'ask_about_disconnection' },
  },
  'a paused account is a matter for staff': {
    token: tokenIn('completed'),
    account: snapshotWith({ capabilities: UNPAID, hold: 'paused', holdReason: 'platform_paused' }),
    nextAction: 'operator',
    step: { step: 'find_reason', holdReason: 'platform_paused' },
  },
  'an account that is not payable for no reason is a matter for staff': {
    token: tokenIn('completed'),
    account: snapshotWith({ capabilities: UNPAID }),
    nextAction: 'operator',
    step: { step: 'find_reason' },
  },
  'an account under review waits for the provider': {
    token: tokenIn('completed'),
    account: snapshotWith({ capabilities: UNPAID, hold: 'provider_review' }),
    nextAction: 'provider',
    step: { step: 'wait_for_provider' },
  },
}

for (const [situation, { token, account, now = BEFORE_EXPIRY, nextAction, step }] of Object.entries(cases)) {
  t.test(situation, async (t) => {
    const given = { token, ...(account && { account }) }
    t.equal(nextActionOf(given), nextAction)
    t.strictSame(nextStepOf({ ...given, now }), step)
    const root = onboardingWith({
      tokens: [token],
      ...(account && { account: { ...EMPTY_ACCOUNT, snapshot: account } }),
    })
    t.equal(standingOf(root).nextAction, nextAction, 'lists say the same')
  })
}

t.test('the next step changes at the instant of the expiry', async (t) => {
  const [before, at, later] = around(EXPIRES_AT).map((now) => nextStepOf({ token: tokenIn('pending'), now }).step)
  t.strictSame([before, at, later], ['wait_for_client', 'send_link', 'send_link'])
})

t.test('after a final refusal, an opening that succeeds makes it the client’s turn again', async (t) => {
  const failure = { type: 'provider_failed', tokenId: 'token-1', failure: REFUSED } as const
  const refused = evolve(onboardingWith(), failure, BEFORE_EXPIRY)
  t.equal(standingOf(refused).nextAction, 'operator')
  const link = { accountId: 'acct_1', stateHash: new Uint8Array(32), refreshHash: new Uint8Array(32) }
  const until = { refreshUntil: EXPIRES_AT, linkExpiresAt: EXPIRES_AT }
  const opened = evolve(refused, { type: 'link_created', tokenId: 'token-1', ...link, ...until }, BEFORE_EXPIRY)
  t.match(standingOf(opened), { nextAction: 'client', status: 'in_progress' })
})

t.test('an erased client waits for no one', async (t) => {
  t.match(standingOf(ERASED), { status: 'revoked', nextAction: 'none', deadline: undefined })
  const late: Ask = { what: 'A document', from: 'client', due: 'now', by: EXPIRES_AT }
  const account = { ...EMPTY_ACCOUNT, snapshot: snapshotWith({ asks: [late] }) }
  t.match(standingOf({ ...ERASED, account }), { nextAction: 'none', deadline: undefined })
})

t.test('the deadline is the earliest date of what the client has to provide', async (t) => {
  const ask = (parts: Partial<Ask>): Ask => ({ what: 'A document', from: 'client', due: 'now', ...parts })
  const [soon, later] = [after(EXPIRES_AT, 1), after(EXPIRES_AT, 2)]
  const deadline = (...asks: Ask[]) => deadlineOf(snapshotWith({ asks }))
  t.strictSame(deadline(ask({ by: later }), ask({}), ask({ by: soon })), soon)
  t.strictSame(deadline(ask({ by: later, due: 'overdue' })), later, 'also once it has passed')
  t.strictSame(
    deadline(ask({ by: later }), ask({ by: soon, due: 'later' })),
    later,
    'what is needed later has none yet',
  )
  t.strictSame(deadline(ask({ by: soon, from: 'provider' })), undefined, 'the provider has none')
  t.strictSame(deadlineOf(snapshotWith({ hold: 'rejected', asks: [ask({ by: soon })] })), undefined, 'nothing helps')
  t.strictSame(deadlineOf(undefined), undefined)
  t.strictSame(standingOf(onboardingWith({ account: EMPTY_ACCOUNT })).deadline, undefined, 'no date is named')
})
