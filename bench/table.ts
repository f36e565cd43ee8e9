import { median } from './measure/median.ts'
import type { Sample } from './measure/sample.ts'
import type { TableUpdates } from './measure/updates.ts'
import type { Row, RowResult } from './rows.ts'

const COLUMNS = [
  'row',
  'Stripe ms',
  'conn.',
  'ours /s',
  'ref. /s',
  'ratio',
  'of ceiling',
  'server CPU ms',
  'PostgreSQL CPU ms',
  'statements (+ tx)',
  'Stripe calls',
  'p50 ms',
  'p99 ms',
]

/** What the columns mean. */
export const LEGEND = `Medians of the rounds. Where a cell has two figures: ours / reference. CPU, statements and Stripe calls are for each
request; "+ tx" are BEGIN, COMMIT and ROLLBACK. "of ceiling": our rate, as a part of what the connections could do if
only Stripe took time.`

/** The table, as Markdown. */
export const table = (rows: readonly (readonly [Row, RowResult])[]): string =>
  markdown(
    COLUMNS,
    rows.map(([row, result]) => cellsOf(row, result)),
  )

/** The updates of rows in our tables, for each request; empty if no opening was measured. */
export function updatesTable(rows: readonly (readonly [Row, RowResult])[]): string {
  const cells = rows.flatMap(([{ scenario, connections, latencyMs }, { updates }]) =>
    updates.map(({ table: name, all, hot }: TableUpdates) => [
      `${scenario.name}, ${connections} conn., Stripe ${latencyMs} ms`,
      name,
      all.toFixed(2),
      `${((100 * hot) / all).toFixed(0)} %`,
    ]),
  )
  return cells.length === 0 ? '' : markdown(['our updates', 'table', 'for each request', 'of them HOT'], cells)
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) => `| ${line.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`)
    .join('\n')
}

/** Errors in any of the runs, or an empty text. */
export function errorsOf({ ours, reference }: Pick<RowResult, 'ours' | 'reference'>): string {
  const all = Object.entries({ ours, reference }).flatMap(([name, samples]) =>
    samples.flatMap(({ errors }) => [...errors].map(([what, count]) => `${name}: ${count} × ${what}`)),
  )
  return all.join(', ')
}

function cellsOf({ scenario, connections, latencyMs }: Row, { ours, reference }: RowResult): string[] {
  const both = (figure: (sample: Sample) => number, digits: number) =>
    [ours, reference].map((samples) => rounded(median(samples.map(figure)), digits)).join(' / ')
  const [rate, other] = [ours, reference].map((samples) => median(samples.map(({ perSecond }) => perSecond)))
  const ceiling = connections / ((latencyMs / 1000) * scenario.providerCalls)
  return [
    scenario.name + (errorsOf({ ours, reference }) === '' ? '' : ' (ERRORS)'),
    scenario.providerCalls > 0 ? String(latencyMs) : '',
    String(connections),
    rounded(rate, 0),
    rounded(other, 0),
    rounded((rate ?? Number.NaN) / (other ?? Number.NaN), 2),
    Number.isFinite(ceiling) ? rounded((rate ?? Number.NaN) / ceiling, 2) : '',
    both(({ serverCpu }) => serverCpu, 2),
    both(({ postgresCpu }) => postgresCpu, 2),
    [ours, reference].map(statementsOf).join(' / '),
    both(({ stripeCalls }) => stripeCalls, 1),
    both(({ p50 }) => p50, 1),
    both(({ p99 }) => p99, 1),
  ]
}

function statementsOf(samples: readonly Sample[]): string {
  const statements = median(samples.map((sample) => sample.statements))
  const controls = median(samples.map(({ transactionControls }) => transactionControls))
  return rounded(statements, 1) + (controls >= 0.05 ? ` (+ ${rounded(controls, 1)})` : '')
}

const rounded = (value: number | undefined, digits: number) =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits)

const pad = (cell: string, width: number, column: number) => (column === 0 ? cell.padEnd(width) : cell.padStart(width))
