// `npm run bench:scale` measures whether the service stays as fast with more clients: lists, look-ups and openings, on
// databases of 10⁴, 10⁵ and 10⁶ clients that are measured in turns. `npm run bench:scale -- --help` lists the flags.
import { parseArgs } from 'node:util'
import { fillCache } from './fill/cache.ts'
import { fillCrowd } from './fill/crowd.ts'
import { flagsOr, number, numbers } from './flags.ts'
import { machineOf } from './machine.ts'
import { markdown, rounded } from './markdown.ts'
import { measureInTurns, type Contestant } from './measure/in-turns.ts'
import { median } from './measure/median.ts'
import type { Apparatus, Sample, Side } from './measure/sample.ts'
import { scaleRows, type ScaleRow } from './scenarios/scale-rows.ts'
import { startDatabaseServer } from './servers/database-server.ts'
import { startOurs } from './servers/ours.ts'
import { startStandIn } from './servers/stand-in.ts'
import { untilStopped } from './until-stopped.ts'

const USAGE = `npm run bench:scale -- [flags]
  --sizes 10000,100000     clients in each database, the first to compare with; default 10000,100000,1000000,
                           each a multiple of 10,000
  --only status,first      the rows whose names contain one of these; default all
  --seconds 0.6            of one run
  --rounds 4               runs with each size in each row; the table shows their medians
  --warm-up 0.4            seconds of load before the first round
Progress goes to stderr, the table to stdout.`

const flags = flagsOr(USAGE, (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      only: { type: 'string', default: '' },
      seconds: { type: 'string', default: '0.6' },
      rounds: { type: 'string', default: '4' },
      'warm-up': { type: 'string', default: '0.4' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const sizes = numbers('sizes', values.sizes)
  if (sizes.some((size) => size < 10_000 || size % 10_000 !== 0)) throw new Error('--sizes: multiples of 10,000')
  return {
    sizes,
    only: values.only.split(','),
    seconds: number('seconds', values.seconds),
    rounds: number('rounds', values.rounds),
    warmUp: number('warm-up', values['warm-up']),
  }
})

const POOL = 10

/** As in production it holds all that is read: otherwise the first reads of each client would be measured, from the disk. */
const CACHE = '4GB'

const say = (line: string) => process.stderr.write(`${line}\n`)
const named = (size: number) => size.toLocaleString('en')

await untilStopped(async (signal, opened) => {
  const databaseServer = await startDatabaseServer({ shared_buffers: CACHE })
  opened.push(() => databaseServer.close())
  const standIn = await startStandIn()
  opened.push(() => standIn.close())
  const sides: { size: number; side: Side }[] = []
  for (const size of flags.sizes) {
    signal.throwIfAborted()
    say(`entering ${named(size)} clients …`)
    const database = await databaseServer.create(`clients_${size}`)
    const server = await startOurs({ databaseUrl: database.url, stripeUrl: standIn.url, poolSize: POOL })
    opened.push(() => server.close())
    await fillCrowd(database.client, size)
    await fillCache(database.client)
    sides.push({ size, side: { server, database, world: { db: database.client, clients: [] } } })
  }
  const apparatus = { databaseServer, standIn, signal }
  const table: string[][] = []
  for (const row of scaleRows.filter(({ name }) => flags.only.some((each) => name.includes(each)))) {
    const cells = await measureScaleRow(apparatus, sides, row)
    say(cells.join('  '))
    table.push(cells)
  }
  const each = (what: string) => flags.sizes.map((size) => `${what} ${named(size)}`)
  const ratios = flags.sizes.slice(1).map((size) => `${named(size)} : ${named(flags.sizes[0] ?? 0)}`)
  const head = ['row', 'conn.', ...each('/s at'), ...ratios, ...each('p50 ms at'), ...each('PostgreSQL CPU ms at')]
  process.stdout.write(
    `${markdown(head, table)}\n\nMedians of the rounds. The ratios are those of the rates: 1 means as fast as with ` +
      `${named(flags.sizes[0] ?? 0)} clients.\n\n${machineOf(apparatus)}; ${flags.rounds} rounds of ${flags.seconds} s\n`,
  )
})

async function measureScaleRow(
  apparatus: Apparatus,
  sides: readonly { size: number; side: Side }[],
  { name, connections, prepareFor }: ScaleRow,
): Promise<string[]> {
  const contestants: [string, Contestant][] = []
  for (const { size, side } of sides) {
    contestants.push([String(size), { side, prepare: await prepareFor(size, side.server.port) }])
  }
  const measured = await measureInTurns(apparatus, contestants, { connections, latencyMs: 0, providerCalls: 0 }, flags)
  const samples = sides.map(({ size }) => measured[size]?.samples ?? [])
  const medians = (figure: (sample: Sample) => number) => samples.map((all) => median(all.map(figure)))
  const rates = medians(({ perSecond }) => perSecond)
  const errors = samples.flat().flatMap((sample) => (sample.example === undefined ? [] : [sample.example]))
  for (const error of errors) say(`  ERROR ${error}`)
  return [
    name + (errors.length === 0 ? '' : ' (ERRORS)'),
    String(connections),
    ...rates.map((rate) => rounded(rate, 0)),
    ...rates.slice(1).map((rate) => rounded(rate / (rates[0] ?? Number.NaN), 2)),
    ...medians(({ p50 }) => p50).map((ms) => rounded(ms, 1)),
    ...medians(({ postgresCpu }) => postgresCpu).map((ms) => rounded(ms, 2)),
  ]
}
