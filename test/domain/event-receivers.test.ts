import t from 'tap'
import { planReceiver, receiverFault, receiversInUse } from '../../src/domain/event-receivers.ts'
import type { EventReceiver } from '../../src/domain/provider-setup.ts'

const EVENTS_URL = 'https://api.example.com/events'
const EVENTS = ['a', 'b']
const good: EventReceiver = {
  id: 'good',
  url: EVENTS_URL,
  isEnabled: true,
  events: ['b', 'a'],
  scope: 'accounts',
  isRightForm: true,
}
const fault = (...all: Partial<EventReceiver>[]) =>
  receiverFault(
    EVENTS,
    all.map((differs, index) => ({ ...good, id: String(index), ...differs })),
    EVENTS_URL,
  )
const plan = (...all: Partial<EventReceiver>[]) =>
  planReceiver(
    EVENTS,
    all.map((differs, index) => ({ ...good, id: String(index), ...differs })),
    EVENTS_URL,
  )

t.test('a receiver brings all events to the URL, or it is said why not', async (t) => {
  t.equal(fault({}), undefined)
  t.equal(fault({ events: ['*'] }), undefined)
  t.equal(fault({ url: 'https://API.example.com:443/events/' }), undefined, 'the same URL in another spelling')
  t.strictSame(fault(), { fault: 'none' })
  t.strictSame(fault({ url: 'https://other.example.com/events' }, { url: 'nowhere' }), { fault: 'none' })
  t.strictSame(fault({ isRightForm: false }), { fault: 'other_form', ids: ['0'] })
  t.strictSame(fault({ scope: 'own_account' }), { fault: 'own_account', ids: ['0'] })
  t.strictSame(fault({ isEnabled: false }), { fault: 'disabled', ids: ['0'] })
  t.strictSame(fault({ scope: 'unsaid' }), { fault: 'scope_unsaid', ids: ['0'] })
  t.strictSame(fault({ events: [] }, { events: ['b'] }), { fault: 'lacks_events', ids: ['1'], missing: ['a'] })
})

t.test('one good receiver is enough, whatever the others are', async (t) => {
  t.equal(fault({ isEnabled: false }, { scope: 'unsaid' }, {}, { events: ['a'] }), undefined)
  t.strictSame(fault({ isRightForm: false }, { isEnabled: false }), { fault: 'disabled', ids: ['1'] })
})

t.test('what is missing is created, what can be repaired is repaired, and what is right stays', async (t) => {
  t.strictSame(plan(), { step: 'create' })
  for (const lasting of [{ isRightForm: false }, { scope: 'own_account' }, { scope: 'unsaid' }] as const) {
    t.strictSame(plan(lasting), { step: 'create' }, 'it never changes')
  }
  t.strictSame(plan({ isEnabled: false }), { step: 'repair', id: '0', enables: true, replacesEvents: false })
  t.strictSame(plan({ events: ['a'] }), { step: 'repair', id: '0', enables: false, replacesEvents: true })
  t.strictSame(plan({ events: ['a', 'c'] }), { step: 'repair', id: '0', enables: false, replacesEvents: true })
  t.strictSame(plan({ isEnabled: false }, {}), { step: 'none', id: '1' })
})

t.test('only what is enabled, in the right form and with our URL is in use', async (t) => {
  const all = [
    good,
    { ...good, isEnabled: false },
    { ...good, isRightForm: false },
    { ...good, url: 'https://a.example' },
  ]
  t.strictSame(receiversInUse({ receivers: { found: all } }, EVENTS_URL), [good])
  const failure = { operation: 'inspect_setup', outcome: 'unknown', code: 'timeout' } as const
  t.strictSame(receiversInUse({ receivers: { failure } }, EVENTS_URL), [])
})
