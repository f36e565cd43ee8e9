import t from 'tap'
import { testDatabase } from '../support/database.ts'
import { tamperedTokens } from '../support/tampered-tokens.ts'
import { GUARDS } from './guards.ts'

t.test('a Postgres adapter that lacks a guard is noticed', async (t) => {
  for (const [fact, { holds, without }] of Object.entries(GUARDS)) {
    t.test(fact, async (t) => {
      const { url } = await testDatabase(t)
      const { tokens, tampered } = tamperedTokens(t, url, without)
      t.equal(await holds({ tokens }), false)
      t.ok(tampered(), 'the guard was in a statement, and was taken out')
    })
  }
})
