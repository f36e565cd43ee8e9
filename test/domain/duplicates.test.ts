import t from 'tap'
import { duplicateOf } from '../../src/domain/client.ts'

const email = 'ada@example.com'

t.test('clients are identified by their external ids, and without any by their email', async (t) => {
  const shouting = { email: email.toUpperCase() }
  t.equal(duplicateOf({ email }, shouting), 'email')
  t.equal(duplicateOf({ email }, { email: 'grace@example.com' }), undefined)
  t.equal(duplicateOf({ email, externalId: 'one' }, { email: 'grace@example.com', externalId: 'one' }), 'external_id')
  t.equal(duplicateOf({ email, externalId: 'one' }, { email, externalId: 'two' }), undefined)
  t.equal(duplicateOf({ email, externalId: 'one' }, { email }), undefined)
  t.equal(duplicateOf({ email: '' }, { email: '' }), undefined, 'erased clients have neither')
})
