import t from 'tap'
import { countsOf } from '../../src/domain/client-counts.ts'

t.test('clients are counted under each of their words, and words without clients are there, too', async (t) => {
  const counts = countsOf([
    { status: 'expired', readiness: 'none', nextAction: 'operator', clients: 2 },
    { status: 'completed', readiness: 'active', nextAction: 'none', clients: 3 },
    { status: 'revoked', readiness: 'none', nextAction: 'operator', clients: 4 },
  ])
  t.equal(counts.total, 9)
  t.strictSame(counts.status, { pending: 0, in_progress: 0, expired: 2, completed: 3, revoked: 4 })
  t.strictSame(counts.nextAction, { client: 0, provider: 0, operator: 6, none: 3 })
  t.match(counts.readiness, { none: 6, active: 3, rejected: 0 })
  t.equal(countsOf([]).total, 0)
})
