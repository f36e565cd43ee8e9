import t from 'tap'
import {
  asksOfClient,
  capabilitiesOf,
  isPayable,
  isUnavailable,
  mayBeAvailableAgain,
  readinessOf,
  type AccountHold,
  type AccountSnapshot,
  type CapabilityStatus,
  type NextAction,
  type Readiness,
} from '../../src/domain/account.ts'
import type { Ask } from '../../src/domain/ask.ts'
import { keysOf } from '../support/onboardings.ts'

/** What an account says that has submitted everything, and to which nothing is granted, without a reason. */
const account = (parts: Partial<AccountSnapshot> = {}): AccountSnapshot => ({
  accountId: 'acct_1',
  fetchedAt: new Date('2026-03-01T12:00:00Z'),
  submitted: true,
  capabilities: { card_payments: 'restricted', transfers: 'restricted', payouts: 'restricted' },
  asks: [],
  ...parts,
})

const ask = (parts: Partial<Ask> = {}): Ask => ({ what: 'A document', from: 'client', due: 'now', ...parts })

const capabilities = (card_payments: CapabilityStatus, transfers: CapabilityStatus, payouts: CapabilityStatus) => ({
  capabilities: { card_payments, transfers, payouts },
})
const granted = capabilities('active', 'active', 'active')
const fresh = { submitted: false, hold: 'client_action' } as const
const due = { asks: [ask()] }
const later = { asks: [ask({ due: 'later', by: new Date('2026-06-01T00:00:00Z') })] }
const checked = { asks: [ask({ from: 'provider' })] }

/** Who acts next follows from readiness alone: one place to read it, and a new readiness without it fails tsc. */
const nextActions: Record<Readiness, NextAction> = {
  none: 'client',
  disconnected: 'operator',
  rejected: 'operator',
  onboarding: 'client',
  active_due: 'client',
  active: 'none',
  action_required: 'client',
  under_review: 'provider',
  paused: 'operator',
}

/** The rows of the table in their order, each with the ways to meet it and with what it wins against. */
const rows: Record<Readiness, Record<string, AccountSnapshot | undefined>> = {
  none: { 'no account': undefined },
  disconnected: {
    'the platform lost its access': account({ hold: 'disconnected' }),
    'and nothing was submitted': account({ ...fresh, hold: 'disconnected' }),
    'and it was payable': account({ ...granted, ...due, hold: 'disconnected' }),
    'and every capability was rejected': account({
      ...capabilities('rejected', 'rejected', 'rejected'),
      hold: 'disconnected',
    }),
  },
  rejected: {
    'the provider rejected it': account({ hold: 'rejected' }),
    'and nothing was submitted': account({ ...fresh, hold: 'rejected' }),
    'and the capabilities are still granted': account({ ...granted, hold: 'rejected' }),
    'and something is due': account({ ...due, hold: 'rejected' }),
    'the provider rejected every capability': account(capabilities('rejected', 'rejected', 'restricted')),
    'the provider rejected every capability before anything was submitted': account({
      ...fresh,
      ...capabilities('rejected', 'rejected', 'restricted'),
    }),
  },
  onboarding: {
    'nothing submitted': account({ ...fresh, ...due }),
    'nothing submitted and nothing due': account({ submitted: false }),
    'nothing submitted though payable': account({ ...granted, submitted: false }),
    'nothing submitted while the provider reviews': account({ ...fresh, hold: 'provider_review' }),
    'nothing submitted while it is paused': account({ ...fresh, hold: 'paused' }),
    'nothing submitted and a capability is not offered': account({
      ...fresh,
      ...capabilities('unsupported', 'restricted', 'restricted'),
    }),
  },
  active_due: {
    'payable, something is due': account({ ...granted, ...due }),
    'payable, something is overdue': account({ ...granted, asks: [ask({ due: 'overdue' })] }),
    'payable, what will be due later was wrong': account({
      ...granted,
      asks: [ask({ due: 'later', error: 'It has expired.' })],
    }),
    'payable, something is due behind what is not': account({ ...granted, asks: [...checked.asks, ...due.asks] }),
    'payable, something is due and it is paused': account({ ...granted, ...due, hold: 'paused' }),
  },
  active: {
    'payable, nothing is due': account(granted),
    'payable, something will be due later': account({ ...granted, ...later }),
    'payable, the provider still checks': account({ ...granted, ...checked }),
    'payable, the provider checks again what was wrong': account({
      ...granted,
      asks: [ask({ from: 'provider', due: 'overdue', error: 'It has expired.' })],
    }),
    'payable, on hold in something else': account({ ...granted, hold: 'client_action' }),
  },
  action_required: {
    'the provider waits for the client': account({ hold: 'client_action' }),
    'something is due': account(due),
    'something is overdue': account({ asks: [ask({ due: 'overdue' })] }),
    'what will be due later was wrong': account({ asks: [ask({ due: 'later', error: 'It has expired.' })] }),
    'something is due while the provider reviews': account({ ...due, hold: 'provider_review' }),
    'something is due while a capability is pending': account({
      ...due,
      ...capabilities('pending', 'active', 'active'),
    }),
    'something is due and it is paused': account({ ...due, hold: 'paused' }),
    'something is due and a capability is not offered': account({
      ...due,
      ...capabilities('unsupported', 'active', 'active'),
    }),
  },
  under_review: {
    'a capability is pending': account(capabilities('active', 'pending', 'active')),
    'payouts are pending': account(capabilities('active', 'active', 'pending')),
    'a capability is pending, something will be due later': account({
      ...later,
      ...capabilities('pending', 'restricted', 'restricted'),
    }),
    'the provider reviews': account({ hold: 'provider_review' }),
    'the provider checks what the client sent': account(checked),
  },
  paused: {
    'a capability is restricted and nothing is pending': account(capabilities('active', 'restricted', 'active')),
    'payouts are restricted and nothing is pending': account(capabilities('active', 'active', 'restricted')),
    'for reasons that only operators see': account({ hold: 'paused', holdReason: 'listed' }),
    'while a capability is pending': account({ ...capabilities('pending', 'active', 'active'), hold: 'paused' }),
    'a capability is not offered, whatever else is pending': account({
      ...checked,
      ...capabilities('unsupported', 'pending', 'pending'),
    }),
    'one capability is rejected, and the provider reviews': account({
      ...capabilities('rejected', 'active', 'pending'),
      hold: 'provider_review',
    }),
    'payouts are rejected': account(capabilities('active', 'active', 'rejected')),
  },
}

for (const readiness of keysOf(rows)) {
  const nextAction = nextActions[readiness]
  for (const [situation, snapshot] of Object.entries(rows[readiness])) {
    t.test(`${situation} -> ${readiness}, next: ${nextAction}`, async (t) => {
      t.strictSame(readinessOf(snapshot), { readiness, nextAction })
      const isReady = readiness === 'active' || readiness === 'active_due'
      if (snapshot?.submitted) t.equal(isPayable(snapshot), isReady, 'payable means that money can be sent')
    })
  }
}

t.test('an account is payable with payouts and all that the platform needs, and nothing less', async (t) => {
  const statuses: readonly CapabilityStatus[] = ['active', 'pending', 'restricted', 'rejected', 'unsupported']
  for (const transfers of statuses) {
    for (const payouts of statuses) {
      const isGranted = transfers === 'active' && payouts === 'active'
      t.equal(isPayable(account({ capabilities: { transfers, payouts } })), isGranted, `${transfers}, ${payouts}`)
    }
  }
  t.notOk(isPayable(account({ ...granted, hold: 'rejected' })))
  t.notOk(isPayable(account({ ...granted, hold: 'disconnected' })))
})

t.test('the capabilities that count', async (t) => {
  const needed = ['card_payments', 'transfers']
  const payouts = 'active'

  t.test('are those that the platform needs, as they are granted, and payouts', async (t) => {
    const all = { card_payments: 'pending', transfers: 'unsupported', link_payments: 'active' } as const
    t.strictSame(capabilitiesOf({ payouts, granted: all }, needed), {
      card_payments: 'pending',
      transfers: 'unsupported',
      payouts,
    })
  })

  t.test('are those of the time when the account was created, if it has fewer', async (t) => {
    t.strictSame(capabilitiesOf({ payouts, granted: { transfers: 'active' } }, needed), {
      transfers: 'active',
      payouts,
    })
  })

  t.test('are missing if the account has none of them', async (t) => {
    const useless = { card_payments: 'restricted', transfers: 'restricted', payouts }
    t.strictSame(capabilitiesOf({ payouts, granted: {} }, needed), useless)
    t.strictSame(capabilitiesOf({ payouts, granted: { link_payments: 'active' } }, needed), useless)
  })
})

t.test('the holder of a link is shown what the client has to provide, unless nothing can be done', async (t) => {
  const asks = [ask({ due: 'overdue' }), ask({ from: 'provider' }), ask({ due: 'later' })]
  t.strictSame(asksOfClient(account({ asks })), [asks[0], asks[2]])
  t.strictSame(asksOfClient(account({ asks, hold: 'rejected' })), [])
  t.strictSame(asksOfClient(account({ asks, hold: 'disconnected' })), [])
  t.strictSame(asksOfClient(undefined), [])
})

const holds: Record<AccountHold, 'available' | 'unavailable'> = {
  disconnected: 'unavailable',
  rejected: 'unavailable',
  client_action: 'available',
  provider_review: 'available',
  paused: 'available',
}

t.test('a rejected or disconnected account is unavailable, and fetched again after ten seconds', async (t) => {
  for (const hold of keysOf(holds)) {
    t.equal(isUnavailable(account({ hold })), holds[hold] === 'unavailable', hold)
  }
  t.notOk(isUnavailable(account()), 'no hold')
  t.ok(isUnavailable(account(capabilities('rejected', 'rejected', 'pending'))), 'every capability is rejected')
  t.notOk(isUnavailable(account(capabilities('rejected', 'restricted', 'rejected'))), 'one capability is not')
  t.notOk(isUnavailable(account({ capabilities: { payouts: 'rejected' } })), 'payouts alone')
  const snapshot = account({ hold: 'rejected' })
  const after = (ms: number) => new Date(snapshot.fetchedAt.getTime() + ms)
  t.notOk(mayBeAvailableAgain(snapshot, after(9_999)))
  t.ok(mayBeAvailableAgain(snapshot, after(10_000)))
})

t.test('every reported account has a next action that fits its readiness', async (t) => {
  const statuses: readonly CapabilityStatus[] = ['active', 'pending', 'restricted', 'rejected', 'unsupported']
  const asks = [[], ...[due, later, checked].map((each) => each.asks), [...checked.asks, ...due.asks]]
  const seen = new Set<Readiness>()
  for (const hold of [undefined, ...keysOf(holds)]) {
    for (const transfers of statuses) {
      for (const payouts of statuses) {
        for (const submitted of [true, false]) {
          for (const each of asks) {
            const parts = { submitted, capabilities: { transfers, payouts }, asks: each, ...(hold && { hold }) }
            const { readiness, nextAction } = readinessOf(account(parts))
            seen.add(readiness)
            if (nextAction !== nextActions[readiness]) t.fail(`${readiness} says ${nextAction}`, parts)
            const isGranted = transfers === 'active' && payouts === 'active'
            const saysPayable = readiness === 'active' || readiness === 'active_due'
            if (saysPayable && !(isGranted && submitted)) t.fail('says payable and is not', parts)
          }
        }
      }
    }
  }
  t.strictSame([...seen, 'none'].toSorted(), keysOf(nextActions).toSorted(), 'every readiness occurs')
})
