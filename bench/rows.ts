import { measureInTurns, type Contestant, type Rounds } from './measure/in-turns.ts'
import type { Apparatus, Sample, Side } from './measure/sample.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { ServerName } from './options.ts'

/** What one row of the table measures. */
export interface Row {
  readonly scenario: Scenario
  readonly connections: number
  readonly latencyMs: number
}

/** The servers that are measured. */
export type Sides = Readonly<Partial<Record<ServerName, Side>>>

/** The samples of both servers, one for each round; none of a server that is not measured. */
export interface RowResult extends Readonly<Record<ServerName, readonly Sample[]>> {
  /** Of the scenario's floor, if it has one. */
  readonly floor: readonly Sample[]
  /** Requests that our server answered in all rounds and in the warm-up. */
  readonly answeredByUs: number
}

type Results = Pick<RowResult, ServerName | 'floor'>

interface Scope {
  readonly only: readonly string[]
  /** All rows with these, if given; else those of the scenario. */
  readonly connections: readonly number[] | undefined
  readonly latencies: readonly number[]
}

/** The rows of these scenarios. The provider's latency is varied only where the provider is called. */
export function rowsOf(scenarios: readonly Scenario[], { only, connections, latencies }: Scope): Row[] {
  return scenarios
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .flatMap((scenario) =>
      (scenario.providerCalls > 0 ? latencies : [0]).flatMap((latencyMs) =>
        (connections ?? scenario.connections).map((each) => ({ scenario, connections: each, latencyMs })),
      ),
    )
}

/** Measures a row with the servers that run. */
export async function measureRow(
  apparatus: Apparatus,
  sides: Sides,
  { scenario, connections, latencyMs }: Row,
  rounds: Rounds,
): Promise<RowResult> {
  const contestants = (['ours', 'reference', 'floor'] as const).flatMap((name): [keyof Results, Contestant][] => {
    const [side, prepare] = [name === 'ours' ? sides.ours : sides.reference, scenario[name]]
    return side === undefined || prepare === undefined ? [] : [[name, { side, prepare }]]
  })
  // Not between the rounds: afterwards every connection plans its statements anew.
  for (const side of Object.values(sides)) await side.database.client.query('vacuum')
  const run = { connections, latencyMs, providerCalls: scenario.providerCalls }
  const { ours, reference, floor } = await measureInTurns(apparatus, contestants, run, rounds)
  return {
    ours: ours?.samples ?? [],
    reference: reference?.samples ?? [],
    floor: floor?.samples ?? [],
    answeredByUs: ours?.answered ?? 0,
  }
}
