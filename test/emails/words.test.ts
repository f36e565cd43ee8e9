import t from 'tap'
import { filled, WORDS } from '../../src/emails/words.ts'
import { sameInAllLanguages } from '../support/catalogue.ts'

sameInAllLanguages(t, WORDS)

t.test('a value from right to left is isolated, and one that looks like a placeholder is not filled', async (t) => {
  t.equal(filled('{platform} pays', { platform: 'אדה' }), '\u2068אדה\u2069 pays')
  t.equal(filled('{platform} pays', { platform: '{date}', date: 'x' }), '{date} pays')
})
