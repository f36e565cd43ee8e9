import { markdown, rounded } from './markdown.ts'
import { median } from './measure/median.ts'
import type { Sample } from './measure/sample.ts'
import type { Row, RowResult } from './rows.ts'
import type { TableUpdates } from './measure/updates.ts'

/** The updates in our tables during all rows of a scenario, and how many requests our server answered in them. */
export interface ScenarioUpdates {
  readonly scenario: string
  readonly answered: number
  readonly tables: readonly TableUpdates[]
}

const COLUMNS = [
  'row',
  'Stripe ms',
  'conn.',
  'ours /s',
  'ref. /s',
  'ratio',
  'of possible',
  'server CPU ms',
  'PostgreSQL CPU ms',
  'statements (+ tx)',
  'Stripe calls',
  'p50 ms',
  'p99 ms',
]

/** What the columns mean. */
export const LEGEND = `Medians of the rounds. Where a cell has two figures: ours / reference. CPU, statements and calls are for each request;
"+ tx" are BEGIN, COMMIT and ROLLBACK. "of possible": our rate, as a part of the possible one. With a slow Stripe that is
what the connections could do if only Stripe took time; for refused and unknown tokens, the rate of a route of the
reference that only runs \`select 1\`.`

/** The table, as Markdown. */
export const table = (rows: readonly (readonly [Row, RowResult])[]): string =>
  markdown(
    COLUMNS,
    rows.map(([row, result]) => cellsOf(row, result)),
  )

/** The updates of rows in our tables, for each opening; empty if no opening was measured. */
export function updatesTable(updates: readonly ScenarioUpdates[]): string {
  const cells = updates.flatMap(({ scenario, answered, tables }) =>
    tables.map(({ table: name, all, hot }) => [
      scenario,
      name,
      (all / answered).toFixed(2),
      `${((100 * hot) / all).toFixed(0)} %`,
    ]),
  )
  return cells.length === 0 ? '' : markdown(['our updates', 'table', 'for each opening', 'of them HOT'], cells)
}

/** Errors in any of the runs, or an empty text. */
export function errorsOf({ ours, reference }: Pick<RowResult, 'ours' | 'reference'>): string {
  const all = Object.entries({ ours, reference }).flatMap(([name, samples]) =>
    samples.flatMap(({ errors }) => [...errors].map(([what, count]) => `${name}: ${count} × ${what}`)),
  )
  return all.join(', ')
}

function cellsOf({ scenario, connections, latencyMs }: Row, { ours, reference, floor }: RowResult): string[] {
  const both = (figure: (sample: Sample) => number, digits: number) =>
    [ours, reference].map((samples) => rounded(median(samples.map(figure)), digits)).join(' / ')
  const rateOf = (samples: readonly Sample[]) => median(samples.map(({ perSecond }) => perSecond))
  const [rate, other] = [rateOf(ours), rateOf(reference)]
  const possible =
    floor.length > 0 ? rateOf(floor) : latencyMs > 0 ? connections / ((latencyMs / 1000) * scenario.providerCalls) : NaN
  return [
    scenario.name + (errorsOf({ ours, reference }) === '' ? '' : ' (ERRORS)'),
    scenario.providerCalls > 0 ? String(latencyMs) : '',
    String(connections),
    rounded(rate, 0),
    rounded(other, 0),
    rounded(rate / other, 2),
    Number.isFinite(possible) ? rounded(rate / possible, 2) : '',
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
