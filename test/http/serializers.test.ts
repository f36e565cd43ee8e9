import t from 'tap'
import { lazySerializers } from '../../src/adapters/http/serializers.ts'

const route = { method: 'GET', url: '/', httpStatus: '200' }

t.test('a serializer is compiled when it is first used', async (t) => {
  const compile = lazySerializers()({}, {})
  const broken = compile({ ...route, schema: { $ref: 'missing#' } })
  t.throws(() => broken({}), /missing/)

  const serialize = compile({ ...route, schema: { type: 'object', properties: { n: { type: 'integer' } } } })
  t.same([serialize({ n: 1, other: 2 }), serialize({ n: 3 })], ['{"n":1}', '{"n":3}'])
})
