import t from 'tap'
import {
  awaits,
  evolveIntent,
  isDetached,
  hasUnknownOutcome,
  isStillDecisive,
  type AccountIntent,
  type IntentEvent,
  type OpenIntent,
  type SettlingIntent,
} from '../../src/domain/account-intent.ts'
import { deepFreeze, INTENTS, ISSUED_AT, keysOf, PAST_EXPIRY } from '../support/onboardings.ts'
import { TERMS } from '../support/terms.ts'

type Status = AccountIntent['status'] | 'none'

const statuses: Record<Status, AccountIntent | undefined> = { none: undefined, ...INTENTS }

const AT = PAST_EXPIRY
const parameters = { email: 'fresh@example.com', name: 'Fresh' }

/** An intent of 'none' begins with generation 1, the others are of generation 2. */
const events: { readonly [T in IntentEvent['type']]: IntentEvent & { type: T } } = {
  intent_opened: { type: 'intent_opened', parameters, terms: TERMS },
  intent_tried: { type: 'intent_tried' },
  intent_settling: { type: 'intent_settling' },
  intent_closed: { type: 'intent_closed' },
  intent_barred: { type: 'intent_barred' },
  account_stored: { type: 'account_stored', generation: 5 },
  account_detached: { type: 'account_detached' },
}

type Cell = AccountIntent | 'impossible'

const clientId = 'client-1'
const opened = (generation: number): AccountIntent => ({
  clientId,
  generation,
  status: 'open',
  parameters,
  terms: TERMS,
  openedAt: AT,
  tries: 1,
})
const closed: AccountIntent = { clientId, generation: 3, status: 'closed' }
const barred = (generation: number): AccountIntent => ({ clientId, generation, status: 'barred' })
const done: AccountIntent = { clientId, generation: 5, status: 'done' }

/** The whole intent after each event; a new status without its row, or a new event without its column, fails tsc. */
const table: Record<Status, Record<IntentEvent['type'], Cell>> = {
  none: {
    intent_opened: opened(1),
    intent_tried: 'impossible',
    intent_settling: 'impossible',
    intent_closed: 'impossible',
    intent_barred: barred(1),
    account_stored: done,
    account_detached: 'impossible',
  },
  open: {
    intent_opened: 'impossible',
    intent_tried: { ...INTENTS.open, tries: 2 },
    intent_settling: { ...INTENTS.settling, settlingSince: AT },
    intent_closed: closed,
    intent_barred: 'impossible',
    account_stored: done,
    account_detached: 'impossible',
  },
  settling: {
    intent_opened: 'impossible',
    intent_tried: 'impossible',
    intent_settling: 'impossible',
    intent_closed: closed,
    intent_barred: 'impossible',
    account_stored: done,
    account_detached: 'impossible',
  },
  closed: {
    intent_opened: opened(2),
    intent_tried: 'impossible',
    intent_settling: 'impossible',
    intent_closed: 'impossible',
    intent_barred: barred(2),
    account_stored: done,
    account_detached: 'impossible',
  },
  done: {
    intent_opened: 'impossible',
    intent_tried: 'impossible',
    intent_settling: 'impossible',
    intent_closed: 'impossible',
    intent_barred: 'impossible',
    account_stored: done,
    account_detached: { ...closed, firstGeneration: 3 },
  },
  barred: {
    intent_opened: 'impossible',
    intent_tried: 'impossible',
    intent_settling: 'impossible',
    intent_closed: 'impossible',
    intent_barred: 'impossible',
    account_stored: done,
    account_detached: 'impossible',
  },
}

for (const status of keysOf(table)) {
  for (const type of keysOf(table[status])) {
    const cell = table[status][type]
    t.test(`${status} + ${type} -> ${cell === 'impossible' ? cell : cell.status}`, async (t) => {
      const evolved = () => evolveIntent(clientId, deepFreeze(statuses[status]), events[type], AT)
      if (cell !== 'impossible') return t.strictSame(evolved(), cell)
      const isNow = status === 'none' ? 'not there' : status
      return t.throws(evolved, { message: `${type} cannot happen to an intent that is ${isNow}` })
    })
  }
}

/** Whether there may be an account of this intent that is not stored. */
const unknown: Record<Status, boolean> = {
  none: false,
  open: true,
  settling: true,
  closed: false,
  done: false,
  barred: false,
}

t.test('an account that may exist is awaited by the intent of its own generation only', async (t) => {
  for (const status of keysOf(statuses)) {
    t.equal(hasUnknownOutcome(statuses[status]), unknown[status], status)
    t.equal(awaits(statuses[status], 2), unknown[status], status)
    for (const generation of [1, 3]) t.equal(awaits(statuses[status], generation), false, `${status} ${generation}`)
  }
})

/** Whether what was found out under an open or a settling intent still decides what becomes of the stored one. */
const decisive: Record<Status, Record<`${'open' | 'settling'} to ${'settle' | 'close'}`, boolean>> = {
  none: never(),
  open: { ...never(), 'open to settle': true, 'open to close': true },
  settling: { ...never(), 'settling to close': true },
  closed: never(),
  done: never(),
  barred: never(),
}

function never() {
  return {
    'open to settle': false,
    'open to close': false,
    'settling to settle': false,
    'settling to close': false,
  }
}

const asRead = (status: 'open' | 'settling', parts: { generation?: number; tries?: number } = {}) =>
  ({ ...INTENTS[status], ...parts }) as OpenIntent | SettlingIntent

for (const stored of keysOf(decisive)) {
  for (const read of ['open', 'settling'] as const) {
    for (const to of ['settle', 'close'] as const) {
      const expected = decisive[stored][`${read} to ${to}`]
      t.test(`to ${to} as ${read} decides ${expected ? 'a stored' : 'nothing for a stored'} ${stored}`, async (t) => {
        t.equal(isStillDecisive(statuses[stored], asRead(read), to), expected)
        t.equal(isStillDecisive(statuses[stored], asRead(read, { generation: 1 }), to), false, 'of another generation')
      })
    }
  }
}

t.test('an open intent is closed only by its last caller, and any caller may settle it', async (t) => {
  const stored: AccountIntent = { ...INTENTS.open, tries: 2, openedAt: ISSUED_AT }
  t.equal(isStillDecisive(stored, asRead('open', { tries: 1 }), 'close'), false)
  t.equal(isStillDecisive(stored, asRead('open', { tries: 2 }), 'close'), true)
  t.equal(isStillDecisive(stored, asRead('open', { tries: 1 }), 'settle'), true)
  t.equal(isStillDecisive(stored, asRead('open', { tries: 2 }), 'settle'), true)
})

t.test('what a reset says stays with the intent through all that follows', async (t) => {
  const reset = evolveIntent(clientId, { clientId, generation: 2, status: 'done' }, events.account_detached, AT)
  const kept = { firstGeneration: 3 }
  t.match(reset, { generation: 3, ...kept })
  const opened = evolveIntent(clientId, reset, events.intent_opened, AT)
  const settling = evolveIntent(clientId, opened, events.intent_settling, AT)
  const closedAgain = evolveIntent(clientId, settling, events.intent_closed, AT)
  const over = [
    evolveIntent(clientId, opened, events.intent_tried, AT),
    evolveIntent(clientId, closedAgain, events.intent_barred, AT),
    evolveIntent(clientId, opened, { type: 'account_stored', generation: 3 }, AT),
  ]
  for (const intent of [opened, settling, closedAgain, ...over]) t.match(intent, kept, intent.status)
  t.strictSame(
    [1, 2, 3, 4].map((generation) => isDetached(opened, generation)),
    [true, true, false, false],
  )
  t.notOk(isDetached(undefined, 1))
})
