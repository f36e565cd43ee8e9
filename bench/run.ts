// `npm run bench` compares the service with a straightforward implementation of it (bench/reference), on one PostgreSQL
// and one stand-in for Stripe, and prints a table. `npm run bench -- --help` lists the flags.
import { cpus } from 'node:os'
import { startApparatus } from './apparatus.ts'
import { median } from './measure/median.ts'
import { readOptions, USAGE, type Options } from './options.ts'
import { measureRow, rowsOf, type Row, type Samples } from './rows.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { errorsOf, LEGEND, table } from './table.ts'
import { untilStopped } from './until-stopped.ts'

/** Seconds of the first load of all, in which Node compiles what runs often. */
const FIRST_WARM_UP = 4

const say = (line: string) => process.stderr.write(`${line}\n`)

let options: Options | 'help'
try {
  options = readOptions(
    process.argv.slice(2),
    SCENARIOS.map(({ name }) => name),
  )
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exit(2)
}
if (options === 'help') process.stdout.write(`${USAGE}\n`)
else await bench(options)

function bench(chosen: Options): Promise<void> {
  return untilStopped(async (signal, opened) => {
    const rows = rowsOf(SCENARIOS, chosen)
    say('starting PostgreSQL, the stand-in and the servers …')
    const { apparatus, sides } = await startApparatus(chosen, signal, opened)
    if (chosen.warmUp > 0) {
      for (const row of rows.slice(0, 1)) {
        await measureRow(apparatus, sides, { ...row, latencyMs: 0 }, { rounds: 0, seconds: 0, warmUp: FIRST_WARM_UP })
      }
    }
    const measured: [Row, Samples][] = []
    for (const [index, row] of rows.entries()) {
      const samples = await measureRow(apparatus, sides, row, chosen)
      measured.push([row, samples])
      say(`${index + 1}/${rows.length} ${progressOf(row, samples)}`)
      if (chosen.statements) say(statementsOf(samples))
    }
    const { seconds, rounds, pool, clients } = chosen
    process.stdout.write(
      `${table(measured)}\n\n${LEGEND}\n\n` +
        `${cpus()[0]?.model.trim()} × ${cpus().length}, Node ${process.version}, PostgreSQL ` +
        `${apparatus.databaseServer.version}; ${rounds} rounds of ${seconds} s, ${pool} database connections for each ` +
        `server, ${clients} clients\n`,
    )
  })
}

function progressOf({ scenario, connections, latencyMs }: Row, samples: Samples): string {
  const rates = Object.entries(samples).map(
    ([name, each]) => `${name} ${each.map(({ perSecond }) => Math.round(perSecond)).join(' ')}/s`,
  )
  const benchCpu = median([...samples.ours, ...samples.reference].map((sample) => sample.benchCpu))
  const errors = errorsOf(samples)
  const example = [...samples.ours, ...samples.reference].find((sample) => sample.example !== undefined)?.example
  return (
    `${scenario.name}, Stripe at ${latencyMs} ms, ${connections} connections: ${rates.join(', ')}; ` +
    `the bench itself took ${benchCpu.toFixed(2)} ms CPU for each request` +
    (errors === '' ? '' : `\n  ERRORS ${errors}\n  for example ${example}`)
  )
}

/** The statements of the last round of each server, for each request. */
function statementsOf(samples: Samples): string {
  return Object.entries(samples)
    .flatMap(([name, each]) =>
      (each.at(-1)?.byStatement ?? [])
        .filter(({ calls }) => calls >= 0.01)
        .map(
          ({ calls, planMs, execMs, query }) =>
            `  ${name} ${calls.toFixed(2)} × plan ${planMs.toFixed(3)} ms, execute ${execMs.toFixed(3)} ms  ` +
            query.replaceAll(/\s+/g, ' ').slice(0, 160),
        ),
    )
    .join('\n')
}
