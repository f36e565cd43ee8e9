import type { ProofPart } from '../frame.ts'
import { MEMORY_MUTANTS } from '../memory/mutants.ts'
import { randomPlay } from '../memory/plays.ts'

/** A bug that is not seen in so many schedules is not caught. */
const MOST_SCHEDULES = 3000

/** Who sees a bug: after how many schedules, and what it is called there; `undefined` if nobody did. */
type Hunt = (bug: string, seed: number) => Promise<{ schedules: number; violation: string } | undefined>

const inMemory: Hunt = async (bug, seed) => {
  for (let schedules = 1; schedules <= MOST_SCHEDULES; schedules += 1) {
    const { violations } = await randomPlay(seed + schedules, MEMORY_MUTANTS[bug])
    const [violation] = violations
    if (violation !== undefined) return { schedules, violation }
  }
  return undefined
}

/** T3b: a proof that nothing is wrong says something only if it sees what is. Bugs are put in, and T2 and T3 hunt them. */
export const teeth: ProofPart = {
  id: 'T3b',
  claim: `each of the bugs that are easy to make here is caught within ${MOST_SCHEDULES} schedules`,
  async run({ seed, say }) {
    const violations: string[] = []
    const counts: Record<string, number> = {}
    const hunts = Object.keys(MEMORY_MUTANTS).map((bug) => ({ bug, hunt: inMemory, by: 'T2' }))
    for (const { bug, hunt, by } of hunts) {
      const caught = await hunt(bug, seed)
      if (caught === undefined) {
        violations.push(`${bug} is not caught in ${MOST_SCHEDULES} schedules of ${by}`)
        continue
      }
      const [rule = ''] = caught.violation.split(':')
      counts[`${bug}: schedules until ${by} says "${rule}"`] = caught.schedules
      say(`${bug}: ${by} says after ${caught.schedules} schedules: ${caught.violation}`)
    }
    return { counts: { bugs: hunts.length, caught: Object.keys(counts).length, ...counts }, violations, seed }
  },
}
