import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { KINDS, LEGAL_MOVES, play, sequences, type Hits, type World } from '../support/any-sequence.ts'
import { memorySequence } from '../support/memory-sequence.ts'
import { serviceSequence } from '../support/service-sequence.ts'

const seed = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31))
const path = process.env['TEST_PATH'] === undefined ? {} : { path: process.env['TEST_PATH'] }

/** What came of it that has to happen if the sequences are to say anything. */
const ANSWERS = [
  'at once',
  ...['open: opened', 'open: revoked', 'open: expired', 'open: completed', 'open: provider_failed'],
  ...['callback: done', 'callback: incomplete', 'refresh: opened', 'event: done', 'issue: nothing to do'],
  ...['completed onboarding', 'completed update', 'end: opened'],
]

function happened(t: { ok: (value: boolean, message: string) => unknown }, hits: Hits, least: number, sure: number) {
  const count = (what: string, times: number) =>
    t.ok((hits.get(what) ?? 0) >= times, `${what}: ${hits.get(what) ?? 0} times, at least ${times}`)
  for (const kind of KINDS) count(kind, least)
  for (const move of LEGAL_MOVES) count(move, least)
  for (const answer of ANSWERS) count(answer, sure)
}

const RUNS = 4000

t.test(`${RUNS} random sequences in memory break nothing`, { timeout: 100_000 }, async (t) => {
  t.comment(`TEST_SEED=${seed}`)
  const hits: Hits = new Map()
  const property = fc.asyncProperty(sequences({ minLength: 5, maxLength: 30 }), fc.nat(), (sequence, turns) =>
    play(memorySequence(turns), sequence, hits),
  )
  await fc.assert(property, { numRuns: RUNS, seed, includeErrorInReport: true, ...path })
  happened(t, hits, RUNS / 10, RUNS / 200)
})

const SECONDS = 40

t.test(
  `random sequences on two instances, one database and one Stripe break nothing for ${SECONDS} s`,
  { timeout: 110_000 },
  async (t) => {
    t.comment(`TEST_SEED=${seed}`)
    const hits: Hits = new Map()
    const start = performance.now()
    const world: World = await serviceSequence(t)
    let runs = 0
    const property = fc.asyncProperty(sequences({ minLength: 5, maxLength: 16 }), async (sequence) => {
      await play(world, sequence, hits, { timeStandsAlone: true })
      runs += 1
    })
    // What runs at once differs each time, so a failing sequence is shown as it was and not made smaller.
    await fc.assert(property, {
      numRuns: 10_000,
      seed,
      endOnFailure: true,
      includeErrorInReport: true,
      interruptAfterTimeLimit: SECONDS * 1000,
      ...path,
    })
    t.comment(`${runs} sequences in ${Math.round((performance.now() - start) / 1000)} s`)
    // How far it gets depends on the machine; the sequences in memory have shown that the rare things are reached.
    for (const kind of [...KINDS, ...LEGAL_MOVES]) t.ok(hits.has(kind), `${kind} has happened`)
    for (const [what, times] of [...hits].toSorted(([a], [b]) => a.localeCompare(b))) t.comment(`${what}: ${times}`)
  },
)
