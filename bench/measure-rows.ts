import type { Apparatus } from './measure/sample.ts'
import { updatesDuring } from './measure/updates.ts'
import { measureRow, type Row, type RowResult, type Sides } from './rows.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { ScenarioUpdates } from './table.ts'

/** Seconds of load before a row whose scenario is warm: its connections and statements are ready afterwards. */
const SHORT_WARM_UP = 0.3

interface Options {
  readonly rounds: number
  readonly seconds: number
  /** Seconds of load before the first row. */
  readonly warmUp: number
  /** Called after each row. */
  readonly onRow: (row: Row, result: RowResult) => Promise<void>
}

/** Measures all rows, scenario by scenario, and the updates that the openings of a scenario made in our tables. */
export async function measureRows(
  apparatus: Apparatus,
  sides: Sides,
  rows: readonly Row[],
  options: Options,
): Promise<ScenarioUpdates[]> {
  const updates: ScenarioUpdates[] = []
  let { warmUp } = options
  for (const scenario of new Set(rows.map((row) => row.scenario))) {
    const own = rows.filter((row) => row.scenario === scenario)
    const measure = () => measureScenario(apparatus, sides, own, { ...options, warmUp })
    if (isOpening(scenario) && sides.ours !== undefined) {
      const { result: answered, updates: tables } = await updatesDuring(sides.ours, measure)
      updates.push({ scenario: scenario.name, answered, tables })
    } else await measure()
    // The scenarios have most of their code in common.
    warmUp = options.warmUp / 4
  }
  return updates
}

/** Refused tokens change nothing. */
const isOpening = ({ providerCalls }: Scenario): boolean => providerCalls > 0

/** Returns how many requests our server answered. */
async function measureScenario(
  apparatus: Apparatus,
  sides: Sides,
  rows: readonly Row[],
  { rounds, seconds, warmUp, onRow }: Options,
): Promise<number> {
  for (const side of Object.values(sides)) await side.database.client.query('vacuum analyze')
  let answered = 0
  // With all connections: what is new to a server costs it many times as much, and a row of one connection is few requests.
  const most = Math.max(...rows.map(({ connections }) => connections))
  for (const [index, row] of rows.entries()) {
    const before = index === 0 ? { warmUp, warmUpConnections: most } : { warmUp: Math.min(SHORT_WARM_UP, warmUp) }
    const result = await measureRow(apparatus, sides, row, { rounds, seconds, ...before })
    answered += result.answeredByUs
    await onRow(row, result)
  }
  return answered
}
