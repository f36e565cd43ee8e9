/** Where the parts of a code point's number end: the parameters of RFC 3492, section 5. */
const [BASE, LEAST, MOST, SKEW, DAMP] = [36, 1, 26, 38, 700]
const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A domain name as people read it: `xn--mller-kva.de` as `müller.de`. A label that stands for no text stays as it is. */
export const readableDomain = (domain: string): string =>
  domain.replaceAll(/(?<=^|\.)xn--([a-z0-9-]+)/gi, (label, encoded: string) => decoded(encoded) ?? label)

/** The text of a label without its prefix; `undefined` if there is none (RFC 3492, section 6.2). */
function decoded(label: string): string | undefined {
  const end = label.lastIndexOf('-')
  const text = Array.from(label.slice(0, Math.max(0, end)))
  const digits = Array.from(label.slice(end + 1).toLowerCase(), (digit) => DIGITS.indexOf(digit))
  let [codePoint, place, bias] = [128, 0, 72]
  while (digits.length > 0) {
    const before = place
    let weight = 1
    for (let k = BASE; ; k += BASE) {
      const digit = digits.shift()
      if (digit === undefined) return undefined
      place += digit * weight
      const threshold = Math.min(MOST, Math.max(LEAST, k - bias))
      if (digit < threshold) break
      weight *= BASE - threshold
    }
    const length = text.length + 1
    bias = adapted(place - before, length, before === 0)
    codePoint += Math.floor(place / length)
    place %= length
    if (codePoint > 0x10ffff) return undefined
    text.splice(place, 0, String.fromCodePoint(codePoint))
    place += 1
  }
  return text.join('')
}

function adapted(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2))
  rest += Math.floor(rest / length)
  let k = 0
  for (; rest > ((BASE - LEAST) * MOST) / 2; k += BASE) rest = Math.floor(rest / (BASE - LEAST))
  return k + Math.floor(((BASE - LEAST + 1) * rest) / (rest + SKEW))
}
