// `npm run bench` compares the service with a straightforward implementation of it (bench/reference), on one PostgreSQL
// and one stand-in for Stripe, and prints a table. `npm run bench -- --help` lists the flags.
import { startApparatus } from './apparatus.ts'
import { flagsOr } from './flags.ts'
import { machineOf } from './machine.ts'
import { measureRows } from './measure-rows.ts'
import { readOptions, USAGE } from './options.ts'
import { profileOf, progressOf, statementsOf } from './progress.ts'
import { rowsOf, type Row, type RowResult } from './rows.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { LEGEND, table, updatesTable } from './table.ts'
import { untilStopped } from './until-stopped.ts'

const names = SCENARIOS.map(({ name }) => name)
const options = flagsOr(USAGE, (args) => readOptions(args, names))

const say = (line: string) => process.stderr.write(`${line}\n`)

await untilStopped(async (signal, opened) => {
  const rows = rowsOf(SCENARIOS, options)
  say('starting PostgreSQL, the stand-in and the servers …')
  const { apparatus, sides } = await startApparatus(options, signal, opened)
  const measured: [Row, RowResult][] = []
  const onRow = async (row: Row, result: RowResult) => {
    measured.push([row, result])
    say(`${measured.length}/${rows.length} ${progressOf(row, result)}`)
    if (options.statements) say(statementsOf(result))
    if (options.profile) say(await profileOf(row, result))
  }
  const updates = await measureRows(apparatus, sides, rows, { ...options, onRow })

  const { seconds, rounds, pool, clients } = options
  process.stdout.write(
    `${table(measured)}\n\n${LEGEND}\n\n${updatesTable(updates)}\n\n${machineOf(apparatus)}; ` +
      `${rounds} rounds of ${seconds} s, ${pool} database connections for each server, ${clients} clients\n`,
  )
})
