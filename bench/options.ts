import { parseArgs } from 'node:util'
import { number, numbers, words } from './flags.ts'

export interface Options {
  /** The names of the scenarios to measure; all if empty. */
  readonly only: readonly string[]
  readonly servers: readonly ServerName[]
  /** Of all rows; `undefined`: as each scenario has it. */
  readonly connections: readonly number[] | undefined
  /** Of the provider, in milliseconds. */
  readonly latencies: readonly number[]
  /** Of one run, of which each row has `rounds` for each server. */
  readonly seconds: number
  readonly rounds: number
  /** Seconds of load before the first row, in which Node compiles what runs often. */
  readonly warmUp: number
  /** Database connections of each server. */
  readonly pool: number
  /** Clients in each database before anything is measured. */
  readonly clients: number
  /** Also print the statements of each row. */
  readonly statements: boolean
  /** Also take a CPU profile of our server in each row. */
  readonly profile: boolean
}

export type ServerName = 'ours' | 'reference'

export const USAGE = `npm run bench -- [flags]
  --only first,later       the rows to measure: first, later, warmed, refused, unknown, …; default all
  --servers ours           ours, reference, or both (default)
  --connections 16,64      default 1,16,64,256, and 16 for staff and webhooks
  --latency 0,100          of the Stripe stand-in in ms; default 0,100
  --seconds 0.8            of one run
  --rounds 4               runs of each server in each row; the table shows their medians
  --warm-up 20             seconds of load on each server before the first row, and a quarter of that before the
                           first row of each other scenario
  --pool 10                database connections of each server
  --clients 10000          in each database before anything is measured
  --statements             prints the statements of each row, with their planning and execution times
  --profile                takes a CPU profile of our server in each row and prints where its time went
Progress goes to stderr, the table to stdout.`

/** Reads the flags. Throws an error with a message for people. */
export function readOptions(args: readonly string[], scenarios: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      servers: { type: 'string', default: 'ours,reference' },
      connections: { type: 'string' },
      latency: { type: 'string', default: '0,100' },
      seconds: { type: 'string', default: '0.8' },
      rounds: { type: 'string', default: '4' },
      'warm-up': { type: 'string', default: '20' },
      pool: { type: 'string', default: '10' },
      clients: { type: 'string', default: '10000' },
      statements: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    only: words('only', values.only, scenarios),
    servers: words('servers', values.servers, ['ours', 'reference'] as const),
    connections: values.connections === undefined ? undefined : numbers('connections', values.connections),
    latencies: numbers('latency', values.latency),
    seconds: number('seconds', values.seconds),
    rounds: number('rounds', values.rounds),
    warmUp: number('warm-up', values['warm-up']),
    pool: number('pool', values.pool),
    clients: number('clients', values.clients),
    statements: values.statements,
    profile: values.profile,
  }
}
