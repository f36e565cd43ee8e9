import t from 'tap'
import { chosenPlatform } from '../../src/domain/platform-choice.ts'

const known = ['acme', 'bazaar']

t.test('a key of one platform is about it, and cannot tell others from those that do not exist', async (t) => {
  t.same(chosenPlatform({ ofKey: 'acme', known }), { platform: 'acme' })
  t.same(chosenPlatform({ ofKey: 'acme', named: 'acme', known }), { platform: 'acme' })
  for (const named of ['bazaar', 'nobody', '']) t.equal(chosenPlatform({ ofKey: 'acme', named, known }), 'unknown')
  t.equal(chosenPlatform({ ofKey: 'gone', known }), 'unknown')
})

t.test('a key of all platforms has to name one, unless there is only one', async (t) => {
  t.equal(chosenPlatform({ known }), 'required')
  t.same(chosenPlatform({ named: 'bazaar', known }), { platform: 'bazaar' })
  t.equal(chosenPlatform({ named: 'nobody', known }), 'unknown')
  t.same(chosenPlatform({ known: ['default'] }), { platform: 'default' })
  t.equal(chosenPlatform({ known: [] }), 'required')
})
