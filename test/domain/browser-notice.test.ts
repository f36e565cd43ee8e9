import t from 'tap'
import { isBrowserReported, rememberedBrowsers } from '../../src/domain/browser-notice.ts'

/** What becomes of an opening by this browser, after those before it. */
const opened = (before: readonly string[] | undefined, browser: string | undefined) => ({
  remembered: rememberedBrowsers(before, browser),
  isReported: isBrowserReported(before, browser),
})

t.test('the first browser is remembered and not reported', async (t) => {
  t.strictSame(opened(undefined, 'a'), { remembered: ['a'], isReported: false })
  t.strictSame(opened([], 'a'), { remembered: ['a'], isReported: false })
})

t.test('a second browser is remembered and reported', async (t) => {
  t.strictSame(opened(['a'], 'b'), { remembered: ['a', 'b'], isReported: true })
})

t.test('a browser that opened the link before is not reported again', async (t) => {
  t.strictSame(opened(['a', 'b'], 'a'), { remembered: ['a', 'b'], isReported: false })
})

t.test('an opening whose browser is not known changes nothing', async (t) => {
  t.strictSame(opened(undefined, undefined), { remembered: undefined, isReported: false })
  t.strictSame(opened(['a'], undefined), { remembered: ['a'], isReported: false })
})

t.test('three browsers are reported at most', async (t) => {
  t.strictSame(opened(['a', 'b', 'c'], 'd'), { remembered: ['a', 'b', 'c', 'd'], isReported: true })
  t.strictSame(opened(['a', 'b', 'c', 'd'], 'e'), { remembered: ['a', 'b', 'c', 'd'], isReported: false })
})
