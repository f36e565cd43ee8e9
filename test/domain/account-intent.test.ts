import t from 'tap'
import {
  accountKey,
  afterFailure,
  keyIsRemembered,
  parametersFor,
  searchFrom,
  settlesInMs,
  type OpenIntent,
  type SettlingIntent,
} from '../../src/domain/account-intent.ts'
import type { Client } from '../../src/domain/client.ts'
import type { FailureOutcome } from '../../src/domain/provider-failure.ts'
import { TERMS } from '../support/terms.ts'

const OPENED_AT = new Date('2026-03-01T12:00:00.000Z')
const HOUR_MS = 3_600_000
const MEMORY = { keysMs: 24 * HOUR_MS, searchLagMs: 60_000 }

const numbered = { clientId: 'client-1', generation: 2 }
const parameters = { email: 'ada@example.com', name: 'Ada' }
const openIntent = (tries = 1): OpenIntent => ({
  ...numbered,
  status: 'open',
  parameters,
  terms: TERMS,
  openedAt: OPENED_AT,
  tries,
})
const settlingIntent: SettlingIntent = {
  ...numbered,
  status: 'settling',
  parameters,
  terms: TERMS,
  openedAt: OPENED_AT,
  settlingSince: new Date(OPENED_AT.getTime() + HOUR_MS),
}
const after = (instant: Date, ms: number) => new Date(instant.getTime() + ms)

t.test('the key is made of the client and the generation and of nothing else', async (t) => {
  t.equal(accountKey(numbered), 'account:client-1:2')
  t.equal(accountKey({ ...openIntent(7), openedAt: new Date() } as OpenIntent), 'account:client-1:2')
  t.equal(accountKey(settlingIntent), 'account:client-1:2')
})

t.test('other generations and other clients have other keys', async (t) => {
  const keys = [numbered, { ...numbered, generation: 3 }, { ...numbered, clientId: 'client-2' }].map(accountKey)
  t.equal(new Set(keys).size, 3)
})

t.test('an account is created with the email, the name and the country of the client', async (t) => {
  const client: Client = {
    id: 'client-1',
    name: 'Ada',
    email: 'ada@example.com',
    country: 'DE',
    externalId: 'ext-1',
    createdAt: OPENED_AT,
  }
  t.strictSame(parametersFor(client, 'DE'), { email: 'ada@example.com', name: 'Ada', country: 'DE' })
  const prefill = { businessName: 'Engines', mcc: '5734' }
  t.strictSame(parametersFor({ ...client, prefill }), { email: 'ada@example.com', name: 'Ada', prefill })
})

t.test('without a country the parameters have no such field, not even an undefined one', async (t) => {
  const client: Client = { id: 'client-1', name: 'Ada', email: 'ada@example.com', createdAt: OPENED_AT }
  t.strictSame(parametersFor(client), { email: 'ada@example.com', name: 'Ada' })
  t.notOk('country' in parametersFor(client))
})

t.test('a key that is remembered for 24 hours is trusted for 23', async (t) => {
  t.ok(keyIsRemembered(openIntent(), OPENED_AT, MEMORY))
  t.ok(keyIsRemembered(openIntent(), after(OPENED_AT, -60_000), MEMORY), 'also by a clock that went back')
  t.ok(keyIsRemembered(openIntent(), after(OPENED_AT, 23 * HOUR_MS - 1), MEMORY))
  t.notOk(keyIsRemembered(openIntent(), after(OPENED_AT, 23 * HOUR_MS), MEMORY))
  t.notOk(keyIsRemembered(openIntent(), after(OPENED_AT, 23 * HOUR_MS + 1), MEMORY))
})

/** What becomes of the intent, when the failed try was the only one and when there was an earlier one. */
const fates: Record<FailureOutcome, Record<'sole' | 'second' | 'tenth', ReturnType<typeof afterFailure>>> = {
  unknown: { sole: 'keep', second: 'keep', tenth: 'keep' },
  other_platform: { sole: 'keep', second: 'keep', tenth: 'keep' },
  key_spent: { sole: 'settle', second: 'settle', tenth: 'settle' },
  refused: { sole: 'close', second: 'settle', tenth: 'settle' },
  account_unavailable: { sole: 'close', second: 'settle', tenth: 'settle' },
}
const tries = { sole: 1, second: 2, tenth: 10 }

for (const [outcome, row] of Object.entries(fates) as [FailureOutcome, (typeof fates)[FailureOutcome]][]) {
  for (const [which, fate] of Object.entries(row) as [keyof typeof row, (typeof row)[keyof typeof row]][]) {
    t.test(`${outcome} on the ${which} try -> ${fate}`, async (t) => {
      const failure = { operation: 'create_account', outcome, code: 'any' } as const
      t.equal(afterFailure(openIntent(tries[which]), failure), fate)
    })
  }
}

t.test('accounts are searched from five minutes before the intent was opened', async (t) => {
  t.strictSame(searchFrom(settlingIntent), after(OPENED_AT, -5 * 60_000))
})

t.test('a settling intent is given up 60 seconds after it began to settle, however old it is', async (t) => {
  const since = settlingIntent.settlingSince
  t.equal(settlesInMs(settlingIntent, since, MEMORY), 60_000)
  t.equal(settlesInMs(settlingIntent, after(since, 1), MEMORY), 59_999)
  t.equal(settlesInMs(settlingIntent, after(since, 59_999), MEMORY), 1)
  t.equal(settlesInMs(settlingIntent, after(since, 60_000), MEMORY), 0)
  t.equal(settlesInMs(settlingIntent, after(since, 60_001), MEMORY), 0)
  t.equal(settlesInMs(settlingIntent, after(since, -1000), MEMORY), 61_000, 'a clock that went back only makes it wait')
})
