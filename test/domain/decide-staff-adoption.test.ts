import t from 'tap'
import { decideEntry, decideStaffAdoption, type ExistingAccount } from '../../src/domain/decide-staff-adoption.ts'
import { readinessOf } from '../../src/domain/account.ts'
import { evolve, type Onboarding } from '../../src/domain/onboarding.ts'
import {
  BEFORE_EXPIRY,
  EMPTY_ACCOUNT,
  ERASED,
  evolveAll,
  INTENTS,
  keysOf,
  onboardingWith,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'
import { TERMS } from '../support/terms.ts'

const OPEN = onboardingWith({ tokens: [tokenIn('pending')] })
const submitted = snapshotWith({ accountId: 'acct_theirs', submitted: true, fetchedAt: BEFORE_EXPIRY })
const unfinished = { ...submitted, submitted: false }
const existing = (parts: Partial<ExistingAccount> = {}): ExistingAccount => ({
  snapshot: submitted,
  terms: TERMS,
  ...parts,
})
const typesOf = (state: Onboarding, account = existing()) =>
  decideStaffAdoption(state, BEFORE_EXPIRY, account).events.map(({ type }) => type)

t.test('an account that Stripe has the details of completes the open token, and sends no email', async (t) => {
  t.strictSame(typesOf(OPEN), ['account_stored', 'token_completed'])
  const { events, result } = decideStaffAdoption(OPEN, BEFORE_EXPIRY, existing())
  t.equal(result, 'adopted')
  const after = evolveAll(OPEN, events, BEFORE_EXPIRY)
  t.match(after, { account: { snapshot: submitted, terms: TERMS }, tokens: [{ status: 'completed' }] })
})

t.test('an unfinished account leaves the token open, for the client to go on', async (t) => {
  t.strictSame(typesOf(OPEN, existing({ snapshot: unfinished })), ['account_stored'])
})

t.test('a client without an open token may have an account too', async (t) => {
  t.strictSame(typesOf(onboardingWith({ tokens: [tokenIn('revoked')] })), ['account_stored'])
})

t.test('adopting the same account again refreshes it', async (t) => {
  const after = evolveAll(
    OPEN,
    decideStaffAdoption(OPEN, BEFORE_EXPIRY, existing({ snapshot: unfinished })).events,
    BEFORE_EXPIRY,
  )
  if (after === undefined) throw new Error('nothing was adopted')
  const again = decideStaffAdoption(after, BEFORE_EXPIRY, existing())
  t.equal(again.result, 'adopted')
  t.ok(again.events.some(({ type }) => type === 'account_refreshed'))
  t.notOk(again.events.some(({ type }) => type === 'account_stored'))
})

t.test('a client with another account keeps it', async (t) => {
  t.strictSame(decideStaffAdoption(onboardingWith({ account: EMPTY_ACCOUNT }), BEFORE_EXPIRY, existing()), {
    events: [],
    result: 'other_account',
  })
})

t.test('an erased client adopts nothing', async (t) => {
  t.strictSame(decideStaffAdoption(ERASED, BEFORE_EXPIRY, existing()), { events: [], result: 'unknown_client' })
})

t.test('while an account may just have been created, no other one is adopted', async (t) => {
  const refused = { events: [], result: 'intent_unresolved' } as const
  for (const status of keysOf(INTENTS)) {
    const intent = INTENTS[status]
    const state = onboardingWith({ tokens: [tokenIn('pending')], intent })
    const isUnknown = status === 'open' || status === 'settling'
    const { result } = decideStaffAdoption(state, BEFORE_EXPIRY, existing())
    t.equal(result, isUnknown ? 'intent_unresolved' : 'adopted', status)
    const own = existing({ createdFor: { generation: intent.generation } })
    t.equal(
      decideStaffAdoption(state, BEFORE_EXPIRY, own).result,
      'adopted',
      `${status}: the account of the intent itself`,
    )
    if (!isUnknown) continue
    t.strictSame(
      decideStaffAdoption(state, BEFORE_EXPIRY, existing({ createdFor: { generation: intent.generation + 1 } })),
      refused,
    )
  }
})

t.test('the account gets the generation of the intent, so that a later one is another', async (t) => {
  const intent = { ...INTENTS.closed, generation: 3 }
  const { events } = decideStaffAdoption(
    onboardingWith({ tokens: [tokenIn('pending')], intent }),
    BEFORE_EXPIRY,
    existing(),
  )
  t.match(events[0], { type: 'account_stored', generation: 3, adopted: true })
})

const token = { tokenId: 'update-token', lifetimeMs: 1000, secretHash: new Uint8Array(32), sendsEmail: true }
const asked = snapshotWith({
  ...submitted,
  capabilities: UNPAID,
  hold: 'client_action',
  asks: [{ what: 'A document', from: 'client', due: 'now' }],
})

t.test('a client of whom more is needed, and who has no link that opens, gets one', async (t) => {
  t.equal(readinessOf(asked).readiness, 'action_required')
  const states = {
    pending: ['account_stored', 'token_completed', 'token_issued', 'secret_added', 'email_requested'],
    completed: ['account_stored', 'token_issued', 'secret_added', 'email_requested'],
    revoked: ['account_stored', 'token_issued', 'secret_added', 'email_requested'],
  } as const
  for (const status of keysOf(states)) {
    const { events } = decideStaffAdoption(
      onboardingWith({ tokens: [tokenIn(status)] }),
      BEFORE_EXPIRY,
      existing({ snapshot: asked }),
      token,
    )
    t.strictSame(
      events.map(({ type }) => type),
      states[status],
      status,
    )
    t.match(
      events.find(({ type }) => type === 'token_issued'),
      { purpose: 'update', issuedBy: 'staff', tokenId: token.tokenId },
    )
  }
})

t.test('a link that opens is kept, and one that has expired is replaced', async (t) => {
  const unsubmitted = existing({ snapshot: snapshotWith({ ...submitted, submitted: false }) })
  const open = decideStaffAdoption(OPEN, BEFORE_EXPIRY, unsubmitted, token)
  t.strictSame(
    open.events.map(({ type }) => type),
    ['account_stored'],
  )
  const late = decideStaffAdoption(OPEN, tokenIn('pending').expiresAt, unsubmitted, token)
  t.match(late.events, [
    { type: 'account_stored' },
    { type: 'token_revoked', reason: 'replaced' },
    { type: 'token_issued', purpose: 'update' },
    { type: 'secret_added' },
    { type: 'email_requested' },
  ])
})

t.test('nobody gets a link who has nothing to do, or for whom none was asked', async (t) => {
  t.strictSame(
    decideStaffAdoption(OPEN, BEFORE_EXPIRY, existing(), token).events.map(({ type }) => type),
    ['account_stored', 'token_completed'],
  )
  t.strictSame(typesOf(OPEN, existing({ snapshot: asked })), ['account_stored', 'token_completed'])
})

t.test('a client that is entered with its account has the tokens that fit what is still needed', async (t) => {
  const client = { id: 'client-1', name: 'Ada', email: 'ada@example.com' }
  const disconnected = snapshotWith({ ...submitted, submitted: false, hold: 'disconnected' })
  const cases = [
    ['nothing is needed', submitted, ['onboarding completed'], 0],
    ['more is needed', asked, ['onboarding completed', 'update pending'], 1],
    ['it was never finished', unfinished, ['update pending'], 1],
    ['it cannot be finished', disconnected, ['onboarding pending'], 0],
  ] as const
  for (const [name, snapshot, tokens, links] of cases) {
    const events = decideEntry('default', client, existing({ snapshot }), { token, recordId: 'record' })
    const state = events.reduce<Onboarding | undefined>(
      (before, event) => evolve(before, event, BEFORE_EXPIRY),
      undefined,
    )
    t.strictSame(
      state?.tokens.map(({ purpose, status }) => `${purpose} ${status}`),
      tokens,
      name,
    )
    t.match(state, { account: { snapshot, terms: TERMS, generation: 1 }, intent: { status: 'done' } }, name)
    for (const type of ['secret_added', 'email_requested']) {
      t.equal(events.filter((event) => event.type === type).length, links, `${name}: ${type}`)
    }
  }
})
