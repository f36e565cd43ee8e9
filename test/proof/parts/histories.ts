import fc from 'fast-check'
import { type Hits, LEGAL_MOVES, play } from '../any-sequence.ts'
import { KINDS, sequences } from '../sequences.ts'
import { missedFloors, type ProofPart } from '../frame.ts'
import { memorySequence } from '../memory/sequence.ts'

const HISTORIES = { small: 1000, full: 20_000 }

/** What came of it that has to happen if the histories are to say anything. */
const ANSWERS = [
  'at once',
  ...['open: opened', 'open: revoked', 'open: expired', 'open: completed', 'open: provider_failed'],
  ...['callback: done', 'callback: incomplete', 'refresh: opened', 'event: done', 'issue: nothing to do'],
  ...['erase: erased', 'correct: changed', 'completed onboarding', 'completed update'],
  ...['reset: reset', 'manage: reject managed', 'manage: unreject managed', 'manage: close managed', 'end: reset'],
  ...['issued by remedy', 'issued by reminder', 'emailed action_required', 'emailed reminder'],
  'end: opened',
]

/**
 * T2b: long histories of up to three clients, over days and months, over memory adapters. They reach what short
 * schedules do not: tokens for updates, forgotten keys, links that expired long ago. A history that breaks something is
 * made as short as it can be before it is told.
 */
export const histories: ProofPart = {
  id: 'T2b',
  claim:
    'Whatever happens to clients over months, every token makes only legal moves, no client has two accounts, and whoever has to act is told.',
  async run({ size, seed, deadline }) {
    const hits: Hits = new Map()
    const violations: string[] = []
    let played = 0
    const history = sequences({ minLength: 5, maxLength: 30 })
    const property = fc.asyncProperty(history, fc.nat(), async (sequence, turns) => {
      if (deadline.aborted) return // and too few histories will be told
      await play(memorySequence(turns), sequence, hits)
      played += 1
    })
    const told = await fc.check(property, { numRuns: HISTORIES[size], seed })
    if (told.failed)
      violations.push(`${String(told.errorInstance)}\n  TEST_SEED=${seed}, path ${told.counterexamplePath}`)
    const counts: Record<string, number> = { histories: played, ...Object.fromEntries(hits) }
    const floors = {
      histories: HISTORIES[size],
      ...Object.fromEntries([...KINDS, ...LEGAL_MOVES].map((what) => [what, HISTORIES[size] / 15])),
      ...Object.fromEntries(ANSWERS.map((what) => [what, HISTORIES[size] / 250])),
    }
    violations.push(...missedFloors(counts, floors))
    return {
      counts: Object.fromEntries(Object.keys(floors).map((what) => [what, counts[what] ?? 0])),
      violations,
      seed,
    }
  },
}
