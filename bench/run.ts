// `npm run bench` compares the service with a straightforward implementation of it (bench/reference), on one PostgreSQL
// and one stand-in for Stripe, and prints a table. `npm run bench -- --help` lists the flags.
import { machineOf } from './machine.ts'
import { startApparatus } from './apparatus.ts'
import { flagsOr } from './flags.ts'
import { readOptions, USAGE, type Options } from './options.ts'
import { profileOf, progressOf, statementsOf } from './progress.ts'
import { measureRow, rowsOf, type Row, type RowResult } from './rows.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { LEGEND, table, updatesTable } from './table.ts'
import { untilStopped } from './until-stopped.ts'

/** Seconds of load before the other rows of a scenario: their connections and statements are ready afterwards. */
const SHORT_WARM_UP = 0.3

const say = (line: string) => process.stderr.write(`${line}\n`)

const options = flagsOr(USAGE, (args) =>
  readOptions(
    args,
    SCENARIOS.map(({ name }) => name),
  ),
)
await bench(options)

function bench(chosen: Options): Promise<void> {
  return untilStopped(async (signal, opened) => {
    const rows = rowsOf(SCENARIOS, chosen)
    say('starting PostgreSQL, the stand-in and the servers …')
    const { apparatus, sides } = await startApparatus(chosen, signal, opened)
    const measured: [Row, RowResult][] = []
    for (const [index, row] of rows.entries()) {
      const isFirst = rows[index - 1]?.scenario !== row.scenario
      const warmUp = isFirst ? chosen.warmUp : Math.min(SHORT_WARM_UP, chosen.warmUp)
      const result = await measureRow(apparatus, sides, row, { ...chosen, warmUp })
      measured.push([row, result])
      say(`${index + 1}/${rows.length} ${progressOf(row, result)}`)
      if (chosen.statements) say(statementsOf(result))
      if (chosen.profile) say(await profileOf(row, result))
    }
    const { seconds, rounds, pool, clients } = chosen
    process.stdout.write(
      `${table(measured)}\n\n${LEGEND}\n\n${updatesTable(measured)}\n\n` +
        `${machineOf(apparatus)}; ${rounds} rounds of ${seconds} s, ${pool} database connections for each ` +
        `server, ${clients} clients\n`,
    )
  })
}
