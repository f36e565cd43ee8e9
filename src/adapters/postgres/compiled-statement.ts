import { sql, type RawBuilder } from 'kysely'
import type { Connection } from './database.ts'

/** The types that values are sent as. An array of texts is sent as its literal, because arrays do not nest. */
type SqlType = 'bool' | 'bytea' | 'float8' | 'int4' | 'jsonb' | 'text' | 'text[]' | 'timestamptz' | 'uuid'

/** Makes a column of the statement's inputs. `read` gives its value for each input. */
export type ValueOf<Input> = (type: SqlType, read: (input: Input) => unknown) => RawBuilder<unknown>

/**
 * A statement for any number of inputs that was built and compiled once. Each execution only reads its values. Its first
 * CTE is `input`: one row for each input, with its number `n` from 1 and its values in the columns `c0`, `c1`, …
 */
export interface CompiledStatement<Input> {
  readonly text: string
  readonly valuesFor: (inputs: readonly Input[]) => unknown[]
}

/**
 * Compiles what `build` returns: the statement after `with input as (…)`. All its values are made by `value`, which names
 * a column of `input`; so they can be read wherever `input`, or a CTE with its columns, is in the FROM clause.
 */
export function compileStatement<Input>(
  db: Connection,
  build: (value: ValueOf<Input>) => RawBuilder<unknown>,
): CompiledStatement<Input> {
  const columns: { readonly type: SqlType; readonly read: (input: Input) => unknown }[] = []
  const rest = build((type, read) => {
    const name = sql.raw(`c${columns.push({ type, read }) - 1}`)
    return type === 'text[]' ? sql`${name}::text[]` : name
  })
  const arrays = columns.map(({ type }, n) => `$${n + 1}::${type === 'text[]' ? 'text' : type}[] as a${n}`)
  const list = (prefix: string) => sql.raw(columns.map((_, n) => `${prefix}${n}`).join(', '))
  // `offset 0` hides the arrays from the planner. If it sees how many rows a call sends, it makes a plan for each call
  // with fewer rows than it assumes otherwise, which takes longer than the statement.
  const { sql: text } = sql`
    with input as (
      select i.* from (select ${sql.raw(arrays.join(', '))} offset 0) sent,
                      unnest(${list('a')}) with ordinality as i (${list('c')}, n)
    )
    ${rest}`.compile(db)
  return {
    text,
    valuesFor: (inputs) => columns.map(({ type, read }) => inputs.map((input) => asSent(type, read(input)))),
  }
}

function asSent(type: SqlType, value: unknown): unknown {
  if (type !== 'text[]') return value
  if (!Array.isArray(value) || value.some((text) => !/^[\w-]+$/.test(text)))
    throw new Error('a text that has to be quoted')
  return `{${value.join()}}`
}
