import t from 'tap'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
import { decideFollowUp } from '../../src/domain/decide-follow-up.ts'
import { nextEmail, submittedJustBefore, type FollowUpRules } from '../../src/domain/follow-up.ts'
import { evolve, latestToken, standingOf, type Onboarding } from '../../src/domain/onboarding.ts'
import { nextStepOf } from '../../src/domain/next-step.ts'
import type { OnboardingEvent } from '../../src/domain/onboarding-event.ts'
import { after, DUE, hash, ISSUED_AT, onboardingWith, snapshotWith, tokenIn, UNPAID } from '../support/onboardings.ts'
import { TERMS } from '../support/terms.ts'

const DAY_MS = 24 * 3_600_000
const day = (n: number) => after(ISSUED_AT, n * DAY_MS)

const RULES: FollowUpRules = {
  remindAfterMs: [3 * DAY_MS, 7 * DAY_MS],
  sends: { action_required: true, deadline: true, done: true },
}

const open = (days: number): Onboarding => onboardingWith({ tokens: [{ ...tokenIn('pending'), expiresAt: day(days) }] })
const accountOf = (snapshot: AccountSnapshot) => ({ snapshot, generation: 1, terms: TERMS })

const asking = (by?: Date, parts: Partial<AccountSnapshot> = {}) =>
  snapshotWith({
    capabilities: UNPAID,
    asks: DUE.map((ask) => ({ ...ask, ...(by && { by }) })),
    hold: 'client_action',
    ...parts,
  })

const onboarded = (snapshot = snapshotWith()): Onboarding =>
  onboardingWith({ tokens: [tokenIn('completed')], account: accountOf(snapshot) })

let ids = 1
const followUp = (now: Date, rules = RULES) => ({ rules, now, tokenId: `token-${(ids += 1)}` })

const evolved = (state: Onboarding, events: readonly OnboardingEvent[], at: Date) =>
  events.reduce((before, event) => evolve(before, event, at), state)

/** Everything that is sent from now on, day by day. */
function sentFrom(state: Onboarding, { from = 0, until = 120, every = 1, rules = RULES } = {}): string[] {
  const sent: string[] = []
  let current = state
  for (let n = from; n <= until; n += every) {
    const { events, result } = decideFollowUp(current, followUp(day(n), rules))
    current = evolved(current, events, day(n))
    if (result !== 'not_due') sent.push(`${result} on day ${n}`)
  }
  return sent
}

/** The events of a new snapshot, and the onboarding after them. */
function refreshed(state: Onboarding, snapshot: AccountSnapshot, now: Date, rules = RULES) {
  const { events } = decideAccountRefreshed(state, { snapshot: { ...snapshot, fetchedAt: now } }, followUp(now, rules))
  const emails = events.flatMap((event) =>
    event.type === 'email_requested' || event.type === 'follow_up_requested' ? [event.kind] : [],
  )
  return { state: evolved(state, events, now), events, emails }
}

t.test('a client that does not finish is reminded on day 3 and 7, and never again', async (t) => {
  t.strictSame(sentFrom(open(14)), ['reminder on day 3', 'reminder on day 7'])
})

t.test('no reminder comes a moment early, and one comes at its moment', async (t) => {
  t.equal(decideFollowUp(open(14), followUp(after(day(3), -1))).result, 'not_due')
  t.equal(decideFollowUp(open(14), followUp(day(3))).result, 'reminder')
  t.strictSame(nextEmail(open(14), RULES), { kind: 'reminder', at: day(3) })
})

t.test(
  'a client that has stopped reminders gets none, and goes on with those to come when it wants them again',
  async (t) => {
    const stopped = (state: Onboarding) => evolve(state, { type: 'reminders_stopped' }, day(1))
    t.strictSame(sentFrom(stopped(open(14))), [])
    t.strictSame(
      decideFollowUp(stopped(open(14)), followUp(day(3))).events,
      [{ type: 'emails_planned' }],
      'though planned',
    )
    const again = evolve(stopped(open(14)), { type: 'reminders_resumed' }, day(5))
    t.strictSame(sentFrom(again, { from: 5 }), ['reminder on day 5', 'reminder on day 7'])
  },
)

t.test('a client that has stopped reminders still gets what is news to it, and the emails of a deadline', async (t) => {
  const silent = evolve(onboarded(), { type: 'reminders_stopped' }, day(0))
  const { emails, state } = refreshed(silent, asking(day(30)), day(1))
  t.strictSame(emails, ['action_required'])
  t.strictSame(sentFrom(state), ['deadline on day 23', 'deadline on day 29'])
  const { state: told } = refreshed(onboarded(), asking(day(30)), day(1))
  t.ok(sentFrom(told).includes('reminder on day 4'), 'unlike the others')
})

t.test('a reminder uses the token that the client has', async (t) => {
  const { events } = decideFollowUp(open(14), followUp(day(3)))
  t.strictSame(events, [{ type: 'follow_up_requested', tokenId: 'token-1', kind: 'reminder' }])
})

t.test('after an outage one reminder serves all that were due meanwhile', async (t) => {
  t.strictSame(sentFrom(open(14), { from: 10 }), ['reminder on day 10'])
})

t.test('a reminder replaces a token that has expired, and the series goes on', async (t) => {
  const { events } = decideFollowUp(open(2), followUp(day(3)))
  t.match(events, [
    { type: 'token_revoked', tokenId: 'token-1', reason: 'replaced' },
    { type: 'token_issued', purpose: 'onboarding', lifetimeMs: 2 * DAY_MS, issuedBy: 'reminder' },
    { type: 'follow_up_requested', kind: 'reminder' },
  ])
  t.strictSame(sentFrom(open(2)), ['reminder on day 3', 'reminder on day 7'], 'the days count from the first token')
})

t.test('no client gets more reminders than are configured, if the days are changed meanwhile', async (t) => {
  let state = open(2)
  for (const n of [3, 7]) state = evolved(state, decideFollowUp(state, followUp(day(n))).events, day(n))
  t.equal(state.tokens.length, 3, 'each with a token of its own')
  t.strictSame(sentFrom(state, { from: 8, rules: { ...RULES, remindAfterMs: [5 * DAY_MS, 9 * DAY_MS] } }), [])
})

t.test('a new link from staff begins a new series', async (t) => {
  const issued = { type: 'token_issued', tokenId: 'token-9', purpose: 'onboarding', lifetimeMs: 30 * DAY_MS } as const
  const replaced = evolved(
    open(14),
    [
      { type: 'token_revoked', tokenId: 'token-1', reason: 'replaced' },
      { ...issued, issuedBy: 'staff' },
    ],
    day(5),
  )
  t.strictSame(sentFrom(replaced, { from: 5 }), ['reminder on day 8', 'reminder on day 12'])
})

t.test('a client is reminded only while it is its turn', async (t) => {
  const silent: Record<string, Onboarding> = {
    'the provider is reviewing': onboardingWith({
      account: accountOf(snapshotWith({ capabilities: { transfers: 'pending', payouts: 'pending' } })),
    }),
    'the account is rejected': onboardingWith({ account: accountOf(snapshotWith({ hold: 'rejected' })) }),
    'staff revoked the link': onboardingWith({ tokens: [tokenIn('revoked')] }),
    'it is done': onboarded(),
    'its address is refused': onboardingWith({ emailRefusedAt: day(0) }),
  }
  for (const [why, state] of Object.entries(silent)) t.strictSame(sentFrom(state), [], why)
})

t.test('without reminders nothing is sent, and a plan of another configuration is corrected', async (t) => {
  const off = { ...RULES, remindAfterMs: [] }
  t.strictSame(sentFrom(open(14), { rules: off }), [])
  t.strictSame(decideFollowUp(open(14), followUp(day(3), off)).events, [{ type: 'emails_planned' }])
})

t.test('an account that needs its client gets an update token of 90 days and an email, in the same save', async (t) => {
  const { events, emails, state } = refreshed(onboarded(), asking(day(30)), day(1))
  t.match(
    events.filter(({ type }) => type === 'token_issued'),
    [{ purpose: 'update', lifetimeMs: 90 * DAY_MS, issuedBy: 'remedy' }],
  )
  t.strictSame(emails, ['action_required'])
  t.strictSame(
    sentFrom(state, { from: 1 }),
    ['reminder on day 4', 'reminder on day 8', 'deadline on day 23', 'deadline on day 29'],
    'and is told again 7 days and 1 day before the deadline',
  )
})

t.test(
  'an email of a deadline goes before a reminder that is due as well, and is no reason for a second one',
  async (t) => {
    const { state } = refreshed(onboarded(), asking(day(11)), day(1))
    t.strictSame(sentFrom(state, { from: 1 }), ['deadline on day 4', 'reminder on day 8', 'deadline on day 10'])
    t.strictSame(sentFrom(state, { from: 9 }), ['deadline on day 9', 'deadline on day 10'], 'after an outage as well')
    const none = { ...RULES, sends: { ...RULES.sends, deadline: false } }
    t.strictSame(sentFrom(state, { from: 1, rules: none }), ['reminder on day 4', 'reminder on day 8'])
  },
)

t.test('the token that replaces an expired update token lives 90 days, whoever issued that one', async (t) => {
  const update = { ...tokenIn('pending', 'update'), id: 'token-0', expiresAt: day(2) }
  const state = onboardingWith({ tokens: [tokenIn('completed'), update], account: accountOf(asking(day(30))) })
  const { events } = decideFollowUp(state, followUp(day(3)))
  t.match(
    events.filter(({ type }) => type === 'token_issued'),
    [{ purpose: 'update', lifetimeMs: 90 * DAY_MS }],
  )
})

t.test('the same demand is news once', async (t) => {
  const first = refreshed(onboarded(), asking(day(30)), day(1))
  t.strictSame(refreshed(first.state, asking(day(30)), day(2)).emails, [])
  t.strictSame(refreshed(first.state, asking(day(40)), day(2)).emails, [], 'a later deadline is no news')
  const earlier = refreshed(first.state, asking(day(20)), day(2))
  t.strictSame(earlier.emails, ['action_required'], 'an earlier one is')
  t.equal(earlier.state.tokens.length, 2, 'and the token that opens serves it')
})

t.test('a payable account that gets a deadline is told of it, and again when its payments stop', async (t) => {
  const due = asking(day(30), { capabilities: snapshotWith().capabilities })
  const warned = refreshed(onboarded(), due, day(1))
  t.strictSame(warned.emails, ['action_required'])
  t.strictSame(refreshed(warned.state, asking(day(30)), day(31)).emails, ['action_required'])
  t.strictSame(refreshed(warned.state, due, day(2)).emails, [], 'but not each time the account is read')
})

t.test('a deadline that has passed while its token expired is told with the next token', async (t) => {
  const { state } = refreshed(onboarded(), asking(day(100)), day(1))
  t.strictSame(sentFrom(state, { from: 1 }).slice(-2), ['deadline on day 93', 'deadline on day 99'])
})

t.test('the token ends when the provider is content, and the client is told that it can be paid', async (t) => {
  const asked = refreshed(onboarded(), asking(), day(1))
  const content = refreshed(asked.state, snapshotWith(), day(2))
  t.strictSame(content.emails, ['done'], 'in one email')
  const [, update] = content.state.tokens
  t.match(update, { status: 'completed' })
  t.match(content.events.at(-1), { type: 'email_requested', kind: 'done', tokenId: update?.id })
  t.strictSame(sentFrom(content.state, { from: 2 }), [])
})

t.test('an account that is restored after a rejection is told so', async (t) => {
  const rejected = refreshed(onboarded(), snapshotWith({ hold: 'rejected' }), day(1))
  t.strictSame(rejected.emails, [])
  t.strictSame(refreshed(rejected.state, snapshotWith(), day(2)).emails, ['done'])
})

t.test('an account that stays payable is no news', async (t) => {
  t.strictSame(refreshed(onboarded(), snapshotWith(), day(1)).emails, [])
})

t.test(
  'a demand without a date is news for a client that can be paid, and for one that has just submitted',
  async (t) => {
    const undated = asking(undefined, { capabilities: snapshotWith().capabilities })
    t.strictSame(refreshed(onboarded(), undated, day(1)).emails, ['action_required'])
    const before = onboardingWith({ account: accountOf(asking(undefined, { submitted: false })) })
    t.strictSame(refreshed(before, undated, day(1)).emails, ['action_required'])
  },
)

t.test('a client whose details are being reviewed is told only that they have arrived', async (t) => {
  const before = onboardingWith({ account: accountOf(asking(undefined, { submitted: false })) })
  const inReview = snapshotWith({ capabilities: { transfers: 'pending', payouts: 'pending' } })
  t.strictSame(refreshed(before, inReview, day(1)).emails, ['completed'])
})

t.test('a submission that leaves more to do is told in one email, which says both', async (t) => {
  const before = onboardingWith({ account: accountOf(asking(undefined, { submitted: false })) })
  const { emails, state } = refreshed(before, asking(day(30)), day(1))
  t.strictSame(emails, ['action_required'])
  t.match(state.tokens, [{ status: 'completed' }, { purpose: 'update', status: 'pending', issuedBy: 'remedy' }])
  t.strictSame(submittedJustBefore(state, latestToken(state)), day(1))

  const again = refreshed(state, asking(day(20)), day(2))
  t.strictSame(again.emails, ['action_required'], 'a second email about the same token')
  t.equal(submittedJustBefore(again.state, latestToken(again.state)), undefined, 'does not repeat it')
  const later = refreshed(onboarded(), asking(), day(1)).state
  t.equal(
    submittedJustBefore(later, latestToken(later)),
    undefined,
    'a demand long after the submission says nothing of it',
  )

  const silent = { ...RULES, sends: { ...RULES.sends, action_required: false } }
  t.strictSame(refreshed(before, asking(), day(1), silent).emails, ['completed'], 'where the provider asks by itself')
})

t.test('demands on a client that has not submitted its details are no news', async (t) => {
  const before = onboardingWith({ account: accountOf(asking(undefined, { submitted: false })) })
  t.strictSame(refreshed(before, asking(day(9), { submitted: false }), day(1)).emails, [])
})

t.test('an expired update token is replaced when there is news', async (t) => {
  const { state } = refreshed(onboarded(), asking(), day(1))
  const { emails, events } = refreshed(state, asking(day(200)), day(100))
  t.strictSame(emails, ['action_required'])
  t.match(
    events.filter(({ type }) => type.startsWith('token')),
    [{ type: 'token_revoked', reason: 'replaced' }, { type: 'token_issued' }],
  )
})

t.test('emails that the provider sends itself are not sent', async (t) => {
  const none = { ...RULES, sends: { action_required: false, deadline: false, done: false } }
  t.strictSame(refreshed(onboarded(), asking(day(30)), day(1), none).emails, [])
  const only = { ...RULES, remindAfterMs: [], sends: { ...none.sends, action_required: true } }
  const { state } = refreshed(onboarded(), asking(day(30)), day(1), only)
  t.strictSame(sentFrom(state, { from: 1, rules: only }), [])
  t.strictSame(refreshed(state, snapshotWith(), day(2), only).emails, ['completed'])
  const silent = refreshed(onboarded(), asking(day(30)), day(1), none)
  const deadlines = { ...none, sends: { ...none.sends, deadline: true } }
  t.strictSame(
    sentFrom(silent.state, { from: 1, rules: deadlines }),
    ['deadline on day 23', 'deadline on day 29'],
    'a deadline gets its token then',
  )
})

t.test('an erased client is told nothing', async (t) => {
  const erased = onboardingWith({ ...onboarded(), erasedAt: day(1) })
  t.strictSame(refreshed(erased, asking(day(30)), day(2)).emails, [])
})

t.test('a client whose address is refused waits for staff, until it opens a link or the address changes', async (t) => {
  const refused = evolved(
    open(14),
    [{ type: 'email_refused', tokenId: 'token-1', kind: 'link', code: 'EENVELOPE 550' }],
    day(1),
  )
  const record = (state: Onboarding) => ({ ...state, token: tokenIn('pending'), account: undefined, now: day(0) })
  t.equal(standingOf(refused).nextAction, 'operator')
  t.same(nextStepOf(record(refused)), { step: 'correct_address' })
  const opened: OnboardingEvent = {
    type: 'link_created',
    tokenId: 'token-1',
    accountId: 'acct_1',
    stateHash: hash(1),
    refreshHash: hash(2),
    refreshUntil: day(3),
    linkExpiresAt: day(3),
  }
  t.equal(standingOf(evolved(refused, [opened], day(2))).nextAction, 'client')
  const corrected: OnboardingEvent = {
    type: 'client_changed',
    fields: ['email'],
    changes: { email: 'grace@example.com' },
  }
  t.equal(standingOf(evolved(refused, [corrected], day(2))).nextAction, 'client')
  const renamed: OnboardingEvent = { type: 'client_changed', fields: ['name'], changes: { name: 'Grace' } }
  t.equal(standingOf(evolved(refused, [renamed], day(2))).nextAction, 'operator')
})
