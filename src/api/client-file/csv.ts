import { finished } from 'node:stream/promises'
import { parse, CsvError, type Options } from 'csv-parse'
import { parse as parseAll } from 'csv-parse/sync'
import { ClientFileError } from './client-file-error.ts'
import { columnsOf, knownIn, type Column } from './columns.ts'
import { countLineBreaks, emptyLines, LONGEST_LINE } from './decode.ts'

const OPTIONS = {
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: LONGEST_LINE,
  relax_column_count: true,
  // A misplaced quotation mark is part of its field.
  relax_quotes: true,
} satisfies Options

const DELIMITERS = [',', ';', '\t', '|']

export interface CsvLine {
  readonly line: number
  readonly cells: readonly string[]
  readonly columns: readonly Column[]
}

/** The lines of a CSV file that contain data. The separator is found by the names in the first line. */
export async function* csvLines(
  texts: AsyncGenerator<string>,
  options: { readonly ignoreUnknown: boolean },
): AsyncGenerator<CsvLine> {
  const { head, begins, delimiter, headers } = await readHeader(texts)
  const columns = columnsOf(headers, options)
  let isFirst = true
  const skip = emptyLines()
  for await (const { line, cells } of records(head, texts, { delimiter, begins })) {
    if (cells.every((cell) => cell.trim() === '')) skip(line)
    else if (!isFirst) yield { line, cells, columns }
    isFirst = false
  }
}

interface Header {
  /** What was read so far, from the first line with names. */
  readonly head: string
  /** The number of that line. */
  readonly begins: number
  readonly delimiter: string
  readonly headers: readonly string[]
}

async function readHeader(texts: AsyncGenerator<string>): Promise<Header> {
  let head = ''
  for (;;) {
    const next = await texts.next()
    head += next.done === true ? '' : next.value
    const found = headerIn(head, next.done === true)
    if (found !== undefined) return found
    if (next.done === true) throw new ClientFileError('The file is empty.')
    if (head.length > LONGEST_LINE) throw new ClientFileError('The first line is longer than 64 KiB.')
  }
}

/** `sep=;` is how a spreadsheet says which separator it wrote. */
const SEPARATOR_LINE = /^"?sep=([^\r\n])"?[^\S\r\n]*(?:\r\n|\n|\r|$)/i

function headerIn(head: string, isAll: boolean): Header | undefined {
  const declared = SEPARATOR_LINE.exec(head)
  const skipped = `${declared?.[0] ?? ''}${/^\s*/.exec(head.slice(declared?.[0].length ?? 0))?.[0] ?? ''}`
  const rest = head.slice(skipped.length)
  if (rest === '') return undefined
  if (/^[{[]/.test(rest)) {
    throw new ClientFileError('The file is JSON: send it as application/x-ndjson (--format ndjson), an object a line.')
  }
  const delimiters = declared?.[1] === undefined ? DELIMITERS : [declared[1]]
  const candidates = delimiters.flatMap((delimiter) => {
    const headers = firstRecord(rest, delimiter)
    return headers === undefined ? [] : [{ delimiter, headers }]
  })
  // A name with a line break is not complete yet; with another separator it may seem so.
  if (candidates.length < delimiters.length && !isAll) return undefined
  const [best] = candidates.toSorted((one, other) => scoreOf(other.headers) - scoreOf(one.headers))
  return best && { head: rest, begins: 1 + countLineBreaks(skipped), ...best }
}

const scoreOf = (headers: readonly string[]): number => knownIn(headers) + Math.min(headers.length, 200) / 1000

/** `undefined` if the record is not complete. */
function firstRecord(text: string, delimiter: string): readonly string[] | undefined {
  try {
    const [record] = parseAll(text, { ...OPTIONS, delimiter, to: 1 })
    return record
  } catch (error) {
    if (error instanceof CsvError) return undefined
    throw error
  }
}

interface Record {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * All records with the numbers of their first lines. The parser is driven by hand: as a stream it would throw away the
 * records that it has read when the file turns out to be unreadable further down.
 */
async function* records(
  head: string,
  texts: AsyncGenerator<string>,
  { delimiter, begins }: { readonly delimiter: string; readonly begins: number },
): AsyncGenerator<Record> {
  let line = begins
  let read: Record[] = []
  let failure: unknown
  const parser = parse({
    ...OPTIONS,
    delimiter,
    raw: true,
    on_record: (found: unknown) => {
      if (!isParsed(found)) throw new Error('the parser gives no raw text')
      read.push({ line, cells: found.record })
      line += countLineBreaks(found.raw)
      return undefined
    },
  })
  const ended = finished(parser.resume()).catch((error: unknown) => {
    failure ??= error
  })
  const taken = () => {
    const before = read
    read = []
    return before
  }
  parser.write(head)
  yield* taken()
  try {
    for await (const text of texts) {
      if (parser.destroyed) break
      parser.write(text)
      yield* taken()
    }
  } catch (error) {
    failure = error
  }
  // The parser holds back the last record until it sees what follows.
  if (!parser.destroyed) parser.end()
  await ended
  yield* taken()
  if (failure instanceof CsvError) throw new ClientFileError(faultOf(failure, line))
  if (failure !== undefined) throw failure
}

/** What the option `raw` makes of a record, which the types of the library leave out. */
const isParsed = (found: unknown): found is { record: readonly string[]; raw: string } =>
  typeof found === 'object' && found !== null && 'record' in found && 'raw' in found

/** Our own sentence: the message of the parser repeats the content of the line. */
function faultOf({ code }: CsvError, line: number): string {
  return code === 'CSV_QUOTE_NOT_CLOSED'
    ? `A quotation mark in line ${line} is never closed.`
    : `Line ${line} is longer than 64 KiB, or a quotation mark in it is never closed.`
}
