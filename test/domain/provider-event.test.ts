import t from 'tap'
import { stateOfEvent } from '../../src/domain/provider-event.ts'

t.test('an event waits, or has failed, until it has an outcome', async (t) => {
  t.equal(stateOfEvent(undefined, undefined), 'waiting')
  t.equal(stateOfEvent(undefined, 'timeout'), 'failed')
  t.equal(stateOfEvent('processed', undefined), 'processed')
  t.equal(stateOfEvent('ignored', 'timeout'), 'ignored')
})
