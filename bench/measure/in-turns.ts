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
}

export interface Measured {
  /** One for each round. */
  readonly samples: readonly Sample[]
  /** Requests answered in all rounds and in the warm-up. */
  readonly answered: number
}

/**
 * Measures some servers with the same load. They take turns, and take turns at being first, so that whatever else the
 * machine does meets all of them.
 */
export async function measureInTurns<Name extends string>(
  apparatus: Apparatus,
  contestants: readonly (readonly [Name, Contestant])[],
  run: Omit<Run, 'seconds'>,
  { rounds, seconds, warmUp }: Rounds,
): Promise<Partial<Record<Name, Measured>>> {
  const measured: Partial<Record<Name, { samples: Sample[]; answered: number }>> = {}
  for (const [name, { side, prepare }] of contestants) {
    const early = { ...run, latencyMs: 0, seconds: warmUp }
    const first = warmUp > 0 ? await takeSample(apparatus, side, prepare, early) : undefined
    measured[name] = { samples: [], answered: first?.answered ?? 0 }
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { side, prepare }] of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const sample = await takeSample(apparatus, side, prepare, { ...run, seconds })
      measured[name]?.samples.push(sample)
      const taken = measured[name]
      if (taken !== undefined) taken.answered += sample.answered
    }
  }
  return measured
}
