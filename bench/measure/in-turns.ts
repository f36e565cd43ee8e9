import type { Prepare } from '../scenarios/scenario.ts'
import { takeSample, type Apparatus, type Run, type Sample, type Side } from './sample.ts'

/** A server, and the requests that it gets. */
export interface Contestant {
  readonly side: Side
  readonly prepare: Prepare
}

export interface Rounds {
  readonly rounds: number
  /** Seconds of one run. */
  readonly seconds: number
  /** Seconds of load before the first round; 0 for none. Without the provider's latency, to run often. */
  readonly warmUp: number
  /** Connections of that load; as many as are measured, if it is absent. */
  readonly warmUpConnections?: number
}

export interface Measured {
  /** One for each round. */
  readonly samples: readonly Sample[]
  /** Requests answered in all rounds and in the warm-up. */
  readonly answered: number
}

/** Answers in a second before anything is known. Entering that many clients takes about as long as opening them. */
const FIRST_GUESS = 1000

/** With the rate of the run before, the next one has this many times as many requests, in case it is faster. */
const RESERVE = 2

/**
 * Measures some servers with the same load. They take turns, and take turns at being first, so that whatever else the
 * machine does meets all of them.
 */
export async function measureInTurns<Name extends string>(
  apparatus: Apparatus,
  contestants: readonly (readonly [Name, Contestant])[],
  run: Pick<Run, 'connections' | 'latencyMs' | 'providerCalls'>,
  { rounds, seconds, warmUp, warmUpConnections = run.connections }: Rounds,
): Promise<Partial<Record<Name, Measured>>> {
  const taken = contestants.map(([name, contestant]) => ({
    name,
    ...contestant,
    samples: [] as Sample[],
    answered: 0,
    mostPerSecond: FIRST_GUESS,
  }))
  const sample = async (of: (typeof taken)[number], load: Pick<Run, 'seconds'> & Partial<Run>) => {
    const { mostPerSecond } = of
    const result = await takeSample(apparatus, of.side, of.prepare, { ...run, ...load, mostPerSecond })
    of.answered += result.answered
    of.mostPerSecond = Math.max(result.perSecond * RESERVE, FIRST_GUESS / 10)
    return result
  }
  const warming = { latencyMs: 0, seconds: warmUp, connections: warmUpConnections }
  if (warmUp > 0) for (const each of taken) await sample(each, warming)
  for (let round = 0; round < rounds; round += 1) {
    for (const each of round % 2 === 0 ? taken : taken.toReversed()) {
      each.samples.push(await sample(each, { seconds }))
    }
  }
  const measured: Partial<Record<Name, Measured>> = {}
  for (const { name, samples, answered } of taken) measured[name] = { samples, answered }
  return measured
}
