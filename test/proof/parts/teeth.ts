import { closingAll, type ProofPart } from '../frame.ts'
import { MEMORY_MUTANTS } from '../memory/mutants.ts'
import { randomPlay } from '../memory/plays.ts'
import { playBatch } from '../service/batch.ts'
import { field as openField } from '../service/field.ts'
import { SERVICE_MUTANTS } from '../service/mutants.ts'

/** A bug that is not seen in so many schedules is not caught. */
const MOST_SCHEDULES = 3000

/** What only a real database shows. */
const SEEN_IN_NO_MEMORY = 'a lock that is held during a call to Stripe'

/** Who sees a bug: after how many schedules at most, and what it is called there; `undefined` if nobody did. */
type Caught = { readonly schedules: number; readonly violation: string } | undefined

async function huntInMemory(bug: string, seed: number): Promise<Caught> {
  for (let schedules = 1; schedules <= MOST_SCHEDULES; schedules += 1) {
    const { violations } = await randomPlay(seed + schedules, MEMORY_MUTANTS[bug])
    const [violation] = violations
    if (violation !== undefined) return { schedules, violation }
  }
  return undefined
}

/** A few schedules are enough for most bugs, so the batches grow. */
const huntOnService = (bug: string, seed: number): Promise<Caught> =>
  closingAll(async (t) => {
    const field = await openField(t, SERVICE_MUTANTS[bug])
    for (let schedules = 0, batch = 25; schedules < MOST_SCHEDULES; batch = Math.min(100, batch * 2)) {
      const { violations } = await playBatch(field, seed + schedules, batch)
      schedules += batch
      // A bug that runs into a constraint causes an unexpected answer; a second violation says more.
      const violation = violations.find((one) => !one.includes('an unexpected answer')) ?? violations[0]
      if (violation !== undefined) return { schedules, violation }
    }
    return undefined
  })

/** T3b: a proof that nothing is wrong says something only if it sees what is. Bugs are put in, and T2 and T3 hunt them. */
export const teeth: ProofPart = {
  id: 'T3b',
  claim: `Each of the bugs that are easy to make here is caught within ${MOST_SCHEDULES} schedules.`,
  async run({ size, seed, say }) {
    const violations: string[] = []
    const counts: Record<string, number> = {}
    const onService = Object.keys(SERVICE_MUTANTS).filter((bug) => size === 'full' || bug === SEEN_IN_NO_MEMORY)
    const hunts = [
      ...Object.keys(MEMORY_MUTANTS).map((bug) => ({ bug, hunt: huntInMemory, by: 'T2' })),
      ...onService.map((bug) => ({ bug, hunt: huntOnService, by: 'T3' })),
    ]
    for (const { bug, hunt, by } of hunts) {
      const caught = await hunt(bug, seed)
      if (caught === undefined) {
        violations.push(`${bug} is not caught in ${MOST_SCHEDULES} schedules of ${by}`)
        continue
      }
      const [violation = ''] = caught.violation.replace(/^Error: /, '').split('\n')
      counts[`${bug} (${by}): schedules until it is caught`] = caught.schedules
      say(`${bug}: ${by} says after ${caught.schedules} schedules: ${violation}`)
    }
    return { counts: { bugs: hunts.length, caught: Object.keys(counts).length, ...counts }, violations, seed }
  },
}
