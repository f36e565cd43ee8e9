import t from 'tap'
import { decideStaffAdoption, type ExistingAccount } from '../../src/domain/decide-staff-adoption.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
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
  decideStaffAdoption(state, account).events.map(({ type }) => type)

t.test('an account that Stripe has the details of completes the open token, and sends no email', async (t) => {
  t.strictSame(typesOf(OPEN), ['account_stored', 'token_completed'])
  const { events, result } = decideStaffAdoption(OPEN, existing())
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
  const after = evolveAll(OPEN, decideStaffAdoption(OPEN, existing({ snapshot: unfinished })).events, BEFORE_EXPIRY)
  if (after === undefined) throw new Error('nothing was adopted')
  const again = decideStaffAdoption(after, existing())
  t.equal(again.result, 'adopted')
  t.ok(again.events.some(({ type }) => type === 'account_refreshed'))
  t.notOk(again.events.some(({ type }) => type === 'account_stored'))
})

t.test('a client with another account keeps it', async (t) => {
  t.strictSame(decideStaffAdoption(onboardingWith({ account: EMPTY_ACCOUNT }), existing()), {
    events: [],
    result: 'other_account',
  })
})

t.test('an erased client adopts nothing', async (t) => {
  t.strictSame(decideStaffAdoption(ERASED, existing()), { events: [], result: 'unknown_client' })
})

t.test('while an account may just have been created, no other one is adopted', async (t) => {
  const refused = { events: [], result: 'intent_unresolved' } as const
  for (const status of keysOf(INTENTS)) {
    const intent = INTENTS[status]
    const state = onboardingWith({ tokens: [tokenIn('pending')], intent })
    const isUnknown = status === 'open' || status === 'settling'
    const { result } = decideStaffAdoption(state, existing())
    t.equal(result, isUnknown ? 'intent_unresolved' : 'adopted', status)
    const own = existing({ createdFor: { generation: intent.generation } })
    t.equal(decideStaffAdoption(state, own).result, 'adopted', `${status}: the account of the intent itself`)
    if (!isUnknown) continue
    t.strictSame(decideStaffAdoption(state, existing({ createdFor: { generation: intent.generation + 1 } })), refused)
  }
})

t.test('the account gets the generation of the intent, so that a later one is another', async (t) => {
  const intent = { ...INTENTS.closed, generation: 3 }
  const { events } = decideStaffAdoption(onboardingWith({ tokens: [tokenIn('pending')], intent }), existing())
  t.match(events[0], { type: 'account_stored', generation: 3, adopted: true })
})
