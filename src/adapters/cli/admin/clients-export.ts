import { Option, type Command } from 'commander'
import { clientDataReply } from '../../../api/client-data-reply.ts'
import { writtenClients } from '../../../api/client-file/written-clients.ts'
import { ExportQuery } from '../../../api/schemas/client-export.ts'
import { listOf } from '../../../api/schemas/client-list.ts'
import { NextActionWord, ReadinessWord } from '../../../api/schemas/client-record.ts'
import { TokenStatus } from '../../../api/schemas/token-words.ts'
import { print, printFile } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { unknownClient } from './client-facts.ts'
import { parseOptions } from './parse-options.ts'

/** Prints all clients as a file. */
export function addExportCommand(clients: Command, withStaffService: WithStaffService): void {
  const words = (flags: string, description: string, choices: readonly string[]) =>
    new Option(flags, description).choices(choices)
  addUsage(
    clients
      .command('export')
      .description('Prints all clients as a file, the newest first. A client must match all filters that are given.')
      .addOption(words('--format <format>', 'format; default: ndjson', ['ndjson', 'csv']))
      .addOption(words('--status <status>', 'status of the link', TokenStatus.enum))
      .addOption(words('--readiness <readiness...>', 'readiness of the account, one or more', ReadinessWord.enum))
      .addOption(words('--next-action <who...>', 'who has to act, one or more', NextActionWord.enum))
      .option('--stuck-for <time>', 'unchanged for so long: 90m, 12h, 3d')
      .option('--q <text>', 'part of the name, the email address or the external id'),
    {
      needs: 'nothing else. The audit trail shows the export.',
      examples: ['connect-onboarding admin clients export --format csv > clients.csv'],
    },
  ).action(async (options: Record<string, string>) => {
    const { format = 'ndjson', ...query } = parseOptions(ExportQuery, options)
    const { filter } = listOf(query)
    await withStaffService(({ useCases, actor }) =>
      printFile(writtenClients(useCases.exportClients(filter, actor), format)),
    )
  })
}

/** Prints what is stored about one client. */
export function addDataCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('data')
      .description('Prints everything that is stored about a client as JSON, for its request of access.')
      .argument('<client id>', 'from "admin clients list"', id),
    {
      needs: 'the id of the client. The audit trail shows the export.',
      examples: ['connect-onboarding admin clients data 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string) => {
    await withStaffService(async ({ useCases, actor }) => {
      const data = await useCases.exportClientData(clientId, actor)
      if (data === undefined) throw unknownClient()
      print(clientDataReply(data), { json: true }, () => '')
    })
  })
}
