import t from 'tap'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { Ask } from '../../src/domain/ask.ts'
import { noticeOf, type InAppNotice } from '../../src/domain/in-app-notice.ts'
import {
  after,
  DUE,
  EMPTY_ACCOUNT,
  ERASED,
  ISSUED_AT,
  onboardingWith,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'

const DAY_MS = 24 * 3_600_000
const held = { capabilities: UNPAID }
const dueIn = (days: number): Ask => ({
  ...DUE[0],
  what: 'A document',
  from: 'client',
  due: 'later',
  by: after(ISSUED_AT, days * DAY_MS),
})
const pressing = (days: number): Ask => ({ ...dueIn(days), due: 'now' })
const ofAccount = (parts: Partial<AccountSnapshot>) =>
  onboardingWith({ tokens: [tokenIn('completed')], account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith(parts) } })

type Expected = Partial<Pick<InAppNotice, 'level' | 'progress' | 'isPayable' | 'canContinue'>>

const NOTICES: readonly (readonly [who: string, state: ReturnType<typeof onboardingWith>, Expected])[] = [
  ['is invited', onboardingWith(), { level: 'action', progress: 'to_submit', isPayable: false, canContinue: true }],
  ['is at Stripe', onboardingWith({ account: EMPTY_ACCOUNT }), { level: 'action', progress: 'to_submit' }],
  [
    'has a link that staff revoked',
    onboardingWith({ tokens: [tokenIn('revoked')] }),
    { level: 'action', canContinue: false },
  ],
  [
    'is paid, and has a month for more',
    ofAccount({ asks: [pressing(30)] }),
    { level: 'action', progress: 'more_needed', isPayable: true, canContinue: true },
  ],
  ['is paid, and has a week for more', ofAccount({ asks: [pressing(7)] }), { level: 'urgent', isPayable: true }],
  ['is paid, and is late', ofAccount({ asks: [pressing(-1)] }), { level: 'urgent' }],
  [
    'is not paid before it provides more',
    ofAccount({ ...held, asks: DUE }),
    { level: 'urgent', progress: 'more_needed', isPayable: false, canContinue: true },
  ],
  [
    'is reviewed',
    ofAccount({ ...held, hold: 'provider_review' }),
    { level: 'info', progress: 'in_review', canContinue: false },
  ],
  ['is paused', ofAccount({ ...held, hold: 'paused' }), { level: 'info', progress: 'on_hold', canContinue: false }],
  ['is rejected', ofAccount({ hold: 'rejected' }), { level: 'urgent', progress: 'unavailable', canContinue: false }],
  ['is disconnected', ofAccount({ hold: 'disconnected' }), { level: 'urgent', progress: 'unavailable' }],
  ['is through', ofAccount({}), { level: 'none', progress: 'done', isPayable: true, canContinue: false }],
]

for (const [who, state, expected] of NOTICES) {
  t.test(`the notice of a client that ${who}`, async (t) => t.match(noticeOf(state, ISSUED_AT), expected))
}

t.test('a notice says what presses, and by when, only while it is the turn of the client', async (t) => {
  const asks = [pressing(30), dueIn(60)]
  t.match(noticeOf(ofAccount({ ...held, asks }), ISSUED_AT), {
    asks: [{ what: 'A document' }],
    deadline: after(ISSUED_AT, 30 * DAY_MS),
  })
  t.equal(noticeOf(ofAccount({ ...held, asks }), ISSUED_AT)?.asks.length, 1)
  const rejected = noticeOf(ofAccount({ hold: 'rejected', asks }), ISSUED_AT)
  t.strictSame(rejected?.asks, [])
  t.notOk(rejected && 'deadline' in rejected)
})

t.test('an erased client has no notice', async (t) => t.equal(noticeOf(ERASED, ISSUED_AT), undefined))
