import fc from 'fast-check'
import t from 'tap'
import { StripeFailure } from '../../packages/stripe-simulator/src/http/errors.ts'
import { canonicalForm, parseForm } from '../../packages/stripe-simulator/src/http/form-body.ts'

const plain = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree))

t.test('brackets nest', async (t) => {
  const form = 'a=1&b[c][d]=2&b[c][e]=3&list[]=x&list[]=y&indexed[0]=p&indexed[1]=q&space=a+b%26c&empty='
  t.same(plain(parseForm(form)), {
    a: '1',
    b: { c: { d: '2', e: '3' } },
    list: { 0: 'x', 1: 'y' },
    indexed: { 0: 'p', 1: 'q' },
    space: 'a b&c',
    empty: '',
  })
  t.same(plain(parseForm('')), {})
})

t.test('a name that cannot be read is refused', async (t) => {
  for (const form of ['a[b=1', 'a]b=1', '[a]=1', 'a[b]c=1', `a${'[b]'.repeat(20)}=1`, 'a=1&a[b]=2', 'a[b]=2&a=1']) {
    t.equal(
      refused(() => parseForm(form)),
      true,
      form,
    )
  }
})

t.test('a parameter named __proto__ stays within its tree', async (t) => {
  const tree = parseForm('__proto__[polluted]=yes&a[__proto__][polluted]=yes')
  t.equal(Object.hasOwn({}, 'polluted') || 'polluted' in {}, false)
  t.equal(Object.getPrototypeOf(tree), null)
})

t.test('every input is parsed or refused', async () => {
  const unit = fc.constantFrom('a', 'b', '[', ']', '=', '&', '%', '%5B', '0', '__proto__', 'é')
  const property = fc.property(fc.string({ unit }), (form) => {
    refused(() => canonicalForm(parseForm(form)))
  })
  fc.assert(property, { numRuns: 3000 })
})

t.test('the canonical text is the same for any order and differs for different parameters', async () => {
  const name = fc.stringMatching(/^[a-z]{1,3}$/)
  const fields = fc.uniqueArray(fc.tuple(name, fc.string()), { selector: ([field]) => field, maxLength: 8 })
  const canonical = (pairs: [string, string][]) => canonicalForm(parseForm(new URLSearchParams(pairs).toString()))
  const property = fc.property(fields, (pairs) => {
    const text = canonical(pairs)
    return canonical(pairs.toReversed()) === text && canonical([...pairs, ['other', 'x']]) !== text
  })
  fc.assert(property, { numRuns: 500 })
})

/** Whether the work is refused with a 400; any other failure is thrown on. */
function refused(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch (error) {
    if (error instanceof StripeFailure && error.details.status === 400) return true
    throw error
  }
}
