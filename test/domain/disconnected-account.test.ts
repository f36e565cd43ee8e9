import t from 'tap'
import { disconnected, includesEvent, isPayable } from '../../src/domain/account.ts'
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
