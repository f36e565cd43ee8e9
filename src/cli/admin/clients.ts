import type { Command } from 'commander'
import { recordReply } from '../../adapters/http/replies.ts'
import type { ClientRecord } from '../../ports/client-repository.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { facts, print, type Format } from '../output.ts'
import { teach } from '../teach.ts'
import { id } from '../values.ts'

/** What staff does with clients. */
export function addClientCommands(admin: Command): void {
  const clients = admin.command('clients').description('The businesses that are onboarded.')

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
      account: account.id,
      readiness: account.readiness,
      'next to act': account.nextAction,
      'asked for': account.requirements.inWords.join(', '),
    }),
  )
}
