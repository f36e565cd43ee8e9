import t from 'tap'
import { adviceFor } from '../../src/domain/known-refusal.ts'

t.test('staff read what to do about a known refusal', async (t) => {
  t.match(adviceFor('platform_not_registered'), /Dashboard/)
  t.match(adviceFor('transfers_need_approval'), /ACCOUNT_CAPABILITIES/)
})

t.test('there is no advice where only waiting helps, nor for words of the language', async (t) => {
  for (const code of ['timeout', 'provider_error', 'toString', '__proto__', '']) t.equal(adviceFor(code), undefined)
})
