import type { Command } from 'commander'
import { unfitProblem } from '../../../api/refusals.ts'
import { invitedReply } from '../../../api/replies.ts'
import { InvitationBody } from '../../../api/schemas/invitation.ts'
import { refused } from '../exit-code.ts'
import type { Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { namedValue } from '../values.ts'
import { refusedAs } from './client-facts.ts'
import { mailNotConfigured, printLink } from './link-facts.ts'
import { parseOptions } from './parse-options.ts'

interface InviteOptions extends Format {
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly externalId?: string
  readonly profile?: string
  readonly locale?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly returnUrl?: string
  readonly expiresInHours?: string
  readonly sendEmail?: boolean
}

/** Invites one client. */
export function addInviteCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('invite')
      .description(
        'Creates a client and prints its link. The link is printed only here, because only its hash is stored.',
      )
      .requiredOption('--name <name>', 'name of the client')
      .requiredOption('--email <address>', 'email address of the client')
      .option(
        '--country <code>',
        'code or name of the country; if omitted, that of the profile, or the client is asked',
      )
      .option('--external-id <id>', 'id of the client in your own system')
      .option('--profile <name>', 'account profile of ACCOUNT_PROFILES; if omitted, the default profile')
      .option('--locale <tag>', 'language of the client, such as de or pt-BR; if omitted, that of the platform')
      .option('--return-url <url>', 'page that the client returns to; its origin must be one of RETURN_URL_ORIGINS')
      .option('--metadata <name=value>', 'a value of your own; can be repeated', namedValue)
      .option('--expires-in-hours <hours>', 'lifetime of the link; default: LINK_LIFETIME_HOURS')
      .option('--send-email', 'also send the client an email with a link')
      .option('--json', 'print JSON, as POST /api/v1/clients returns it'),
    {
      needs: 'a way to send the link to the client; with --send-email SMTP_URL and a running worker.',
      examples: ['connect-onboarding admin clients invite --name "Ada Lovelace" --email ada@example.com --country DE'],
    },
  ).action(async ({ json, ...options }: InviteOptions) => {
    const invitation = parseOptions(InvitationBody, { ...options })
    await withStaffService(async ({ useCases, linkLifetimeHours, linkFor, actor }) => {
      const invited = await useCases.inviteClient({ expiresInHours: linkLifetimeHours, ...invitation }, actor)
      if (invited.outcome === 'client_exists')
        throw refused(`A client with this email address and no external id already exists${known(invited)}`)
      if (invited.outcome === 'external_id_exists')
        throw refused(`A client with this external id already exists${known(invited)}`)
      if (invited.outcome === 'unfit') throw refusedAs(unfitProblem(invited.unfit))
      if (invited.outcome === 'profile_unknown')
        throw refused('There is no account profile with this name: ACCOUNT_PROFILES names the file with all profiles.')
      if (invited.outcome === 'return_url_not_allowed')
        throw refused('Clients are not sent to this URL: its origin is not one of those in RETURN_URL_ORIGINS.')
      if (invited.outcome === 'mail_not_configured') throw mailNotConfigured()
      if (invited.outcome !== 'invited') throw new Error(`an invitation without idempotency key is ${invited.outcome}`)
      printLink(invitedReply(invited, linkFor), invited.client, { json, sendsEmail: invitation.sendEmail })
    })
  })
}

const known = ({ clientId }: { clientId?: string }): string => (clientId === undefined ? '.' : `: ${clientId}.`)
