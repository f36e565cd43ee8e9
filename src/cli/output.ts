import Table from 'cli-table3'

/** Where the results of a command go, and how: `json` is what programs read. */
export interface Format {
  readonly json?: boolean | undefined
}

type Cell = string | number | null | undefined

/** A table for people, without colours. Control characters in names would reach the terminal. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const grid = new Table({ head: [...head], style: { head: [], border: [], compact: true } })
  for (const row of rows) grid.push(row.map((cell) => String(cell ?? '').replace(/\p{Cc}/gu, ' ')))
  return grid.toString()
}

/** A table of one thing: what it is, line by line. */
export const facts = (rows: Readonly<Record<string, Cell>>): string =>
  table(
    [],
    Object.entries(rows).map(([name, value]) => [name, value]),
  )

/** Prints a result: one JSON document, or what `forPeople` makes of it. */
export function print<T>(result: T, { json }: Format, forPeople: (result: T) => string): void {
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : `${forPeople(result)}\n`)
}

/** Prints one of many results: a line of JSON. */
export const printLine = (result: object): boolean => process.stdout.write(`${JSON.stringify(result)}\n`)

/** Tells people something that is no result. */
export const note = (text: string): boolean => process.stderr.write(`${text}\n`)
