import { sql, type RawBuilder } from 'kysely'
import type { Connection } from './database.ts'

/** Makes a parameter of a statement. `read` gives its value for each execution. */
export type ValueOf<Input> = (read: (input: Input) => unknown) => RawBuilder<unknown>

/** A statement that was built and compiled once. Each execution only reads its values. */
export interface CompiledStatement<Input> {
  readonly text: string
  readonly valuesFor: (input: Input) => unknown[]
}

/** Compiles a statement whose parameters are all made by `value`. */
export function compileStatement<Input>(
  db: Connection,
  build: (value: ValueOf<Input>) => RawBuilder<unknown>,
): CompiledStatement<Input> {
  const reads: ((input: Input) => unknown)[] = []
  // What is compiled are places in `reads`. The compiler may put them into another order.
  const { sql: text, parameters } = build((read) => sql.val(reads.push(read) - 1)).compile(db)
  const ordered = parameters.map((place) => reads[Number(place)]).filter((read) => read !== undefined)
  return { text, valuesFor: (input) => ordered.map((read) => read(input)) }
}
