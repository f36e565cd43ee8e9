import { createReadStream, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { extname } from 'node:path'
import { Option, type Command } from 'commander'
import { ClientFileError } from '../../../api/client-file/client-file-error.ts'
import { countLineBreaks, decoded, encodingNamed } from '../../../api/client-file/decode.ts'
import {
  readClientFile,
  type ClientFileFormat,
  type ClientFileOptions,
} from '../../../api/client-file/read-client-file.ts'
import { importResultReply, importSummary } from '../../../api/replies.ts'
import { readinessOf, type AccountSnapshot } from '../../../domain/account.ts'
import type { FileLine, ImportResult } from '../../../usecases/clients/import-clients.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { note, printLine, table, type Format } from '../output.ts'
import type { StaffService, WithStaffService } from '../programs.ts'
import { progress } from '../progress.ts'
import { addUsage } from '../usage.ts'

interface ImportOptions extends Format {
  readonly dryRun?: boolean
  readonly format?: ClientFileFormat
  readonly encoding?: string
  readonly ignoreUnknown?: boolean
  readonly sendEmail?: boolean
}

const FORMAT_OF: Readonly<Record<string, ClientFileFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/** Imports the clients of a file. */
export function addImportCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('import')
      .description('Invites the clients of a file and prints their links. An invalid line does not affect the others.')
      .argument('<file>', 'CSV with the field names in the first line, or one JSON object per line; - is stdin')
      .addOption(
        new Option(
          '--format <format>',
          'format of the file; required for stdin, otherwise derived from its name',
        ).choices(['csv', 'ndjson']),
      )
      .option('--encoding <name>', 'encoding of the file if it is neither UTF-8 nor UTF-16, such as windows-1252')
      .option('--ignore-unknown', 'ignore unknown columns of CSV, and unknown fields of JSON')
      .option('--send-email', 'send each new client an email with its link, unless its line says sendEmail false')
      .option('--dry-run', 'only report what would happen to each line')
      .option('--json', 'print a JSON line for each line and a last one with the counts, as the API does'),
    {
      needs:
        'a file with the fields name and email, and optionally country, externalId, profile, expiresInHours,\n' +
        'sendEmail and accountId: an account at Stripe that becomes the account of the client;\n' +
        'and what is known of the business: businessType, businessName, url, phone, productDescription, mcc\n' +
        '(in JSON in the object "prefill").\n' +
        'The same file can be imported again: clients that already exist are not changed. Accounts are fetched from\n' +
        'Stripe, about 20 a second.',
      examples: [
        'connect-onboarding admin clients import clients.csv --dry-run',
        'connect-onboarding admin clients import - --format ndjson --json < clients.ndjson > links.ndjson',
      ],
    },
  ).action(async (file: string, options: ImportOptions) => {
    const format = options.format ?? FORMAT_OF[extname(file).toLowerCase()]
    if (format === undefined) throw new CommandError(EXIT.usage, 'error: specify --format csv or --format ndjson')
    const encoding = options.encoding === undefined ? undefined : encodingNamed(options.encoding)
    if (options.encoding !== undefined && encoding === undefined) {
      throw new CommandError(EXIT.usage, 'error: --encoding is not known: windows-1252, iso-8859-15, macintosh, …')
    }
    if (file !== '-' && statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      throw refused(`There is no file ${file}.`)
    }
    await withStaffService((service) => importFile(file, { ...options, format, encoding }, service))
  })
}

async function importFile(
  file: string,
  {
    dryRun = false,
    json,
    format,
    encoding,
    ignoreUnknown = false,
    sendEmail = false,
  }: Omit<ImportOptions, 'encoding'> & FileKind,
  { useCases, linkLifetimeHours, linkFor, actor }: StaffService,
): Promise<void> {
  const settings = { format, encoding, ignoreUnknown, sendEmail, expiresInHours: linkLifetimeHours }
  const { lines, total } = await open(file, settings)
  const summary = importSummary()
  const rows: (readonly (string | number | undefined)[])[] = []
  const bar = progress(dryRun ? 'Checked' : 'Imported', total, 'lines')
  try {
    for await (const each of useCases.importClients(lines, { dryRun, mayIssueLinks: true }, actor)) {
      const result = summary.add(each)
      if (result === undefined) continue
      bar.reached(result.line)
      if (json) printLine(importResultReply(result, linkFor, true))
      else rows.push(rowOf(result, linkFor))
    }
  } finally {
    bar.stop()
  }
  if (json) printLine(summary.reply())
  else process.stdout.write(`${table(['line', 'outcome', 'client', 'link, or problem'], rows)}\n`)
  conclude(summary, { dryRun, sendEmail })
}

/** Says what happened, and ends with an exit code of its own if something was not imported. */
function conclude(
  { counts, reply }: ReturnType<typeof importSummary>,
  { dryRun, sendEmail }: { readonly dryRun: boolean; readonly sendEmail: boolean },
): void {
  const { created, would_create: wouldCreate, adopted, would_adopt: wouldAdopt, exists, invalid, failed } = counts
  const { ended } = reply().summary
  note(
    `${dryRun ? `${wouldCreate} would be created` : `${created} created`}, ` +
      (adopted + wouldAdopt > 0 ? `${adopted + wouldAdopt} ${dryRun ? 'would get' : 'got'} their account, ` : '') +
      `${exists} already exist, ` +
      `${invalid + failed} not imported.${dryRun ? ' Nothing was changed.' : ''}`,
  )
  if (ended !== undefined) note(`The rest of the file was not read. ${ended}`)
  if (created + adopted > 0 && !sendEmail) note('The links are shown only now: send them to the clients.')
  if (ended !== undefined || invalid + failed > 0) {
    throw new CommandError(EXIT.partly, 'Correct the lines that were not imported, and import the file again.')
  }
}

interface FileKind {
  readonly format: ClientFileFormat
  readonly encoding: string | undefined
}

interface Opened {
  readonly lines: AsyncGenerator<FileLine>
  /** How many lines the file has; 0 if that is not known. */
  readonly total: number
}

async function open(file: string, settings: ClientFileOptions): Promise<Opened> {
  try {
    const total = file === '-' ? 0 : await countLines(createReadStream(file), settings.encoding)
    const source: Readable = file === '-' ? process.stdin : createReadStream(file)
    return { lines: await readClientFile(source, settings), total }
  } catch (error) {
    if (error instanceof ClientFileError) throw refused(`${error.message} Nothing was imported.`)
    throw error
  }
}

/** Decodes the whole file, too, so that one in another encoding is refused before its first line is imported. */
async function countLines(source: Readable, encoding: string | undefined): Promise<number> {
  let total = 0
  for await (const text of decoded(source, encoding)) total += countLineBreaks(text)
  return total
}

function rowOf(result: ImportResult, linkFor: (linkSecret: string) => string) {
  const { line, outcome } = result
  switch (outcome) {
    case 'created':
    case 'adopted': {
      const what = outcome === 'adopted' ? 'account adopted' : outcome
      const nothing = result.account === undefined ? '' : withoutLink(result.account)
      return [line, what, result.clientId, result.link === undefined ? nothing : linkFor(result.link.linkSecret)]
    }
    case 'exists':
      return [
        line,
        'already exists',
        result.clientId,
        result.sameAs === undefined ? '' : `same as line ${result.sameAs}`,
      ]
    case 'invalid':
      return [line, outcome, '', result.fault]
    case 'would_create':
    case 'would_adopt': {
      const what = outcome === 'would_adopt' ? 'would get the account' : 'would be created'
      const clientId = outcome === 'would_adopt' ? result.clientId : ''
      return [line, what, clientId, result.account === undefined ? '' : readinessOf(result.account).readiness]
    }
    case 'failed':
      return [line, outcome, '', `${result.fault ?? 'could not be stored now'}: import the file again`]
  }
}

/** Why a client with an account gets no link. */
const withoutLink = (account: AccountSnapshot): string => `no link needed: ${readinessOf(account).readiness}`
