import type { Command } from 'commander'
import { notAdopted } from '../../../api/refusals.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import type { Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { printRecord, refusedAs } from './client-facts.ts'

/** Commands on the accounts of clients. */
export function addAccountCommands(admin: Command, withStaffService: WithStaffService): void {
  const accounts = admin.command('accounts').description('The accounts of clients at Stripe.')

  addUsage(
    accounts
      .command('adopt')
      .description("Makes an account that exists at Stripe the client's, and shows the client. Creates nothing.")
      .argument('<client id>', 'from "admin clients list"', id)
      .argument('<account id>', 'from the Dashboard of Stripe: acct_…')
      .option('--json', 'print JSON, as GET /api/v1/clients/:clientId returns it'),
    {
      needs: 'access to Stripe, and an account that is connected to the platform and belongs to no other client.',
      examples: ['connect-onboarding admin accounts adopt 3fa85f64-5717-4562-b3fc-2c963f66afa6 acct_1Nv0FGQ9RKHgCVdK'],
    },
  ).action(async (clientId: string, accountId: string, format: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const adopted = await useCases.adoptAccount({ clientId, accountId }, actor)
      if (adopted.outcome === 'provider_failed') {
        throw new CommandError(
          EXIT.failed,
          `The account could not be fetched from Stripe (${adopted.failure.code}). Nothing was changed.`,
        )
      }
      if (adopted.outcome !== 'adopted') throw refusedAs(notAdopted(adopted.outcome))
      printRecord(adopted.record, format)
    })
  })
}
