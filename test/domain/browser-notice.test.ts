import t from 'tap'
import { browserOpened } from '../../src/domain/browser-notice.ts'

t.test('the first browser is remembered, and nobody is told', async (t) => {
  t.strictSame(browserOpened([], 'a'), { isRemembered: true, isTold: false })
})

t.test('a second browser is remembered, and the client is told', async (t) => {
  t.strictSame(browserOpened(['a'], 'b'), { isRemembered: true, isTold: true })
})

t.test('a browser that opened the link before is no news', async (t) => {
  t.strictSame(browserOpened(['a', 'b'], 'a'), { isRemembered: false, isTold: false })
})

t.test('a client is told three times at most', async (t) => {
  t.strictSame(browserOpened(['a', 'b', 'c'], 'd'), { isRemembered: true, isTold: true })
  t.strictSame(browserOpened(['a', 'b', 'c', 'd'], 'e'), { isRemembered: false, isTold: false })
})
