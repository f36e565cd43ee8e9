import { createReadStream, statSync } from 'node:fs'
import { extname } from 'node:path'
import { Option, type Command } from 'commander'
import { importResultReply } from '../../../api/replies.ts'
import { readClientFile, type ClientFileFormat } from '../../../api/client-file.ts'
import { noLines, type ImportResult } from '../../../usecases/clients/import-clients.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { note, printLine, table, type Format } from '../output.ts'
import type { StaffService, WithStaffService } from '../programs.ts'
import { progress } from '../progress.ts'
import { addUsage } from '../usage.ts'

interface ImportOptions extends Format {
  readonly dryRun?: boolean
  readonly format?: ClientFileFormat
}

const FORMAT_OF: Readonly<Record<string, ClientFileFormat>> = { '.csv': 'csv', '.ndjson': 'ndjson', '.jsonl': 'ndjson' }

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
      .option('--dry-run', 'only report what would happen to each line')
      .option('--json', 'print a JSON line for each line and a last one with the counts, as the API does'),
    {
      needs:
        'a file with the fields name and email, and optionally country, externalId, profile and expiresInHours;\n' +
        'and what is known of the business: businessType, businessName, url, phone, productDescription, mcc\n' +
        '(in JSON in the object "prefill").\n' +
        'The same file can be imported again: clients that already exist are not changed.',
      examples: [
        'connect-onboarding admin clients import clients.csv --dry-run',
        'connect-onboarding admin clients import - --format ndjson --json < clients.ndjson > links.ndjson',
      ],
    },
  ).action(async (file: string, options: ImportOptions) => {
    const kind = options.format ?? FORMAT_OF[extname(file).toLowerCase()]
    if (kind === undefined) throw new CommandError(EXIT.usage, 'error: specify --format csv or --format ndjson')
    const opened = open(file)
    await withStaffService((service) => importFile(opened, kind, options, service))
  })
}

async function importFile(
  { source, size, bytesRead }: ReturnType<typeof open>,
  format: ClientFileFormat,
  { dryRun = false, json }: ImportOptions,
  { useCases, linkLifetimeHours, linkFor, actor }: StaffService,
): Promise<void> {
  const lines = readClientFile(source, format, { expiresInHours: linkLifetimeHours })
  const counts = noLines()
  const rows: (readonly (string | number | undefined)[])[] = []
  const bar = progress('Importing', size)
  try {
    for await (const result of useCases.importClients(lines, { dryRun }, actor)) {
      counts[result.outcome] += 1
      bar.reached(bytesRead())
      if (json) printLine(importResultReply(result, linkFor, true))
      else rows.push(rowOf(result, linkFor))
    }
  } finally {
    bar.stop()
  }
  if (json) printLine({ summary: { complete: true, ...counts } })
  else process.stdout.write(`${table(['line', 'outcome', 'client', 'link, or problem'], rows)}\n`)

  const { created, would_create: wouldCreate, exists, invalid, failed } = counts
  note(
    `${dryRun ? `${wouldCreate} would be created` : `${created} created`}, ${exists} already exist, ` +
      `${invalid + failed} not imported.${dryRun ? ' Nothing was changed.' : ''}`,
  )
  if (created > 0) note('The links are shown only now: send them to the clients.')
  if (invalid + failed > 0) {
    throw new CommandError(EXIT.partly, 'Correct the lines that were not imported, and import the file again.')
  }
}

function open(file: string) {
  if (file === '-') return { source: process.stdin, size: 0, bytesRead: () => 0 }
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile() !== true) throw refused(`There is no file ${file}.`)
  const source = createReadStream(file)
  return { source, size: found.size, bytesRead: () => source.bytesRead }
}

function rowOf(result: ImportResult, linkFor: (linkSecret: string) => string) {
  const { line, outcome } = result
  switch (outcome) {
    case 'created':
      return [line, outcome, result.clientId, linkFor(result.linkSecret)]
    case 'exists':
      return [line, 'already exists', result.clientId, '']
    case 'invalid':
      return [line, outcome, '', result.fault]
    case 'would_create':
      return [line, 'would be created', '', '']
    case 'failed':
      return [line, outcome, '', 'could not be stored now: import the file again']
  }
}
