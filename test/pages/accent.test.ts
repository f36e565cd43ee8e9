import { readFileSync } from 'node:fs'
import t from 'tap'
import { accentCss } from '../../src/adapters/http/accent-css.ts'

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
const luminance = (color: string) =>
  [0.2126, 0.7152, 0.0722].reduce(
    (sum, weight, n) => sum + weight * linear(Number.parseInt(color.slice(1 + 2 * n, 3 + 2 * n), 16) / 255),
    0,
  )
const contrast = (one: string, other: string) => {
  const both = [luminance(one), luminance(other)]
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)
}

/** The values of a custom property, in light and in dark. */
const valuesOf = (css: string, name: string) =>
  [...css.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6})`, 'g'))].map(([, value = '']) => value)

t.test('whatever the colour of a platform is, its buttons and links can be read, in light and dark', async (t) => {
  const css = readFileSync(new URL('../../src/adapters/http/pages/pages.css', import.meta.url), 'utf8')
  const [pages, cards] = [valuesOf(css, 'page'), valuesOf(css, 'card')]
  t.equal(pages.length + cards.length, 4)
  for (let n = 0; n < 4096; n += 7) {
    const color = `#${n.toString(16).padStart(3, '0').replaceAll(/./g, '$&$&')}`
    const accent = accentCss(color)
    const [text = ''] = valuesOf(accent, 'on-accent')
    t.ok(contrast(color, text) >= 4.5, `button ${color}`)
    for (const [at, link] of valuesOf(accent, 'link').entries()) {
      for (const under of [pages[at] ?? '', cards[at] ?? ''])
        t.ok(contrast(link, under) >= 4.5, `link ${color} on ${under}`)
    }
  }
})

t.test('a colour that can be read stays as it is', async (t) => {
  t.strictSame(valuesOf(accentCss('#0b57d0'), 'link')[0], '#0b57d0')
  t.strictSame(valuesOf(accentCss('#ffee00'), 'link')[1], '#ffee00')
})
