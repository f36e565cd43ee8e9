import type { Static } from '@sinclair/typebox'
import type { FileLine } from '../../usecases/clients/import-clients.ts'
import { describeFaults, fieldFaults } from '../faults.ts'
import { readBody } from '../input.ts'
import { ImportedInvitation } from '../schemas/invitation.ts'
import { Prefill } from '../schemas/prefill.ts'
import { schemaCompiler } from '../validation.ts'
import { readCells } from './cells.ts'
import { ClientFileError } from './client-file-error.ts'
import { csvLines, type CsvLine } from './csv.ts'
import { decoded } from './decode.ts'
import { ndjsonLines, type JsonLine } from './ndjson.ts'

/** `csv` names its fields in the first line; `ndjson` has one JSON object in each line. */
export type ClientFileFormat = 'csv' | 'ndjson'

export interface ClientFileOptions {
  readonly format: ClientFileFormat
  /** What the sender declared, as `encodingNamed` returns it. */
  readonly encoding?: string | undefined
  /** For lines without the field. */
  readonly expiresInHours: number
  /** For lines without the field. */
  readonly sendEmail?: boolean
  /** Whether unknown columns or fields are ignored; otherwise they are faults. */
  readonly ignoreUnknown?: boolean
}

const isInvitation = schemaCompiler().compile<Static<typeof ImportedInvitation>>(ImportedInvitation)

/**
 * Reads a client file line by line, so its size does not matter. Throws a `ClientFileError` if nothing of it can be read;
 * if only the rest of it cannot, the last line says so. Other errors of the source are thrown.
 */
export async function readClientFile(
  source: AsyncIterable<Uint8Array>,
  options: ClientFileOptions,
): Promise<AsyncGenerator<FileLine>> {
  const lines = linesOf(source, options)
  const first = await lines.next()
  if (first.done === true) throw new ClientFileError('The file has no line with data after the first line.')
  return continued(first.value, lines)
}

async function* continued(first: FileLine, lines: AsyncGenerator<FileLine>): AsyncGenerator<FileLine> {
  yield first
  try {
    yield* lines
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error
    yield { ended: error.message }
  }
}

async function* linesOf(
  source: AsyncIterable<Uint8Array>,
  { format, encoding, ignoreUnknown = false, ...defaults }: ClientFileOptions,
): AsyncGenerator<FileLine> {
  const texts = decoded(source, encoding)
  if (format === 'csv') {
    for await (const line of csvLines(texts, { ignoreUnknown })) yield fromCsv(line, defaults)
  } else {
    for await (const line of ndjsonLines(texts)) yield fromJson(line, ignoreUnknown, defaults)
  }
}

type Defaults = Pick<ClientFileOptions, 'expiresInHours' | 'sendEmail'>

function fromCsv({ line, cells, columns }: CsvLine, defaults: Defaults): FileLine {
  const { value, faults } = readCells(cells, columns)
  const headerOf = (name: string) => {
    const field = name.replace(/^prefill\./, '')
    return columns.find((column) => column.field === field)?.header ?? field
  }
  const all = [
    ...faults,
    ...faultsOf(value).map((fault) => describeFaults([{ ...fault, field: headerOf(fault.field) }])),
  ]
  return lineOf(line, value, all, defaults)
}

function fromJson({ line, value, isDamaged }: JsonLine, ignoreUnknown: boolean, defaults: Defaults): FileLine {
  if (value === undefined) return { line, fault: 'the line is not valid JSON' }
  const invitation = invitationIn(value)
  const known = ignoreUnknown ? withoutUnknown(invitation) : invitation
  const faults = faultsOf(known).map((fault) => describeFaults([fault]))
  return lineOf(line, known, isDamaged ? [LOST_CHARACTER, ...faults] : faults, defaults)
}

const LOST_CHARACTER = 'the line has the sign � in place of a lost character: export the file again'

function faultsOf(value: unknown) {
  readBody(value, ImportedInvitation)
  return isInvitation(value) ? [] : fieldFaults(isInvitation.errors ?? [], 'the line')
}

function lineOf(
  line: number,
  value: unknown,
  faults: readonly string[],
  { expiresInHours, sendEmail = false }: Defaults,
): FileLine {
  if (faults.length > 0 || !isInvitation(value)) return { line, fault: faults.join('; ') }
  return { line, invitation: { expiresInHours, ...(sendEmail && { sendEmail }), ...value } }
}

/** Of a record, as an export has it in each line, what an import can set. Any other value is the invitation itself. */
function invitationIn(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value['client'])) return value
  const { client, account } = value
  return { ...only(client, ImportedInvitation.properties), accountId: isRecord(account) ? account['id'] : null }
}

/** The fields of an invitation, and of its `prefill`. */
function withoutUnknown(value: unknown): unknown {
  if (!isRecord(value)) return value
  const known = only(value, ImportedInvitation.properties)
  return isRecord(known['prefill']) ? { ...known, prefill: only(known['prefill'], Prefill.properties) } : known
}

const only = (value: Record<string, unknown>, fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(fields, name)))

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
