import type { Command } from 'commander'
import { notAdopted } from '../../../api/refusals.ts'
import { adoptedReply } from '../../../api/replies.ts'
import { IssueBody } from '../../../api/schemas/onboarding-tokens.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import { note, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { addLoginLinkCommand } from './accounts-login-link.ts'
import { addManageCommands } from './accounts-manage.ts'
import { printRecord, refusedAs } from './client-facts.ts'
import { mailNotConfigured } from './link-facts.ts'
import { parseOptions } from './parse-options.ts'
import { adviceOn, notFetched } from './provider-failure.ts'

interface AdoptOptions extends Format {
  readonly expiresInHours?: string
  readonly sendEmail?: boolean
  readonly dryRun?: boolean
}

/** Commands on the accounts of clients. */
export function addAccountCommands(admin: Command, withStaffService: WithStaffService): void {
  const accounts = admin.command('accounts').description('The accounts of clients at Stripe.')
  addManageCommands(accounts, withStaffService)
  addLoginLinkCommand(accounts, withStaffService)

  addUsage(
    accounts
      .command('adopt')
      .description("Makes an account that exists at Stripe the client's, and shows the client. Creates nothing.")
      .argument('<client id>', 'from "admin clients list"', id)
      .argument('<account id>', 'from the Dashboard of Stripe: acct_…')
      .option('--expires-in-hours <hours>', 'lifetime of the link, if one is needed; default: LINK_LIFETIME_HOURS')
      .option('--send-email', 'if Stripe needs more of the client, also send it an email with a link')
      .option('--dry-run', 'only report: show the client as it would be')
      .option('--json', 'print JSON, as POST /api/v1/clients/:clientId/account/adopt returns it'),
    {
      needs: 'access to Stripe, and an account that is connected to the platform and belongs to no other client.',
      examples: [
        'connect-onboarding admin accounts adopt 3fa85f64-5717-4562-b3fc-2c963f66afa6 acct_1Nv0FGQ9RKHgCVdK --dry-run',
        'connect-onboarding admin accounts adopt 3fa85f64-5717-4562-b3fc-2c963f66afa6 acct_1Nv0FGQ9RKHgCVdK',
      ],
    },
  ).action(async (clientId: string, accountId: string, { json, dryRun, ...options }: AdoptOptions) => {
    const { sendEmail, expiresInHours } = parseOptions(IssueBody, options)
    await withStaffService(async ({ useCases, linkLifetimeHours, linkFor, actor }) => {
      const link = { expiresInHours: expiresInHours ?? linkLifetimeHours, sendEmail }
      const adopted = await useCases.adoptAccount({ clientId, accountId, link, dryRun }, actor)
      if (adopted.outcome === 'provider_failed') {
        throw new CommandError(
          EXIT.failed,
          `The account ${notFetched(adopted.failure)}. Nothing was changed.${adviceOn(adopted.failure)}`,
        )
      }
      if (adopted.outcome === 'mail_not_configured') throw mailNotConfigured()
      if (adopted.outcome !== 'adopted') throw refusedAs(notAdopted(adopted.outcome))
      const reply = adoptedReply(adopted, linkFor, true)
      if (json) print(reply, { json }, () => '')
      else printRecord(adopted.record, {})
      if (dryRun) note('Nothing was changed.')
      else if (reply.link !== undefined) {
        note(`Stripe needs more of the client. Its link, which is shown only now:\n${reply.link.url}`)
      }
    })
  })
}
