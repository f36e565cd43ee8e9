import t from 'tap'
import { FAILING_MS, isAccepted, PAUSES_MS, settlementOf } from '../../src/domain/delivery.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const plus = (ms: number) => new Date(now.getTime() + ms)
const failed = { failure: 'timeout' }
const HOUR_MS = 3_600_000

t.test('only an answer of the 200s accepts an event: a redirect does not', async (t) => {
  for (const status of [200, 202, 204, 299]) t.ok(isAccepted({ status, body: '' }), String(status))
  for (const status of [199, 300, 301, 307, 400, 410, 429, 500])
    t.notOk(isAccepted({ status, body: '' }), String(status))
  t.notOk(isAccepted(failed))
})

t.test('an accepted event is delivered, and its endpoint is well', async (t) => {
  t.strictSame(settlementOf({ attempts: 3, failingSince: now }, { status: 204, body: '' }, now), {
    status: 'delivered',
    attempts: 4,
    switchesOff: false,
  })
})

t.test('failed attempts are repeated after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h', async (t) => {
  t.strictSame(
    PAUSES_MS.map((ms) => ms / 1000),
    [5, 300, 1800, 7200, 18_000, 36_000, 36_000],
  )
  t.ok(PAUSES_MS.reduce((sum, ms) => sum + ms, 0) > 24 * HOUR_MS, 'a receiver may be down for a day')
  for (const [attempts, pause] of PAUSES_MS.entries()) {
    t.strictSame(settlementOf({ attempts }, { status: 500, body: '' }, now), {
      attempts: attempts + 1,
      failingSince: now,
      switchesOff: false,
      status: 'waiting',
      nextAttemptAt: plus(pause),
    })
  }
})

t.test('after the eighth attempt an event is given up', async (t) => {
  t.strictSame(settlementOf({ attempts: 7 }, failed, now), {
    attempts: 8,
    failingSince: now,
    switchesOff: false,
    status: 'given_up',
  })
})

t.test('an endpoint that has failed for five days is switched off', async (t) => {
  const since = (ms: number) => settlementOf({ attempts: 0, failingSince: plus(-ms) }, failed, now)
  t.equal(FAILING_MS, 5 * 24 * HOUR_MS)
  t.notOk(since(FAILING_MS - 1).switchesOff)
  t.ok(since(FAILING_MS).switchesOff)
  t.strictSame(since(FAILING_MS).failingSince, plus(-FAILING_MS), 'the first failure counts')
})
