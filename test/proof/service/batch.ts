import fc from 'fast-check'
import { type Hits, play } from '../any-sequence.ts'
import { KINDS, sequences } from '../sequences.ts'
import { badStripe } from './faults.ts'
import type { Field, Played } from './field.ts'
import { serviceWorld } from './world.ts'

/** So many schedules are played at once. */
export const AT_ONCE = 100

/** There is trouble all the time here, so nobody need bring it about. */
export const ACTS = KINDS.filter((kind) => kind !== 'trouble')

export interface PlayedBatch {
  /** What was found to be wrong, with what it takes to see it again. */
  readonly violations: readonly string[]
  readonly moves: ReadonlyMap<string, number>
  readonly faults: ReadonlyMap<string, number>
  readonly hits: Hits
}

/**
 * Plays many schedules at once on an empty field, at a bad Stripe; when all have come to their end Stripe is well again,
 * and everybody has to get on. What is done is drawn from the seed. What happens at once is not, so a seed that has
 * failed fails again most of the time, and not every time.
 */
export async function playBatch(field: Field, seed: number, atOnce = AT_ONCE): Promise<PlayedBatch> {
  await field.clear()
  const hits: Hits = new Map()
  const struck = await badStripe(field.simulator, seed)
  let faults: ReadonlyMap<string, number> = new Map()
  const meeting = meetingOf(atOnce, async () => {
    faults = await struck()
    await field.simulator.faults.clear()
  })
  const violations: string[] = []
  const clients: Played[] = []
  const drawn = fc.sample(sequences({ minLength: 4, maxLength: 10, kinds: ACTS }), { numRuns: atOnce, seed })
  await Promise.all(
    drawn.map(async (sequence, index) => {
      const world = serviceWorld(field, { index, end: () => meeting.arrive(index) })
      try {
        await play(world, sequence, hits, { timeStandsAlone: true })
      } catch (error) {
        violations.push(`${String(error)}\n  TEST_SEED=${seed}, schedule ${index}`)
      } finally {
        meeting.leave(index)
        clients.push(...world.clients)
      }
    }),
  )
  const stored = await field.violations(clients)
  violations.push(...stored.map((violation) => `${violation} TEST_SEED=${seed}`))
  return { violations, moves: await field.moves(), faults, hits }
}

/** Where so many wait for each other; who leaves is not waited for. */
function meetingOf(size: number, whenComplete: () => Promise<void>) {
  const complete = Promise.withResolvers<void>()
  const missing = new Set(Array.from({ length: size }).keys())
  const leave = (who: number) => {
    if (missing.delete(who) && missing.size === 0) whenComplete().then(complete.resolve, complete.reject)
  }
  return {
    leave,
    arrive(who: number): Promise<void> {
      leave(who)
      return complete.promise
    },
  }
}
