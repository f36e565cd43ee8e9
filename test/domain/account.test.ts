import t from 'tap'
import {
  isUnavailable,
  mayBeAvailableAgain,
  readinessOf,
  type AccountHold,
  type AccountRequirements,
  type AccountSnapshot,
  type NextAction,
  type Readiness,
} from '../../src/domain/account.ts'

type Parts = Partial<Omit<AccountSnapshot, 'requirements'>> & { readonly requirements?: Partial<AccountRequirements> }

const account = ({ requirements, ...parts }: Parts): AccountSnapshot => ({
  accountId: 'acct_1',
  fetchedAt: new Date('2026-03-01T12:00:00Z'),
  detailsSubmitted: true,
  chargesEnabled: true,
  payoutsEnabled: false,
  ...parts,
  requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [], ...requirements },
})

const deadline = new Date('2026-06-01T00:00:00Z')
const errors = [{ requirement: 'external_account', code: 'invalid_value_other' }]
const fresh = { detailsSubmitted: false, chargesEnabled: false, hold: 'client_action' } as const
const payable = { payoutsEnabled: true } as const
const currentlyDue = ['individual.verification.document']
const pastDue = ['external_account']

/** Who acts next follows from readiness alone: one place to read it, and a new readiness without it fails tsc. */
const nextActions: Record<Readiness, NextAction> = {
  none: 'client',
  disconnected: 'operator',
  rejected: 'none',
  onboarding: 'client',
  active_due: 'client',
  active: 'none',
  action_required: 'client',
  under_review: 'stripe',
  paused: 'operator',
}

/** The rows of the table in their order, each with the ways to meet it and with what it wins against. */
const rows: Record<Readiness, Record<string, AccountSnapshot | undefined>> = {
  none: { 'no account': undefined },
  disconnected: {
    'the platform lost its access': account({ hold: 'disconnected' }),
    'and nothing was submitted': account({ ...fresh, hold: 'disconnected' }),
    'and it was payable': account({ ...payable, hold: 'disconnected', requirements: { currentlyDue } }),
  },
  rejected: {
    'the provider rejected it': account({ hold: 'rejected' }),
    'and nothing was submitted': account({ ...fresh, hold: 'rejected' }),
    'and the flags still say payable': account({ ...payable, hold: 'rejected' }),
    'and something is due': account({ hold: 'rejected', requirements: { currentlyDue, pastDue } }),
  },
  onboarding: {
    'nothing submitted': account({ ...fresh, requirements: { currentlyDue } }),
    'nothing submitted and nothing due': account({ detailsSubmitted: false }),
    'nothing submitted though payable': account({ ...payable, detailsSubmitted: false }),
    'nothing submitted while the provider reviews': account({ ...fresh, hold: 'provider_review' }),
    'nothing submitted while it is paused': account({ ...fresh, hold: 'paused' }),
  },
  active_due: {
    'payable, something is due': account({ ...payable, requirements: { currentlyDue } }),
    'payable, something is past due': account({ ...payable, requirements: { pastDue } }),
    'payable, something sent was wrong': account({ ...payable, requirements: { errors } }),
    'payable, with a deadline': account({ ...payable, requirements: { deadline } }),
    'payable, something is due and it is paused': account({
      ...payable,
      hold: 'paused',
      requirements: { currentlyDue },
    }),
  },
  active: {
    'payable, nothing is due': account(payable),
    'payable, without charges': account({ ...payable, chargesEnabled: false }),
    'payable, the provider still verifies': account({ ...payable, requirements: { pendingVerification: pastDue } }),
    'payable, on hold in something else': account({ ...payable, hold: 'client_action' }),
  },
  action_required: {
    'the provider waits for the client': account({ hold: 'client_action' }),
    'something is due': account({ requirements: { currentlyDue } }),
    'something is past due': account({ requirements: { pastDue } }),
    'something is due while the provider reviews': account({ hold: 'provider_review', requirements: { currentlyDue } }),
    'something is past due and it is paused': account({ hold: 'paused', requirements: { pastDue } }),
  },
  under_review: {
    'paid out, and a capability is pending': account({
      payoutsEnabled: true,
      capabilities: { card_payments: 'active', transfers: 'pending' },
    }),
    'the provider reviews': account({ hold: 'provider_review' }),
    'the provider verifies': account({ hold: 'provider_review', requirements: { pendingVerification: currentlyDue } }),
    'not payable, and no reason is given': account({}),
    'not payable, something sent was wrong and nothing is due': account({ requirements: { errors } }),
  },
  paused: {
    'paid out, a capability is inactive and nobody works on it': account({
      payoutsEnabled: true,
      capabilities: { card_payments: 'active', transfers: 'inactive' },
    }),
    'for reasons that only operators see': account({ hold: 'paused', holdReason: 'listed' }),
    'something sent was wrong and nothing is due': account({ hold: 'paused', requirements: { errors } }),
  },
}

for (const [readiness, cases] of Object.entries(rows) as [Readiness, (typeof rows)[Readiness]][]) {
  const nextAction = nextActions[readiness]
  for (const [situation, snapshot] of Object.entries(cases)) {
    t.test(`${situation} -> ${readiness}, next: ${nextAction}`, async (t) => {
      t.strictSame(readinessOf(snapshot), { readiness, nextAction })
    })
  }
}

t.test('an account whose capabilities are all active is payable', async (t) => {
  const capabilities = { card_payments: 'active', transfers: 'active' } as const
  t.equal(readinessOf(account({ payoutsEnabled: true, capabilities })).readiness, 'active')
})

t.test('a rejected or disconnected account is unavailable, and asked for again after ten seconds', async (t) => {
  const holds: Record<AccountHold, boolean> = {
    disconnected: true,
    rejected: true,
    client_action: false,
    provider_review: false,
    paused: false,
  }
  for (const [hold, expected] of Object.entries(holds)) {
    t.equal(isUnavailable(account({ hold: hold as AccountHold })), expected, hold)
  }
  const snapshot = account({ hold: 'rejected' })
  const later = (ms: number) => new Date(snapshot.fetchedAt.getTime() + ms)
  t.notOk(mayBeAvailableAgain(snapshot, later(9_999)))
  t.ok(mayBeAvailableAgain(snapshot, later(10_000)))
})

t.test('whatever the provider says, somebody is named who acts next, and it fits the readiness', async (t) => {
  const holds: Record<AccountHold, true> = {
    disconnected: true,
    rejected: true,
    client_action: true,
    provider_review: true,
    paused: true,
  }
  const seen = new Set<Readiness>()
  const bit = (n: number, place: number) => (n >> place) % 2 === 1
  for (const hold of [undefined, ...(Object.keys(holds) as AccountHold[])]) {
    for (let n = 0; n < 2 ** 7; n += 1) {
      const requirements = {
        currentlyDue: bit(n, 0) ? currentlyDue : [],
        pastDue: bit(n, 1) ? pastDue : [],
        errors: bit(n, 2) ? errors : [],
        ...(bit(n, 3) && { deadline }),
      }
      const [detailsSubmitted, payoutsEnabled, chargesEnabled] = [bit(n, 4), bit(n, 5), bit(n, 6)]
      const snapshot = account({
        detailsSubmitted,
        payoutsEnabled,
        chargesEnabled,
        ...(hold && { hold }),
        requirements,
      })
      const { readiness, nextAction } = readinessOf(snapshot)
      seen.add(readiness)
      if (nextAction !== nextActions[readiness]) t.fail(`${readiness} says ${nextAction}`, { snapshot })
      const saysPayable = readiness === 'active' || readiness === 'active_due'
      if (saysPayable && !(payoutsEnabled && detailsSubmitted)) t.fail('says payable and is not', { snapshot })
    }
  }
  t.strictSame([...seen, 'none'].toSorted(), Object.keys(nextActions).toSorted(), 'every readiness occurs')
})
