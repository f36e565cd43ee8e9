import t, { type Test } from 'tap'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresProviderBudget } from '../../src/adapters/postgres/provider-budget.ts'
import { localBudget } from '../../src/adapters/stripe/local-budget.ts'
import type { ProviderBudget } from '../../src/ports/provider-budget.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { blocked, rawConnection } from '../support/raw-rows.ts'

/** A turn lasts so long that the time which passes in a test does not matter. */
const TURN_MS = 1_000_000
const rare = { platform: 'default', bucket: 'test:all', perSecond: 1000 / TURN_MS, turns: 1, isBackground: false }

/** The wait for a claim in turns. */
const inTurns = (waitMs: number) => Math.ceil(waitMs / TURN_MS)

interface World {
  readonly budget: ProviderBudget
  /** As if so much time had passed without a claim. */
  idle(ms: number): Promise<void>
}

function providerBudgetContract(name: string, open: (t: Test) => Promise<World>): void {
  t.test(`${name}: a budget`, async (t) => {
    t.test('the first turn is free at once, and the next ones follow each other', async (t) => {
      const { claim } = (await open(t)).budget
      const first = await claim(rare)
      t.strictSame(first, { isGranted: true, waitMs: 0 })
      const waits: number[] = []
      for (const turns of [2, 1, 3, 1]) waits.push(inTurns((await claim({ ...rare, turns })).waitMs))
      t.same(waits, [1, 3, 4, 7])
    })

    t.test('claims that meet get different turns', async (t) => {
      const { claim } = (await open(t)).budget
      const claims = await Promise.all(Array.from({ length: 30 }, () => claim(rare)))
      t.ok(claims.every(({ isGranted }) => isGranted))
      const waits = claims.map(({ waitMs }) => inTurns(waitMs)).toSorted((one, other) => one - other)
      t.same(
        waits,
        waits.map((_, place) => place),
      )
    })

    t.test('background work gets a turn only if none is claimed ahead, and nothing is taken from others', async (t) => {
      const { claim } = (await open(t)).budget
      const background = { ...rare, isBackground: true }
      t.strictSame(await claim(background), { isGranted: true, waitMs: 0 })
      for (let time = 0; time < 3; time += 1) {
        const { isGranted, waitMs } = await claim(background)
        t.same([isGranted, inTurns(waitMs)], [false, 1], 'it is told when the turn that was claimed is over')
      }
      t.same(inTurns((await claim(rare)).waitMs), 1)
      t.same(inTurns((await claim(background)).waitMs), 2)
    })

    t.test('background claims that meet get one turn together', async (t) => {
      const { claim } = (await open(t)).budget
      const claims = await Promise.all(Array.from({ length: 30 }, () => claim({ ...rare, isBackground: true })))
      t.equal(claims.filter(({ isGranted }) => isGranted).length, 1)
    })

    t.test('buckets do not share turns', async (t) => {
      const { claim } = (await open(t)).budget
      await claim({ ...rare, turns: 5 })
      t.strictSame(await claim({ ...rare, bucket: 'live:all' }), { isGranted: true, waitMs: 0 })
    })

    t.test('platforms do not share turns, by whatever name of a bucket', async (t) => {
      const { claim } = (await open(t)).budget
      await claim({ ...rare, turns: 5 })
      for (const isBackground of [true, false]) {
        const { isGranted, waitMs } = await claim({ ...rare, platform: `another-${isBackground}`, isBackground })
        t.strictSame({ isGranted, waitMs }, { isGranted: true, waitMs: 0 })
      }
      t.same(inTurns((await claim(rare)).waitMs), 5)
    })

    t.test('turns that nobody claimed are not saved up', async (t) => {
      const { budget, idle } = await open(t)
      await budget.claim(rare)
      await idle(10 * TURN_MS)
      t.equal((await budget.claim({ ...rare, turns: 3 })).waitMs, 0)
      t.same(inTurns((await budget.claim(rare)).waitMs), 3)
    })
  })
}

providerBudgetContract('local', async () => {
  const { clock, advance } = fakeClock()
  return { budget: localBudget(clock), idle: advance }
})

providerBudgetContract('postgres', async (t) => {
  const { budget, url } = await onPostgres(t)
  const other = await rawConnection(t, url)
  return {
    budget,
    async idle(ms) {
      await other.query(`update provider_budgets set paid_until = paid_until - $1::float8 * interval '1 ms'`, [ms])
    },
  }
})

t.test('postgres: after the clock of the server was set back a bucket begins again', async (t) => {
  const { budget, url } = await onPostgres(t)
  await budget.claim(rare)
  const other = await rawConnection(t, url)
  await other.query(`update provider_budgets set paid_until = now() + interval '400 days'`)
  t.strictSame(await budget.claim({ ...rare, isBackground: true }), { isGranted: true, waitMs: 0 })
  t.same(inTurns((await budget.claim(rare)).waitMs), 1)
})

t.test('postgres: a claim that waited for another one counts from when it has the bucket', async (t) => {
  const { budget, url } = await onPostgres(t)
  await budget.claim(rare)
  const holder = await rawConnection(t, url)
  for (const [paidUntil, isGranted] of [
    [`clock_timestamp() + interval '1000 seconds'`, false],
    [`clock_timestamp()`, true],
  ] as const) {
    await holder.query('begin')
    await holder.query(`select from provider_budgets for update`)
    const claim = budget.claim({ ...rare, isBackground: true })
    await blocked(holder)
    await holder.query(`update provider_budgets set paid_until = ${paidUntil}`)
    await holder.query('commit')
    t.match(await claim, { isGranted })
  }
})

async function onPostgres(t: Test) {
  const { url } = await testDatabase(t)
  const db = openDatabase({ databaseUrl: url, log: capturedLog().log })
  t.teardown(() => db.destroy())
  return { budget: postgresProviderBudget(db), url }
}
