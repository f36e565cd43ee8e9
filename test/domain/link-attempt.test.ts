import t from 'tap'
import { endOfRefreshes, mayRefresh, REFRESH_GRACE_MS } from '../../src/domain/link-attempt.ts'

const LINK_EXPIRES_AT = new Date('2026-03-01T12:00:00.000Z')
const END = new Date('2026-03-01T13:00:00.000Z')
const before = (ms: number) => new Date(END.getTime() - ms)

t.test('a chain of refreshes ends an hour after the expiry of its first link', async (t) => {
  t.equal(REFRESH_GRACE_MS, 3_600_000)
  t.strictSame(endOfRefreshes(LINK_EXPIRES_AT), END)
})

t.test('a link that was made by a refresh does not renew the chain', async (t) => {
  const later = new Date(LINK_EXPIRES_AT.getTime() + 1_800_000)
  t.strictSame(endOfRefreshes(later, { refreshUntil: END }), END)
  const used = { tokenId: 'token-1', handedOutAt: LINK_EXPIRES_AT, refreshUntil: END, refreshedAt: before(1) }
  t.strictSame(endOfRefreshes(later, used), END)
})

t.test('a refresh secret may be used until the end of its chain, and not at it', async (t) => {
  const unused = { refreshUntil: END }
  t.equal(mayRefresh(unused, before(REFRESH_GRACE_MS * 2)), true)
  t.equal(mayRefresh(unused, before(1)), true)
  t.equal(mayRefresh(unused, END), false)
  t.equal(mayRefresh(unused, before(-1)), false)
})

t.test('a refresh secret may be used once', async (t) => {
  t.equal(mayRefresh({ refreshUntil: END, refreshedAt: before(2) }, before(1)), false)
})
