import { pipeline, type Readable } from 'node:stream'
import type { Static } from '@sinclair/typebox'
import { parse, type CsvError, type Options } from 'csv-parse'
import type { ImportLine } from '../../usecases/import-clients.ts'
import type { Invitation } from '../../usecases/invite-client.ts'
import { describe } from '../http/errors.ts'
import { InvitationBody } from '../http/schemas/invitation.ts'
import { rules } from '../http/validation.ts'

/** `csv` has the fields' names in its first line; `ndjson` is a JSON object a line. Both are UTF-8. */
export type ClientFileFormat = 'csv' | 'ndjson'

const COMMON = {
  bom: true,
  info: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
} satisfies Options

const FORMATS = {
  // A quotation mark that is out of place is a part of its field.
  csv: { ...COMMON, columns: (names: string[]) => names.map((name) => name.trim()), relax_quotes: true },
  // A line is one field: the separator is a character that JSON cannot contain.
  ndjson: { ...COMMON, delimiter: '\u0000', quote: null, escape: null },
} satisfies Record<ClientFileFormat, Options>

const isInvitation = rules({ coerceTypes: false }).compile<Static<typeof InvitationBody>>(InvitationBody)

/**
 * The lines of a file of clients, one after the other, however large it is. The fields are those of an invitation.
 * `expiresInHours` is for lines that say nothing of it. Throws what the source throws.
 */
export async function* readClientFile(
  source: Readable,
  format: ClientFileFormat,
  { expiresInHours }: { readonly expiresInHours: number },
): AsyncGenerator<ImportLine> {
  const parser = parse({
    ...FORMATS[format],
    // What cannot be read is told in its place, and the next line is read.
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      parser.push({ fault: faultOf(error), info: { lines: error?.['lines'] } })
      return undefined
    },
  })
  // The parser ends with the error of the source, which the loop then throws.
  pipeline(source, parser, () => {})
  for await (const { record, fault, info } of parser) {
    if (fault !== undefined) yield { line: info.lines, fault }
    else
      yield {
        line: info.lines,
        ...toInvitation(format === 'csv' ? fromCells(record) : fromJson(record), expiresInHours),
      }
  }
}

type Read = { readonly invitation: Invitation } | { readonly fault: string }

function toInvitation(value: unknown, expiresInHours: number): Read {
  if (value === undefined) return { fault: 'the line is not valid JSON' }
  if (!isInvitation(value)) return { fault: describe(isInvitation.errors ?? [], 'client') }
  return { invitation: { expiresInHours, ...value } }
}

/** An empty cell says nothing; numbers, and whether a mail is sent, are written as text. */
function fromCells(cells: Readonly<Record<string, string>>): unknown {
  const fields = Object.entries(cells)
    .map(([name, text]) => [name, text.trim()] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => [name, fromCell(name, text)])
  return Object.fromEntries(fields)
}

function fromCell(name: string, text: string): unknown {
  if (name === 'expiresInHours' && /^\d+$/.test(text)) return Number(text)
  return name === 'sendEmail' && /^(true|false)$/.test(text) ? text === 'true' : text
}

/** As in the body of a request, spaces around a text are no fault of its writer. */
function fromJson([text = '']: readonly string[]): unknown {
  try {
    return JSON.parse(text, (_name, value) => (typeof value === 'string' ? value.trim() : value))
  } catch {
    return undefined
  }
}

/** In our words: the parser's own may repeat what was in the line. */
function faultOf(error: CsvError | undefined): string {
  switch (error?.code) {
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return 'the line has more or fewer fields than the first line has names'
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is opened and never closed: nothing behind it can be told apart'
    default:
      return 'the line cannot be read: a field with quotation marks, commas or line breaks stands in quotation marks'
  }
}
