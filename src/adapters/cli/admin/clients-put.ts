import type { Command } from 'commander'
import { changedReply, invitedReply } from '../../../api/replies.ts'
import { ProblemError } from '../../../api/problem.ts'
import { notPut } from '../../../api/refusals.ts'
import { ExternalIdParams, PutBody } from '../../../api/schemas/invitation.ts'
import { note, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { namedValue } from '../values.ts'
import { printRecord, refusedAs } from './client-facts.ts'
import { printLink } from './link-facts.ts'
import { parseOptions } from './parse-options.ts'

interface PutOptions extends Format {
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly profile?: string
  readonly locale?: string
  readonly returnUrl?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly expiresInHours?: string
  readonly sendEmail?: boolean
}

/** Creates or changes the client with an external id. */
export function addPutCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('put')
      .description('Invites the client with an external id or, if it exists, changes it. Can be repeated.')
      .argument('<external id>', 'id of the client in your own system')
      .requiredOption('--name <name>', 'name of the client')
      .requiredOption('--email <address>', 'email address of the client')
      .option('--country <code>', 'code or name of the country; if omitted, it stays as it is')
      .option('--profile <name>', 'account profile of a new client')
      .option('--locale <tag>', 'language of the client, such as de or pt-BR; if omitted, it stays as it is')
      .option('--return-url <url>', 'page that the client returns to; if omitted, it stays as it is')
      .option('--metadata <name=value>', 'a value of your own; can be repeated; all others stay', namedValue)
      .option('--expires-in-hours <hours>', 'lifetime of the link of a new client')
      .option('--send-email', 'also send a new client an email with a link')
      .option('--json', 'print JSON, as PUT /api/v1/clients/by-external-id/:externalId returns it'),
    {
      needs: 'for a new client a way to send it the link; with --send-email SMTP_URL and a running worker.',
      examples: ['connect-onboarding admin clients put crm-7 --name "Ada Lovelace" --email ada@example.com'],
    },
  ).action(async (id: string, { json, ...options }: PutOptions) => {
    const { externalId } = parseOptions(ExternalIdParams, { externalId: id })
    const client = parseOptions(PutBody, { ...options })
    await withStaffService(async ({ useCases, linkLifetimeHours, linkFor, actor }) => {
      const put = await useCases.putClient({ expiresInHours: linkLifetimeHours, ...client, externalId }, actor)
      if (put.outcome === 'invited') {
        printLink(invitedReply(put, linkFor), put.client, { json, sendsEmail: client.sendEmail })
      } else if (put.outcome === 'changed') {
        const reply = changedReply(put.record, true)
        if (json) print(reply, { json }, () => '')
        else printRecord(put.record, {})
        if (reply.newLinkNeeded) note(`The open link was revoked: admin clients new-link ${reply.clientId}`)
      } else {
        const refusal = notPut(put)
        throw refusal instanceof ProblemError ? refusedAs(refusal) : refusal
      }
    })
  })
}
