import { pipeline, type Readable } from 'node:stream'
import type { Static } from '@sinclair/typebox'
import { parse, type CsvError, type Options } from 'csv-parse'
import type { ImportLine } from '../usecases/clients/import-clients.ts'
import type { Invitation } from '../usecases/clients/invite-client.ts'
import { InvitationBody } from './schemas/invitation.ts'
import { Prefill } from './schemas/prefill.ts'
import { describeFaults, fieldFaults } from './faults.ts'
import { readBody } from './input.ts'
import { schemaCompiler } from './validation.ts'

/** `csv` names its fields in the first line; `ndjson` has one JSON object in each line. Both are UTF-8. */
export type ClientFileFormat = 'csv' | 'ndjson'

const COMMON = {
  bom: true,
  info: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
} satisfies Options

const FORMATS = {
  // A misplaced quotation mark is part of its field.
  csv: { ...COMMON, columns: (names: string[]) => names.map((name) => name.trim()), relax_quotes: true },
  // Each line is a single field: the delimiter is a character that JSON cannot contain.
  ndjson: { ...COMMON, delimiter: '\u0000', quote: null, escape: null },
} satisfies Record<ClientFileFormat, Options>

const isInvitation = schemaCompiler().compile<Static<typeof InvitationBody>>(InvitationBody)

/**
 * Reads a client file line by line, so its size does not matter. The fields are those of an invitation;
 * `expiresInHours` is the default for lines without the field. Errors of the source are thrown.
 */
export async function* readClientFile(
  source: Readable,
  format: ClientFileFormat,
  { expiresInHours }: { readonly expiresInHours: number },
): AsyncGenerator<ImportLine> {
  const parser = parse({
    ...FORMATS[format],
    // An unreadable line yields a fault in its place, and reading continues with the next line.
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      parser.push({ fault: faultOf(error), info: { lines: error?.['lines'] } })
      return undefined
    },
  })
  // An error of the source ends the parser, and the loop below throws it.
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
  readBody(value, InvitationBody)
  if (!isInvitation(value)) return { fault: describeFaults(fieldFaults(isInvitation.errors ?? [], 'line')) }
  return { invitation: { expiresInHours, ...value } }
}

const PREFILL = Object.keys(Prefill.properties)

/** An empty cell counts as absent. Numbers and booleans are written as text. The fields of `prefill` are columns. */
function fromCells(cells: Readonly<Record<string, string>>): unknown {
  const fields = Object.entries(cells)
    .map(([name, text]) => [name, text.trim()] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => [name, fromCell(name, text)] as const)
  const prefill = fields.filter(([name]) => PREFILL.includes(name))
  return {
    ...Object.fromEntries(fields.filter(([name]) => !PREFILL.includes(name))),
    ...(prefill.length > 0 && { prefill: Object.fromEntries(prefill) }),
  }
}

function fromCell(name: string, text: string): unknown {
  if (name === 'expiresInHours' && /^\d+$/.test(text)) return Number(text)
  return name === 'sendEmail' && /^(true|false)$/.test(text) ? text === 'true' : text
}

function fromJson([text = '']: readonly string[]): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Our own sentence: the message of the parser may repeat the content of the line. */
function faultOf(error: CsvError | undefined): string {
  switch (error?.code) {
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return 'the line has more or fewer fields than the first line'
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is never closed, so nothing after it can be read'
    default:
      return 'the line cannot be read: quote fields that contain quotation marks, commas or line breaks'
  }
}
