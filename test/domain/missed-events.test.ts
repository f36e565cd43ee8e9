import t from 'tap'
import { fetchesEventsSince } from '../../src/domain/missed-events.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const before = (ms: number) => new Date(now.getTime() - ms)

t.test('the first run goes back an hour', async (t) => {
  t.same(fetchesEventsSince({ now }), before(60 * MINUTE_MS))
})

t.test('a later run begins five minutes before the last complete one', async (t) => {
  t.same(fetchesEventsSince({ now, fetchedUntil: before(10 * MINUTE_MS) }), before(15 * MINUTE_MS))
  t.same(fetchesEventsSince({ now, fetchedUntil: now }), before(5 * MINUTE_MS))
})

t.test('no run goes back more than thirty days', async (t) => {
  const longest = 30 * DAY_MS
  t.same(fetchesEventsSince({ now, fetchedUntil: before(longest - 5 * MINUTE_MS) }), before(longest))
  t.same(fetchesEventsSince({ now, fetchedUntil: before(longest) }), before(longest))
  t.same(fetchesEventsSince({ now, fetchedUntil: before(365 * DAY_MS) }), before(longest))
})
