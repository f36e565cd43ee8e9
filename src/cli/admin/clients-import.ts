import { createReadStream, statSync } from 'node:fs'
import { extname } from 'node:path'
import { Option, type Command } from 'commander'
import { importResultReply } from '../../adapters/http/replies.ts'
import { readClientFile, type ClientFileFormat } from '../../adapters/import/client-file.ts'
import { noLines, type ImportResult } from '../../usecases/import-clients.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { note, printLine, table, type Format } from '../output.ts'
import { progress } from '../progress.ts'
import { teach } from '../teach.ts'

interface ImportOptions extends Format {
  readonly dryRun?: boolean
  readonly format?: ClientFileFormat
}

const FORMAT_OF: Readonly<Record<string, ClientFileFormat>> = { '.csv': 'csv', '.ndjson': 'ndjson', '.jsonl': 'ndjson' }

/** Many new clients. */
export function addImportCommand(clients: Command): void {
  teach(
    clients
      .command('import')
      .description('Invites the clients of a file and prints their links. A line that is wrong stops no other.')
      .argument('<file>', 'CSV with the names of the fields in its first line, or a JSON object a line; - is stdin')
      .addOption(
        new Option('--format <format>', 'of the file; its name tells, unless it is stdin').choices(['csv', 'ndjson']),
      )
      .option('--dry-run', 'only tell what would become of each line')
      .option('--json', 'print a JSON line for each line, and a last one that counts, as the API does'),
    {
      needs:
        'the fields of an invitation: name, email, and country, externalId, expiresInHours where they are known.\n' +
        'The same file can be imported again: who is there already stays as it is.',
      examples: [
        'connect-onboarding admin clients import clients.csv --dry-run',
        'connect-onboarding admin clients import - --format ndjson --json < clients.ndjson > links.ndjson',
      ],
    },
  ).action(async (file: string, { dryRun = false, format, json }: ImportOptions) => {
    const { withService } = await import('./with-service.ts')
    const kind = format ?? FORMAT_OF[extname(file).toLowerCase()]
    if (kind === undefined) throw new CommandError(EXIT.usage, 'error: say --format csv or --format ndjson')
    const { source, size, bytesRead } = opened(file)
    await withService(async ({ useCases, config, linkFor, act }) => {
      const lines = readClientFile(source, kind, { expiresInHours: config.linkLifetimeHours })
      const counts = noLines()
      const rows: (readonly (string | number | undefined)[])[] = []
      const bar = progress('Importing', size)
      try {
        for await (const result of useCases.importClients(lines, { dryRun }, act)) {
          counts[result.outcome] += 1
          bar.reached(bytesRead())
          if (json) printLine(importResultReply(result, linkFor))
          else rows.push(rowOf(result, linkFor))
        }
      } finally {
        bar.stop()
      }
      if (json) printLine({ summary: { complete: true, ...counts } })
      else process.stdout.write(`${table(['line', 'outcome', 'client', 'link, or what is wrong'], rows)}\n`)

      const { created, would_create: wouldCreate, exists, conflict, invalid, failed } = counts
      note(
        `${dryRun ? `${wouldCreate} would be created` : `${created} created`}, ${exists} there already, ` +
          `${conflict + invalid + failed} not taken.${dryRun ? ' Nothing was changed.' : ''}`,
      )
      if (created > 0) note('This is the only time that the links are shown: send them to the clients.')
      if (conflict + invalid + failed > 0) {
        throw new CommandError(EXIT.partly, 'Correct the lines that were not taken, and import the file again.')
      }
    })
  })
}

function opened(file: string) {
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
      return [line, 'there already', result.clientId, '']
    case 'conflict':
      return [line, outcome, result.clientId, 'another client has this e-mail']
    case 'invalid':
      return [line, outcome, '', result.fault]
    case 'would_create':
      return [line, 'would be created', '', '']
    case 'failed':
      return [line, outcome, '', 'could not be done now: import the file again']
  }
}
