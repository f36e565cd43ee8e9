import t from 'tap'
import { disconnected, includesEvent, isPayable } from '../../src/domain/account.ts'
import { snapshotWith } from '../support/onboardings.ts'

const origin = { platformId: 'acct_platform', livemode: false }
const at = new Date('2026-03-02T12:00:00.000Z')

t.test(
  'an account that its own platform cannot reach is disconnected, and the rest of its snapshot stays',
  async (t) => {
    const snapshot = snapshotWith()
    const found = disconnected({ snapshot, generation: 1, origin }, { origin, code: 'account_invalid', at })
    t.strictSame(found, { ...snapshot, fetchedAt: at, hold: 'disconnected', holdReason: 'account_invalid' })
    t.notOk(found && isPayable(found), 'and not payable, although its capabilities were active')
  },
)

t.test('an account that another platform, or the other mode, cannot reach says nothing', async (t) => {
  const snapshot = snapshotWith()
  for (const asked of [
    { ...origin, platformId: 'acct_other' },
    { ...origin, livemode: true },
  ]) {
    t.equal(disconnected({ snapshot, generation: 1, origin }, { origin: asked, code: 'gone', at }), undefined)
  }
  t.equal(
    disconnected({ snapshot, generation: 1 }, { origin, code: 'gone', at }),
    undefined,
    'nor one of unknown origin',
  )
})

t.test('a snapshot includes an event that was received before it was fetched', async (t) => {
  const snapshot = snapshotWith({ fetchedAt: at })
  t.equal(includesEvent(snapshot, new Date(at.getTime() - 1)), true)
  t.equal(includesEvent(snapshot, at), false)
  t.equal(includesEvent(undefined, at), false)
})
