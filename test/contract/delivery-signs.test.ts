import t from 'tap'
import { memoryDeliverySigns } from '../../src/adapters/memory/delivery-signs.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresDeliverySigns } from '../../src/adapters/postgres/delivery-signs.ts'
import { sparingSigns } from '../../src/adapters/postgres/sparing-signs.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'

const { url } = await testDatabase(t)
const db = openDatabase({ databaseUrl: url, log: capturedLog().log })
t.teardown(() => db.destroy())
const now = () => new Date()

for (const [name, signs] of Object.entries({
  memory: memoryDeliverySigns({ now }),
  postgres: postgresDeliverySigns(db),
})) {
  t.test(`${name}: signs are counted for their platform, with the instant of the last`, async (t) => {
    t.same((await signs.load('one')).record, {})
    await signs.count('one', 'delivered')
    const { record: first } = await signs.load('one')
    await signs.count('one', 'delivered', 4)
    await Promise.all([signs.count('one', 'refused_clock'), signs.count('one', 'refused_clock')])
    await signs.count('two', 'refused_clock')
    const { record, now: clock } = await signs.load('one')
    t.match(record, { delivered: { count: 5 }, refused_clock: { count: 2 } })
    t.ok((record.delivered?.lastAt ?? 0) >= (first.delivered?.lastAt ?? 1))
    t.ok(clock >= (record.delivered?.lastAt ?? Infinity))
    t.match((await signs.load('two')).record, { refused_clock: { count: 1 } })
  })
}

t.test('a process writes a sign every ten seconds at most, and loses none that is followed by another', async (t) => {
  let elapsed = 0
  const kept = memoryDeliverySigns({ now })
  const signs = sparingSigns(kept, () => elapsed)
  const counted = async () => (await signs.load('one')).record.refused_secret?.count
  for (let index = 0; index < 100; index += 1) await signs.count('one', 'refused_secret')
  t.equal(await counted(), 1)
  await signs.count('one', 'delivered')
  t.match((await kept.load('one')).record, { delivered: { count: 1 } }, 'each sign by itself')
  elapsed = 10_000
  await signs.count('one', 'refused_secret')
  t.equal(await counted(), 101)
})
