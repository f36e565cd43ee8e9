import type { Answer } from '../support/invariants.ts'

/** What happened in a part of the proof, and what was found that must not be. */
export function tally() {
  const counts: Record<string, number> = {}
  const violations: string[] = []
  return {
    counts,
    violations,
    hit(what: string, times = 1): void {
      counts[what] = (counts[what] ?? 0) + times
    },
    /** Keeps the largest of what was measured. */
    most(what: string, value: number): void {
      counts[what] = Math.max(counts[what] ?? 0, Math.round(value))
    },
    found(where: string, what: readonly string[]): void {
      violations.push(...what.map((violation) => `${where}: ${violation}`))
    },
  }
}

export type Tally = ReturnType<typeof tally>

/** Nothing, if it is so; else what should be so. */
export const unless = (isSo: boolean, what: string): string[] => (isSo ? [] : [what])

/** Counts the answers by status and code. */
export function hitAnswers({ hit }: Tally, answers: readonly (Answer | undefined)[]): void {
  for (const answer of answers) {
    if (answer === undefined) hit('requests without an answer')
    else
      hit(
        answer.status < 400 ? `answered ${answer.status}` : `answered ${answer.status} ${String(answer.body['code'])}`,
      )
  }
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0)
}
