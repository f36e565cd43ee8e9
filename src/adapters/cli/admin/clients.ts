import type { Command } from 'commander'
import { pageReply, recordReply } from '../../../api/replies.ts'
import { ClientsQuery } from '../../../api/schemas/client-list.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import type { ClientRecord } from '../../../ports/onboarding-queries.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { facts, note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { parseOptions } from './parse-options.ts'
import { addImportCommand } from './clients-import.ts'
import { addInviteCommand } from './clients-invite.ts'

interface ListOptions extends Format {
  readonly status?: string
  readonly readiness?: string
  readonly q?: string
  readonly externalId?: string
  readonly cursor?: string
  readonly limit?: string
}

/** Commands on clients. */
export function addClientCommands(admin: Command, withStaffService: WithStaffService): void {
  const clients = admin.command('clients').description('The businesses to be onboarded.')
  addListCommand(clients, withStaffService)
  addInviteCommand(clients, withStaffService)
  addImportCommand(clients, withStaffService)
  addShowCommand(clients, withStaffService)
  addSyncCommand(admin, withStaffService)
}

function addListCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('list')
      .description('Lists clients, newest first, one page at a time. A client must match all filters that are given.')
      .option('--status <status>', 'status of the link: pending, in_progress, completed, revoked or expired')
      .option('--readiness <readiness>', 'readiness of the account: none, onboarding, active, action_required, …')
      .option('--q <text>', 'part of the name, the email address or the external id; three letters or digits in a row')
      .option('--external-id <id>', 'external id of the client, exactly')
      .option('--limit <number>', 'maximum number of clients, 1 to 200; default: 50')
      .option('--cursor <id>', 'cursor of the next page, as printed with the previous one')
      .option('--json', 'print JSON, as GET /api/v1/clients returns it'),
    {
      needs: 'nothing else.',
      examples: [
        'connect-onboarding admin clients list --readiness action_required',
        'connect-onboarding admin clients list --q lovelace --json',
      ],
    },
  ).action(async ({ json, ...options }: ListOptions) => {
    const query = parseOptions(ClientsQuery, { ...options })
    await withStaffService(async ({ useCases, actor }) => {
      const { status, readiness, externalId, q: text } = query
      const page = await useCases.listClients({ status, readiness, externalId, text }, pageFor(query), actor)
      print(pageReply(page, recordReply), { json }, ({ data }) =>
        table(
          ['id', 'name', 'email', 'link', 'account', 'next action'],
          data.map(({ client, onboarding, account }) => [
            client.id,
            client.name,
            client.email,
            onboarding.status,
            account.readiness,
            account.nextAction,
          ]),
        ),
      )
      if (page.next !== undefined) note(`There are more clients: --cursor ${page.next}`)
    })
  })
}

function addShowCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('show')
      .description('Shows a client, its link and its account, as stored.')
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--json', 'print JSON, as GET /api/v1/clients/:clientId returns it'),
    {
      needs: 'the id of the client.',
      examples: ['connect-onboarding admin clients show 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string, format: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const record = await useCases.showClient(clientId, actor)
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
          `The account could not be fetched from Stripe (${synced.failure.code}). Nothing was changed.`,
        )
      }
      printRecord(synced.record, format)
    })
  })
}

const unknownClient = () => refused('There is no client with this id: "admin clients list" shows the ids.')

type AskReply = ReturnType<typeof recordReply>['account']['asks'][number]

function askLine({ what, from, due, by, error }: AskReply): string {
  const when = [from === 'client' ? due : 'Stripe checks it', ...(by === undefined ? [] : [`by ${by}`])].join(', ')
  return `${what} (${when})${error === undefined ? '' : `: ${error}`}`
}

function printRecord(record: ClientRecord, format: Format): void {
  print(recordReply(record), format, ({ client, onboarding, account }) =>
    facts({
      client: client.id,
      name: client.name,
      email: client.email,
      country: client.country,
      'external id': client.externalId,
      profile: client.profile,
      ...Object.fromEntries(Object.entries(client.prefill ?? {}).map(([name, value]) => [`prefill ${name}`, value])),
      token: onboarding.tokenId,
      link: `${onboarding.status} (${onboarding.purpose}), until ${onboarding.expiresAt}`,
      failures: onboarding.attempts,
      'last error': onboarding.lastError?.providerCode,
      'what to do': onboarding.lastError?.advice,
      account: account.id,
      'country of the account': account.country,
      readiness: account.readiness,
      'next action': account.nextAction,
      payable: account.payable ? 'yes' : 'no',
      'hold reason': account.holdReason,
      ...Object.fromEntries(account.asks.map((ask, index) => [`ask ${index + 1}`, askLine(ask)])),
    }),
  )
}
