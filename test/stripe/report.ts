import Table from 'cli-table3'
import type { Outcome, Result } from './frame.ts'

const detailOf = (outcome: Outcome): string => (outcome.verdict === 'not tried' ? outcome.why : (outcome.seen ?? ''))

/** A line for one result. */
export function lineOf({ id, says, outcome }: Result): string {
  const detail = detailOf(outcome)
  return `${outcome.verdict.padEnd(9)} ${id}: ${says}${detail === '' ? '' : `\n          ${detail}`}`
}

/** Everything that differs, and how many hold. */
export function summaryOf(results: readonly Result[]): string {
  const count = (verdict: Outcome['verdict']) => results.filter(({ outcome }) => outcome.verdict === verdict).length
  const counts = `${count('holds')} hold, ${count('differs')} differ, ${count('not tried')} were not tried`
  const different = results.filter(({ outcome }) => outcome.verdict === 'differs')
  if (different.length === 0) return counts
  const table = new Table({
    head: ['claim', 'believed', 'source', 'seen'],
    colWidths: [24, 40, 24, 50],
    wordWrap: true,
  })
  for (const { id, says, source, outcome } of different) table.push([id, says, source, detailOf(outcome)])
  return `${table.toString()}\n${counts}`
}
