import { randomInt } from 'node:crypto'
import type { Test } from 'tap'

/** One part of the proof: a claim about the service, and a way to try hard to refute it. */
export interface ProofPart {
  /** As in `docs/reliability.md`: T3. */
  readonly id: string
  /** What is claimed, in one sentence. */
  readonly claim: string
  /** Tries to refute it, with chances that are drawn from the seed; ends early when the deadline fires. */
  run(options: ProofOptions): Promise<ProofResult>
}

export interface ProofOptions {
  /** `small` goes along with `npm test`, `full` is what `npm run test:proof` does. */
  readonly size: 'small' | 'full'
  readonly seed: number
  readonly say: (line: string) => void
  readonly deadline: AbortSignal
}

export interface ProofResult {
  /** What happened, and how often. */
  readonly counts: Readonly<Record<string, number>>
  /** What was found that must not be, each with what is needed to see it again. Empty: the claim stands. */
  readonly violations: readonly string[]
  readonly seed: number
}

/** What has to happen at least so often. A proof that has hardly tried proves nothing, so what is missed is a violation. */
export function missedFloors(
  counts: Readonly<Record<string, number>>,
  floors: Readonly<Record<string, number>>,
): string[] {
  return Object.entries(floors)
    .filter(([what, least]) => (counts[what] ?? 0) < least)
    .map(([what, least]) => `too rare to prove anything: ${what} ${counts[what] ?? 0} times, at least ${least}`)
}

/** The environment's TEST_SEED, which replays a run, or a new one. */
export const seedOfRun = (): number => Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31))

/** Somewhere to say what happens at the end, like a tap test. */
export interface Teardown {
  teardown(handler: () => Promise<void>): unknown
}

/** Runs with a place for what has to be closed in the end, whatever happens. What was opened last is closed first. */
export async function closingAll<T>(run: (t: Teardown) => Promise<T>): Promise<T> {
  const handlers: (() => Promise<void>)[] = []
  try {
    return await run({ teardown: (handler) => handlers.push(handler) })
  } finally {
    for (const handler of handlers.toReversed()) await handler()
  }
}

/** The small size of a part as a tap test. */
export function proveSmall(t: Test, part: ProofPart, { seconds = 100 } = {}): void {
  t.test(`${part.id}: ${part.claim}`, { timeout: (seconds + 20) * 1000 }, async (t) => {
    const seed = seedOfRun()
    t.comment(`TEST_SEED=${seed}`)
    const say = (line: string) => t.comment(line)
    const start = performance.now()
    const { counts, violations } = await part.run({
      size: 'small',
      seed,
      say,
      deadline: AbortSignal.timeout(seconds * 1000),
    })
    for (const [what, times] of Object.entries(counts)) t.comment(`${what}: ${times}`)
    t.comment(`${((performance.now() - start) / 1000).toFixed(1)} s`)
    t.same(violations, [])
  })
}
