import t from 'tap'
import { memoryCountryCures } from '../../src/adapters/memory/country-cures.ts'
import { postgresCountryCures } from '../../src/adapters/postgres/country-cures.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'

const { url } = await testDatabase(t)
const db = openDatabase({ databaseUrl: url, log: capturedLog().log })
t.teardown(() => db.destroy())

const gb = { profile: 'default', country: 'GB', cure: { add: 'card_payments' } } as const
const br = { profile: 'default', country: 'BR', cure: { agreement: 'recipient' } } as const

for (const [name, cures] of Object.entries({ memory: memoryCountryCures(), postgres: postgresCountryCures(db) })) {
  t.test(`${name}: cures are remembered for their platform, each once`, async (t) => {
    t.strictSame(await cures.list('one'), [])
    await Promise.all([cures.remember('one', gb), cures.remember('one', gb), cures.remember('one', br)])
    t.strictSame(new Set(await cures.list('one')), new Set([gb, br]))
    t.equal((await cures.list('one')).length, 2)
    t.strictSame(await cures.list('other'), [])
  })
}

t.test('another process finds them in the database', async (t) => {
  t.equal((await postgresCountryCures(db).list('one')).length, 2)
})

t.test('a list that could not be read is read again', async (t) => {
  const closed = openDatabase({ databaseUrl: 'postgres://unknown@127.0.0.1:1/nothing', log: capturedLog().log })
  t.teardown(() => closed.destroy())
  const cures = postgresCountryCures(closed)
  await t.rejects(cures.list('one'))
  await t.rejects(cures.list('one'))
})
