import t from 'tap'
import type { DeliveryRecord, DeliverySign } from '../../src/domain/delivery-signs.ts'
import { diagnoseDelivery, isChange, pingReasons } from '../../src/domain/event-delivery.ts'
import { snapshotWith, UNPAID } from '../support/onboardings.ts'

const now = new Date('2026-03-02T12:00:00.000Z')
/** Signs, each seen this many minutes ago. */
const seen = (minutes: Partial<Record<DeliverySign, number>>): DeliveryRecord =>
  Object.fromEntries(
    Object.entries(minutes).map(([sign, ago]) => [sign, { count: 3, lastAt: new Date(now.getTime() - ago * 60_000) }]),
  )
const found = (minutes: Partial<Record<DeliverySign, number>>) =>
  diagnoseDelivery(seen(minutes), now).map(({ cause, outcome }) => `${cause}: ${outcome}`)

t.test('events that arrive are no fault, and neither is that none has come', async (t) => {
  t.same(found({}), ['events_arrive: ok'])
  t.same(found({ delivered: 5 }), ['events_arrive: ok'])
  t.match(diagnoseDelivery(seen({ ping_arrived: 5 }), now), [{ facts: { hasArrived: true } }])
  t.match(diagnoseDelivery({}, now), [{ facts: { hasArrived: false } }])
})

t.test('refused events are a fault until one arrives, and a warning for a day', async (t) => {
  for (const sign of ['refused_secret', 'refused_clock', 'refused_body'] as const) {
    t.same(found({ [sign]: 5 }), ['events_refused: fault'])
    t.same(found({ [sign]: 5, delivered: 10 }), ['events_refused: fault'])
    t.same(found({ [sign]: 5, delivered: 1 }), ['events_refused: warning'])
    t.same(found({ [sign]: 25 * 60 }), ['events_arrive: ok'])
  }
  t.same(found({ other_mode: 5 }), ['events_refused: warning'])
})

t.test('a change that no event told of is a warning until an event arrives', async (t) => {
  t.same(found({ unannounced: 5 }), ['changes_unannounced: warning'])
  t.same(found({ unannounced: 5, delivered: 10 }), ['changes_unannounced: warning'])
  t.same(found({ unannounced: 5, delivered: 4 }), ['events_arrive: ok'])
  t.same(found({ unannounced: 5, ping_arrived: 4 }), ['events_arrive: ok'])
  t.same(found({ unannounced: 25 * 60 }), ['events_arrive: ok'])
})

t.test('a ping that did not arrive is a fault until an event arrives, and names what was seen meanwhile', async (t) => {
  t.same(found({ ping_missing: 5 }), ['ping_missing: fault'])
  t.same(found({ ping_missing: 5, ping_arrived: 4 }), ['events_arrive: ok'])
  t.same(found({ ping_missing: 5, delivered: 4 }), ['events_arrive: ok'])
  t.same(pingReasons(seen({ ping_missing: 5, refused_clock: 6, refused_secret: 9 })), ['refused_clock'])
  t.same(pingReasons(seen({ ping_missing: 5, refused_secret: 5.5, other_mode: 6 })), ['refused_secret', 'other_mode'])
  t.same(pingReasons(seen({ ping_missing: 5 })), [])
  t.same(pingReasons(seen({ refused_secret: 5 })), [], 'without a missing ping there is nothing to explain')
})

t.test(
  'an account has changed if its details were submitted or its readiness is another, not if it is only newer',
  async (t) => {
    const before = snapshotWith({ submitted: true })
    t.notOk(isChange(before, { ...before, fetchedAt: now }))
    t.ok(isChange({ ...before, submitted: false }, before))
    t.ok(isChange(before, { ...before, capabilities: UNPAID, hold: 'client_action' }))
  },
)
