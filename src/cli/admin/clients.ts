import type { Command } from 'commander'
import { recordReply } from '../../adapters/http/replies.ts'
import { ClientsQuery } from '../../adapters/http/schemas/client-list.ts'
import type { ClientRecord } from '../../ports/client-repository.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { facts, note, print, table, type Format } from '../output.ts'
import { teach } from '../teach.ts'
import { id } from '../values.ts'
import { checked } from './checked.ts'
import { addImportCommand } from './clients-import.ts'
import { addInviteCommand } from './clients-invite.ts'

interface ListOptions extends Format {
  readonly status?: string
  readonly readiness?: string
  readonly q?: string
  readonly cursor?: string
  readonly limit?: string
}

/** What staff does with clients that are there, and with new ones. */
export function addClientCommands(admin: Command): void {
  const clients = admin.command('clients').description('The businesses that are onboarded.')

  teach(
    clients
      .command('list')
      .description('Shows clients, newest first, a page at a time. What is given must all be true of them.')
      .option('--status <status>', 'of the link: pending, in_progress, completed, revoked or expired')
      .option('--readiness <readiness>', 'of the account: none, onboarding, active, action_required, …')
      .option('--q <text>', 'a part of the name, the e-mail or the external id; three characters or more')
      .option('--limit <number>', 'how many at most, 1 to 200; 50 unless given')
      .option('--cursor <id>', 'where the page before ended')
      .option('--json', 'print JSON, as GET /api/v1/clients answers it'),
    {
      needs: 'nothing more.',
      examples: [
        'connect-onboarding admin clients list --readiness action_required',
        'connect-onboarding admin clients list --q lovelace --json',
      ],
    },
  ).action(async ({ json, ...options }: ListOptions) => {
    const { withService } = await import('./with-service.ts')
    const { status, readiness, q: text, cursor: after, limit = 50 } = checked(ClientsQuery, { ...options })
    await withService(async ({ useCases }) => {
      const { items, next } = await useCases.listClients({ status, readiness, text }, { limit, after })
      print({ data: items.map(recordReply), nextCursor: next ?? null }, { json }, ({ data }) =>
        table(
          ['id', 'name', 'e-mail', 'link', 'account', 'next to act'],
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
      if (next !== undefined) note(`There are more: --cursor ${next}`)
    })
  })

  addInviteCommand(clients)
  addImportCommand(clients)

  teach(
    clients
      .command('show')
      .description('Shows a client, its link and its account as they are stored.')
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--json', 'print JSON, as GET /api/v1/clients/:clientId answers it'),
    {
      needs: 'the id of the client.',
      examples: ['connect-onboarding admin clients show 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string, format: Format) => {
    const { withService } = await import('./with-service.ts')
    await withService(async ({ useCases }) => {
      const record = await useCases.showClient(clientId)
      if (record === undefined) throw unknownClient()
      printRecord(record, format)
    })
  })

  teach(
    admin
      .command('sync')
      .description('Asks Stripe about one client now, keeps what it says, and shows the client.')
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--json', 'print JSON, as GET /api/v1/clients/:clientId answers it'),
    {
      needs: 'Stripe.',
      examples: ['connect-onboarding admin sync 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string, format: Format) => {
    const { withService } = await import('./with-service.ts')
    await withService(async ({ useCases, act }) => {
      const synced = await useCases.syncClient(clientId, act)
      if (synced.outcome === 'unknown_client') throw unknownClient()
      if (synced.outcome === 'provider_failed') {
        throw new CommandError(EXIT.failed, `Stripe could not say (${synced.failure.code}). Nothing was changed.`)
      }
      printRecord(synced.record, format)
    })
  })
}

const unknownClient = () => refused('There is no client with this id: "admin clients list" names them.')

function printRecord(record: ClientRecord, format: Format): void {
  print(recordReply(record), format, ({ client, onboarding, account }) =>
    facts({
      client: client.id,
      name: client.name,
      'e-mail': client.email,
      country: client.country,
      'external id': client.externalId,
      token: onboarding.tokenId,
      link: `${onboarding.status} (${onboarding.purpose}), until ${onboarding.expiresAt}`,
      failures: onboarding.attempts,
      'last error': onboarding.lastError?.providerCode,
      'what to do': onboarding.lastError?.advice,
      account: account.id,
      readiness: account.readiness,
      'next to act': account.nextAction,
      'asked for': account.requirements.inWords.join(', '),
    }),
  )
}
