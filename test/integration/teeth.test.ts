import t from 'tap'
import { MUTANTS } from '../support/mutants.ts'
import { stage as setStage } from '../support/stage.ts'

// The product passes all of these scenarios (interleavings, many-at-once). That says something only if a product with
// one of the bugs that they are there for does not.
for (const [bug, { mutant, scenario, breaks }] of Object.entries(MUTANTS)) {
  t.test(`${bug} is caught: ${breaks}`, async (t) => {
    const found = await scenario(await setStage(t, mutant))
    t.comment(found.length === 0 ? 'nothing was found' : found.slice(0, 3).join('\n'))
    t.ok(
      found.some((violation) => violation.startsWith(breaks)),
      `${scenario.name} says that it breaks "${breaks}"`,
    )
  })
}

t.test('without a bug the same scenarios find nothing', async (t) => {
  for (const scenario of new Set(Object.values(MUTANTS).map(({ scenario }) => scenario))) {
    if (scenario.name === 'stalledStripe') continue // which takes its time, and is in many-at-once
    t.same(await scenario(await setStage(t)), [], scenario.name)
  }
})
