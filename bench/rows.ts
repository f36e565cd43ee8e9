import type { ServerName } from './options.ts'
import { takeSample, type Apparatus, type Sample, type Side } from './measure/sample.ts'
import type { Scenario } from './scenarios/scenario.ts'

/** What one row of the table measures. */
export interface Row {
  readonly scenario: Scenario
  readonly connections: number
  readonly latencyMs: number
}

/** The samples of both servers, one for each round. */
export type Samples = Readonly<Record<ServerName, readonly Sample[]>>

interface Scope {
  readonly only: readonly string[]
  readonly connections: readonly number[]
  readonly latencies: readonly number[]
}

/** The rows of these scenarios. The provider's latency is varied only where the provider is called. */
export function rowsOf(scenarios: readonly Scenario[], { only, connections, latencies }: Scope): Row[] {
  return scenarios
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .flatMap((scenario) =>
      (scenario.providerCalls > 0 ? latencies : [0]).flatMap((latencyMs) =>
        (scenario.connections ?? connections).map((each) => ({ scenario, connections: each, latencyMs })),
      ),
    )
}

/**
 * Measures a row. The servers take turns, and take turns at being first, so that whatever else the machine does meets
 * both.
 */
export async function measureRow(
  apparatus: Apparatus,
  sides: Readonly<Partial<Record<ServerName, Side>>>,
  { scenario, connections, latencyMs }: Row,
  { rounds, seconds, warmUp }: { rounds: number; seconds: number; warmUp: number },
): Promise<Samples> {
  const { providerCalls } = scenario
  const samples = { ours: [] as Sample[], reference: [] as Sample[] }
  const run = async (name: ServerName, length: number) => {
    const [side, prepare] = [sides[name], scenario[name]]
    if (side === undefined || prepare === undefined) return undefined
    return takeSample(apparatus, side, prepare, { connections, latencyMs, seconds: length, providerCalls })
  }
  // Not between the rounds: afterwards every connection plans its statements anew.
  for (const side of Object.values(sides)) await side.database.client.query('vacuum analyze')
  if (warmUp > 0) for (const name of ['ours', 'reference'] as const) await run(name, warmUp)
  for (let round = 0; round < rounds; round += 1) {
    const order = ['ours', 'reference'] as const
    for (const name of round % 2 === 0 ? order : order.toReversed()) {
      const sample = await run(name, seconds)
      if (sample !== undefined) samples[name].push(sample)
    }
  }
  return samples
}
