import type { Command } from 'commander'
import { ClientsQuery, listOf } from '../../../api/schemas/client-list.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import type { Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { parseOptions } from './parse-options.ts'
import { printRecord, unknownClient } from './client-facts.ts'
import { addBulkCommand } from './clients-bulk.ts'
import { addChangeCommand } from './clients-change.ts'
import { addCountsCommand } from './clients-counts.ts'
import { addEraseCommand } from './clients-erase.ts'
import { addClientEventsCommand } from './clients-events.ts'
import { addImportCommand } from './clients-import.ts'
import { addInviteCommand } from './clients-invite.ts'
import { addListCommand, addStuckCommand } from './clients-list.ts'
import { addDataCommand, addExportCommand } from './clients-export.ts'
import { addPutCommand } from './clients-put.ts'
import { addNewLinkCommand, addRemindCommand } from './clients-new-link.ts'
import { adviceOn, notFetched } from './provider-failure.ts'

/** Commands on clients. */
export function addClientCommands(admin: Command, withStaffService: WithStaffService): void {
  const clients = admin.command('clients').description('The businesses to be onboarded.')
  addListCommand(clients, withStaffService)
  addStuckCommand(clients, withStaffService)
  addCountsCommand(clients, withStaffService)
  addInviteCommand(clients, withStaffService)
  addImportCommand(clients, withStaffService)
  addShowCommand(clients, withStaffService)
  addExportCommand(clients, withStaffService)
  addDataCommand(clients, withStaffService)
  addPutCommand(clients, withStaffService)
  addBulkCommand(clients, withStaffService)
  addNewLinkCommand(clients, withStaffService)
  addRemindCommand(clients, withStaffService)
  addChangeCommand(clients, withStaffService)
  addEraseCommand(clients, withStaffService)
  addClientEventsCommand(clients, withStaffService)
  addSyncCommand(admin, withStaffService)
}

function addShowCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('show')
      .description('Shows a client, its link and its account, as stored.')
      .argument('[client id]', 'from "admin clients list"', id)
      .option('--external-id <id>', 'id of the client in your own system, instead of the other')
      .option('--json', 'print JSON, as GET /api/v1/clients/:clientId returns it'),
    {
      needs: 'one of the two ids of the client.',
      examples: [
        'connect-onboarding admin clients show 3fa85f64-5717-4562-b3fc-2c963f66afa6',
        'connect-onboarding admin clients show --external-id crm-7',
      ],
    },
  ).action(async (clientId: string | undefined, { externalId, ...format }: Format & { externalId?: string }) => {
    if ((clientId === undefined) === (externalId === undefined))
      throw new CommandError(EXIT.usage, 'error: give either the client id or --external-id')
    const { filter } = listOf(parseOptions(ClientsQuery, { externalId }))
    await withStaffService(async ({ useCases, actor }) => {
      const record =
        clientId === undefined
          ? (await useCases.listClients(filter, { limit: 1 }, actor))?.items[0]
          : await useCases.showClient(clientId, actor)
      if (record === undefined) throw unknownClient()
      printRecord(record, format)
    })
  })
}

function addSyncCommand(admin: Command, withStaffService: WithStaffService): void {
  addUsage(
    admin
      .command('sync')
      .description("Refreshes a client's account from Stripe, and shows the client.")
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--json', 'print JSON, as GET /api/v1/clients/:clientId returns it'),
    {
      needs: 'access to Stripe.',
      examples: ['connect-onboarding admin sync 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string, format: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const synced = await useCases.syncClient(clientId, actor)
      if (synced.outcome === 'unknown_client') throw unknownClient()
      if (synced.outcome === 'provider_failed') {
        throw new CommandError(
          EXIT.failed,
          `The account ${notFetched(synced.failure)}. Nothing was changed.${adviceOn(synced.failure)}`,
        )
      }
      printRecord(synced.record, format)
    })
  })
}
