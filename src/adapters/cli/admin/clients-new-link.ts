import type { Command } from 'commander'
import { openLinkReply } from '../../../api/open-link-reply.ts'
import { noToken, notReminded } from '../../../api/refusals.ts'
import { issuedReply } from '../../../api/replies.ts'
import { IssueBody } from '../../../api/schemas/onboarding-tokens.ts'
import { facts, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { refusedAs, unknownClient } from './client-facts.ts'
import { mailNotConfigured, printLink } from './link-facts.ts'
import { parseOptions } from './parse-options.ts'

interface NewLinkOptions extends Format {
  readonly expiresInHours?: string
  readonly sendEmail?: boolean
}

/** Issues a new link for a client. */
export function addNewLinkCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('new-link')
      .description('Issues a new link, which replaces the open one, and prints it. The link is printed only here.')
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--expires-in-hours <hours>', 'lifetime of the link; default: LINK_LIFETIME_HOURS')
      .option('--send-email', 'also send the client an email with a link')
      .option('--json', 'print JSON, as POST /api/v1/clients/:clientId/onboarding-tokens returns it'),
    {
      needs: 'a way to send the link to the client; with --send-email SMTP_URL and a running worker.',
      examples: ['connect-onboarding admin clients new-link 3fa85f64-5717-4562-b3fc-2c963f66afa6 --send-email'],
    },
  ).action(async (clientId: string, { json, ...options }: NewLinkOptions) => {
    const asked = parseOptions(IssueBody, { ...options })
    await withStaffService(async ({ useCases, linkLifetimeHours, linkFor, actor }) => {
      const issued = await useCases.issueToken({ expiresInHours: linkLifetimeHours, ...asked, clientId }, actor)
      if (issued.outcome === 'unknown_client') throw unknownClient()
      if (issued.outcome === 'mail_not_configured') throw mailNotConfigured()
      if (issued.outcome === 'key_reused' || issued.outcome === 'repeated_too_often') {
        throw new Error('a new link without idempotency key repeats one')
      }
      if (issued.outcome !== 'issued') throw refusedAs(noToken(issued.outcome))
      printLink(issuedReply(issued, linkFor, true), issued.client, { json, sendsEmail: asked.sendEmail })
    })
  })
}

/** Reminds a client of its link. */
export function addRemindCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('remind')
      .description('Sends a client an email that reminds it of its link, or with a new one if that has expired.')
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--json', 'print JSON, as POST /api/v1/clients/:clientId/remind returns it'),
    {
      needs: 'SMTP_URL and a running worker. A client is reminded once a day at most, and five times in all.',
      examples: ['connect-onboarding admin clients remind 3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    },
  ).action(async (clientId: string, format: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const reminded = await useCases.remindClient(clientId, actor)
      if (reminded.outcome !== 'reminded') throw refusedAs(notReminded(reminded.outcome))
      print(openLinkReply(reminded), format, ({ tokenId, expiresAt }) =>
        facts({ client: clientId, token: tokenId, until: expiresAt, email: 'on its way' }),
      )
    })
  })
}
