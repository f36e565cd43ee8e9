import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Table from 'cli-table3'
import { html, page } from '../../packages/stripe-simulator/src/page/html.ts'
import { table } from '../../packages/stripe-simulator/src/page/sections/table.ts'
import type { ProofResult } from './frame.ts'

export interface PartReport extends ProofResult {
  readonly id: string
  readonly claim: string
  readonly seconds: number
}

export interface ProofReport {
  readonly startedAt: string
  readonly seconds: number
  readonly seed: number
  readonly node: string
  /** Which PostgreSQL, and its version. */
  readonly database: string
  readonly processors: number
  readonly passed: boolean
  readonly parts: readonly PartReport[]
}

const inNumbers = (count: number) => count.toLocaleString('en')

/** The table that ends the run. */
export function tableOf({ parts, passed, seconds, seed }: ProofReport): string {
  const rows = new Table({
    head: ['part', 'what', 'how often', 'violations', 'seed', 'seconds'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: false },
  })
  for (const part of parts) {
    const counts = Object.entries(part.counts)
    rows.push([
      part.id,
      counts.map(([what]) => what).join('\n'),
      counts.map(([, times]) => inNumbers(times)).join('\n'),
      part.violations.length,
      part.seed,
      Math.round(part.seconds),
    ])
  }
  const violations = parts.flatMap(({ id, violations }) => violations.map((violation) => `${id}: ${violation}`))
  const verdict = passed ? 'no violation' : `${violations.length} violations`
  return [rows.toString(), ...violations, `${verdict} in ${Math.round(seconds)} s, TEST_SEED=${seed}`].join('\n')
}

/** Writes the report for machines, the page for people, and the table that `docs/reliability.md` shows. */
export async function writeReport(folder: string, report: ProofReport): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'proof-report.json'), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(folder, 'proof-report.html'), pageOf(report))
  await writeFile(join(folder, 'proof-report.md'), markdownOf(report))
}

export function markdownOf({ parts, seed, startedAt, seconds, node, database, processors }: ProofReport): string {
  const rows = parts.map(({ id, counts, violations, seconds }) => {
    const happened = Object.entries(counts).map(([what, times]) => `${what}: ${inNumbers(times)}`)
    return `| ${id} | ${happened.join('; ')} | ${violations.length} | ${Math.round(seconds)} |`
  })
  return [
    `${startedAt.slice(0, 10)}, seed ${seed}, ${Math.round(seconds)} s on ${processors} processors, Node ${node}, ${database}.`,
    '',
    '| part | what happened, and how often | violations | seconds |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

function pageOf(report: ProofReport): string {
  const { passed, seed, startedAt, seconds, node, database, processors, parts } = report
  return page(
    'Proof that nothing is lost',
    html`
      <h1>Proof that nothing is lost: ${passed ? 'it stands' : 'it fails'}</h1>
      <p class="soft">
        ${startedAt}, ${Math.round(seconds)} s on ${processors} processors, Node ${node}, ${database}. Again with the
        same seed: <code>TEST_SEED=${seed} npm run test:proof</code>
      </p>
      ${parts.map(
        (part) =>
          html`<section>
            <h2>${part.id}: ${part.claim}</h2>
            ${part.violations.map((violation) => html`<p class="note"><code>${violation}</code></p>`)}
            ${table(
              ['what happened', 'how often'],
              Object.entries(part.counts).map(([what, times]) => [what, inNumbers(times)]),
            )}
            <p class="soft">${part.violations.length} violations, seed ${part.seed}, ${Math.round(part.seconds)} s</p>
          </section>`,
      )}
    `,
  )
}
