import { setTimeout as sleep } from 'node:timers/promises'
import { DEATHS } from '../crash/deaths.ts'
import { crashScene } from '../crash/scene.ts'
import { closingAll, missedFloors, type ProofPart } from '../frame.ts'
import { median, tally } from '../tally.ts'

/** How often a process dies at each crash point, at its moments in turn; the seed says which one comes first. */
const DEATHS_PER_POINT = { small: 2, full: 25 }

/** A death and what follows take a second; this is for one that never comes. */
const HUNG_MS = 30_000

/** T4: real processes, killed by SIGKILL; the database, Stripe and the next process outlive them. */
export const crashPoints: ProofPart = {
  id: 'T4',
  claim:
    'Wherever a process is killed (14 crash points), the next one continues: the token opens with one retry at most, there is one account at Stripe, and no client is stuck.',
  run: ({ size, seed, say, deadline }) =>
    closingAll(async (t) => {
      const { counts, violations, hit, found } = tally()
      const readyMs: number[] = []
      const scene = await crashScene(t, { onReady: (ms) => readyMs.push(ms) })
      for (const [row, deaths] of Object.entries(DEATHS)) {
        const moments = Object.entries(deaths)
        const times = DEATHS_PER_POINT[size]
        for (let time = 0; time < times && !deadline.aborted; time += 1) {
          const [moment, death] = moments[(seed + time) % moments.length] ?? ['', async () => []]
          const before = scene.kills()
          const wrong = await Promise.race([
            death(scene).catch((error: unknown) => [String(error)]),
            sleep(HUNG_MS, ['it hangs'], { ref: false }),
          ])
          found(`${row}, ${moment}`, wrong)
          hit(`killed at ${row}`, scene.kills() - before)
          // A leftover of a death that went wrong would spoil the next one.
          await scene.simulator.faults.clear()
        }
        say(`${row}: killed ${counts[`killed at ${row}`]} times, ${violations.length} violations so far`)
      }
      const accounts = Map.groupBy(await scene.simulator.accounts(), ({ metadata }) => metadata['client_id'])
      counts['clients with an account at Stripe'] = accounts.size
      counts['clients with two'] = [...accounts.values()].filter(({ length }) => length > 1).length
      counts['ms from start to ready, median'] = median(readyMs)
      counts['ms from start to ready, at most'] = Math.round(Math.max(...readyMs))
      const floors = Object.fromEntries(Object.keys(DEATHS).map((row) => [`killed at ${row}`, DEATHS_PER_POINT[size]]))
      violations.push(...missedFloors(counts, floors))
      if (counts['clients with two'] > 0) violations.push(`${counts['clients with two']} clients have two accounts`)
      return { counts, violations, seed }
    }),
}
