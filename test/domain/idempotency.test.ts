import t from 'tap'
import { REMEMBERED_MS } from '../../src/domain/idempotency.ts'

t.test('a request is remembered by its idempotency key for 24 hours', async (t) => {
  t.equal(REMEMBERED_MS, 86_400_000)
})
