import t from 'tap'
import { ProblemError } from '../../src/api/problem.ts'

t.test('a problem has no stack, and takes it from no other error', async (t) => {
  const stackOf = (error: Error) => error.stack?.split('\n    at ').length
  const before = stackOf(new Error('before'))
  t.equal(stackOf(new ProblemError('TOKEN_REVOKED')), 1)
  t.ok(before !== undefined && before > 1)
  t.equal(stackOf(new Error('after')), before)
})
