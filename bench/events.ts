// `npm run bench:events` measures whether openings stay as fast while a worker sends outgoing events to many endpoints.
// `npm run bench:events -- --help` lists the flags.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { fillOurs } from './fill/ours.ts'
import { deleteEvents, fillEndpoints, fillEvents } from './fill/outgoing.ts'
import { flagsOr, number, numbers } from './flags.ts'
import { machineOf } from './machine.ts'
import { markdown, rounded } from './markdown.ts'
import { median } from './measure/median.ts'
import { takeSample, type Apparatus, type Run, type Sample, type Side } from './measure/sample.ts'
import { first } from './scenarios/openings.ts'
import { startDatabaseServer } from './servers/database-server.ts'
import { startOurs, startOurWorker } from './servers/ours.ts'
import { startReceivers, type ReceiversServer } from './servers/receivers.ts'
import { startStandIn } from './servers/stand-in.ts'
import { untilStopped } from './until-stopped.ts'

const USAGE = `npm run bench:events -- [flags]
  --events 10000           that wait to be sent at the start of each run
  --endpoints 20           that each of them is sent to
  --connections 16,64      that open links
  --latency 0,100          of the Stripe stand-in in ms
  --seconds 3              of one run
  --rounds 4               runs with and without events in each row; the table shows their medians
  --warm-up 8              seconds of openings and events before the first row
Progress goes to stderr, the table to stdout.`

const flags = flagsOr(USAGE, (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '10000' },
      endpoints: { type: 'string', default: '20' },
      connections: { type: 'string', default: '16,64' },
      latency: { type: 'string', default: '0,100' },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '4' },
      'warm-up': { type: 'string', default: '8' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    events: number('events', values.events),
    endpoints: number('endpoints', values.endpoints),
    connections: numbers('connections', values.connections),
    latencies: numbers('latency', values.latency),
    seconds: number('seconds', values.seconds),
    rounds: number('rounds', values.rounds),
    warmUp: number('warm-up', values['warm-up']),
  }
})

const POOL = 10
const CLIENTS = 10_000
/** More than two cores answer. */
const MOST_PER_SECOND = 3000

interface Bench extends Apparatus {
  readonly side: Side
  readonly receivers: ReceiversServer
}

/** One run of openings, and the events that arrived meanwhile in each second. */
interface Taken extends Sample {
  readonly delivered: number
}

const say = (line: string) => process.stderr.write(`${line}\n`)

await untilStopped(async (signal, opened) => {
  const bench = await start(signal, opened)
  await taken(bench, { connections: 16, latencyMs: 0, seconds: flags.warmUp }, { withEvents: true })
  const table: string[][] = []
  for (const latencyMs of flags.latencies) {
    for (const connections of flags.connections) {
      const cells = await measureRow(bench, { connections, latencyMs, seconds: flags.seconds })
      say(cells.join('  '))
      table.push(cells)
    }
  }
  const atRest = await deliveredAtRest(bench)
  const head = [
    'Stripe ms',
    'conn.',
    'openings /s alone',
    'with events',
    'ratio',
    'events /s',
    'p99 ms',
    'p99 with events',
  ]
  process.stdout.write(
    `${markdown(head, table)}\n\nMedians of the rounds. ${flags.events} events wait for each of ${flags.endpoints} endpoints, and one worker sends ` +
      `them;\nwithout openings ${rounded(atRest, 0)} a second.\n\n` +
      `${machineOf(bench)}; ${flags.rounds} rounds of ${flags.seconds} s\n`,
  )
})

async function start(signal: AbortSignal, opened: (() => Promise<void>)[]): Promise<Bench> {
  const databaseServer = await startDatabaseServer()
  opened.push(() => databaseServer.close())
  const standIn = await startStandIn()
  opened.push(() => standIn.close())
  const receivers = await startReceivers()
  opened.push(() => receivers.close())
  const database = await databaseServer.create('ours')
  const options = { databaseUrl: database.url, stripeUrl: standIn.url, poolSize: POOL }
  const server = await startOurs(options)
  opened.push(() => server.close())
  const worker = await startOurWorker(options)
  opened.push(() => worker.close())
  await fillOurs(database.client, CLIENTS, 'opened')
  await fillEndpoints(
    database.client,
    Array.from({ length: flags.endpoints }, (_, n) => receivers.urlOf(n)),
  )
  await database.client.query('vacuum analyze')
  const side = { server, database, world: { db: database.client, clients: [] } }
  return { databaseServer, standIn, signal, side, receivers }
}

async function measureRow(bench: Bench, run: Pick<Run, 'connections' | 'latencyMs' | 'seconds'>): Promise<string[]> {
  const alone: Taken[] = []
  const withEvents: Taken[] = []
  for (let round = 0; round < flags.rounds; round += 1) {
    const turns = [alone, withEvents]
    for (const samples of round % 2 === 0 ? turns : turns.toReversed()) {
      samples.push(await taken(bench, run, { withEvents: samples === withEvents }))
    }
  }
  const errors = [...alone, ...withEvents].flatMap(({ example }) => (example === undefined ? [] : [example]))
  for (const error of errors) say(`  ERROR ${error}`)
  const of = (samples: readonly Taken[], figure: (sample: Taken) => number) => median(samples.map(figure))
  const [rate, slowed] = [alone, withEvents].map((samples) => of(samples, ({ perSecond }) => perSecond))
  return [
    `${run.latencyMs}${errors.length === 0 ? '' : ' (ERRORS)'}`,
    String(run.connections),
    rounded(rate ?? Number.NaN, 0),
    rounded(slowed ?? Number.NaN, 0),
    rounded((slowed ?? Number.NaN) / (rate ?? Number.NaN), 2),
    rounded(
      of(withEvents, ({ delivered }) => delivered),
      0,
    ),
    rounded(
      of(alone, ({ p99 }) => p99),
      0,
    ),
    rounded(
      of(withEvents, ({ p99 }) => p99),
      0,
    ),
  ]
}

async function taken(
  bench: Bench,
  run: Pick<Run, 'connections' | 'latencyMs' | 'seconds'>,
  { withEvents }: { withEvents: boolean },
): Promise<Taken> {
  const { side, receivers } = bench
  const sample = await takeSample(
    bench,
    side,
    async (world, amount) => {
      await deleteEvents(world.db)
      const traffic = await first.ours(world, amount)
      if (withEvents) await fillEvents(world.db, flags.events)
      // The worker looks for events twice a second.
      await sleep(600)
      await receivers.received()
      return traffic
    },
    { ...run, providerCalls: first.providerCalls, mostPerSecond: MOST_PER_SECOND },
  )
  return { ...sample, delivered: (await receivers.received()) / sample.seconds }
}

/** Events that arrive in a second while nothing else happens. */
async function deliveredAtRest({ side, receivers }: Bench): Promise<number> {
  await deleteEvents(side.world.db)
  await fillEvents(side.world.db, flags.events)
  await sleep(1000)
  await receivers.received()
  const startedAt = performance.now()
  await sleep(flags.seconds * 1000)
  const delivered = await receivers.received()
  await deleteEvents(side.world.db)
  return (delivered * 1000) / (performance.now() - startedAt)
}
