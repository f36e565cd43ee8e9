import type { Command } from 'commander'
import { noLoginLink, notManaged, providerFailed } from '../../../api/refusals.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import { note, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { refusedAs } from './client-facts.ts'

interface LoginLinkOptions extends Format {
  readonly account?: string
}

/** Creates a link that signs a client in to its Express dashboard. */
export function addLoginLinkCommand(accounts: Command, withStaffService: WithStaffService): void {
  addUsage(
    accounts
      .command('login-link')
      .description('Prints a link that signs the client in to its Express dashboard. It works once, for a few minutes.')
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--account <account id>', 'the account that is meant; no link is created if the client has another one')
      .option('--json', 'print JSON, as POST /api/v1/clients/:clientId/account/login-link returns it'),
    {
      needs: 'access to Stripe, and an account with an Express dashboard whose onboarding is finished.',
      examples: ['connect-onboarding admin accounts login-link 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string, { account: accountId, json }: LoginLinkOptions) => {
    await withStaffService(async ({ useCases, actor }) => {
      const created = await useCases.createLoginLink({ clientId, accountId }, actor)
      switch (created.outcome) {
        case 'created':
          print({ clientId, url: created.url }, { json }, ({ url }) => url)
          note('Whoever opens the link is signed in as the client: send it only to the client, and do not store it.')
          return
        case 'no_login_link':
          throw refusedAs(noLoginLink(created.because))
        case 'provider_failed':
          throw new CommandError(EXIT.failed, refusedAs(providerFailed(created.failure)).message)
        default:
          throw refusedAs(notManaged(created.outcome))
      }
    })
  })
}
