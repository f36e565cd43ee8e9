import t from 'tap'
import { disconnected, includesEvent, isPayable, nextSnapshot } from '../../src/domain/account.ts'
import { EMPTY_ACCOUNT, snapshotWith } from '../support/onboardings.ts'

const at = new Date('2026-03-02T12:00:00.000Z')

t.test('an account that its own platform cannot reach is disconnected, and keeps what was known of it', async (t) => {
  const found = disconnected(EMPTY_ACCOUNT, { code: 'account_invalid', at })
  const kept = EMPTY_ACCOUNT.snapshot
  t.strictSame(found, { ...kept, fetchedAt: at, hold: 'disconnected', holdReason: 'account_invalid' })
  t.notOk(isPayable(disconnected({ ...EMPTY_ACCOUNT, snapshot: snapshotWith() }, { code: 'gone', at })))
})

t.test('a snapshot includes an event that was received before it was fetched', async (t) => {
  const snapshot = snapshotWith({ fetchedAt: at })
  t.equal(includesEvent(snapshot, new Date(at.getTime() - 1)), true)
  t.equal(includesEvent(snapshot, at), false)
  t.equal(includesEvent(undefined, at), false)
})

t.test('the country of an account stays known when the provider no longer reports it', async (t) => {
  const { fetchedAt: _at, ...facts } = EMPTY_ACCOUNT.snapshot
  t.equal(nextSnapshot({ ...EMPTY_ACCOUNT.snapshot, country: 'DE' }, facts, at).country, 'DE')
  t.equal(nextSnapshot(undefined, { ...facts, country: 'FR' }, at).country, 'FR')
})

t.test('what was submitted once stays submitted', async (t) => {
  const { fetchedAt: _at, ...facts } = EMPTY_ACCOUNT.snapshot
  t.strictSame(nextSnapshot(undefined, facts, at), { ...facts, fetchedAt: at })
  t.equal(nextSnapshot(EMPTY_ACCOUNT.snapshot, facts, at).submitted, false)
  t.equal(nextSnapshot(snapshotWith(), facts, at).submitted, true)
  t.equal(nextSnapshot(EMPTY_ACCOUNT.snapshot, { ...facts, submitted: true }, at).submitted, true)
})
