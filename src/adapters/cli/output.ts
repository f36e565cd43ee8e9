import Table from 'cli-table3'

/** The output format: `json` is for programs. */
export interface Format {
  readonly json?: boolean | undefined
}

type Cell = string | number | null | undefined

/** A table for people, without colours. Control characters are replaced, because names may contain some. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const grid = new Table({ head: [...head], style: { head: [], border: [], compact: true } })
  for (const row of rows) grid.push(row.map((cell) => String(cell ?? '').replace(/\p{Cc}/gu, ' ')))
  return grid.toString()
}

/** The day of an instant, in UTC, for a table with many columns. */
export const day = (instant: string | null): string => instant?.slice(0, 10) ?? ''

/** A table of one object, with one property in each line. */
export const facts = (rows: Readonly<Record<string, Cell>>): string =>
  table(
    [],
    Object.entries(rows).map(([name, value]) => [name, value]),
  )

/** Prints a result as one JSON document, or as `forPeople` formats it. */
export function print<T>(result: T, { json }: Format, forPeople: (result: T) => string): void {
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : `${forPeople(result)}\n`)
}

/** Prints one of many results as a line of JSON. */
export const printLine = (result: object): boolean => process.stdout.write(`${JSON.stringify(result)}\n`)

/** Prints a file, as fast as its reader takes it. */
export async function printFile(texts: AsyncIterable<string>): Promise<void> {
  for await (const text of texts) {
    if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

/** Prints a message that is not part of the result. */
export const note = (text: string): boolean => process.stderr.write(`${text}\n`)
