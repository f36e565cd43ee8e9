import { Option, type Command } from 'commander'
import { notChanged } from '../../../api/refusals.ts'
import { changedReply } from '../../../api/replies.ts'
import { ChangeBody } from '../../../api/schemas/client-change.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { note, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id, namedValue } from '../values.ts'
import { printRecord, refusedAs, unknownClient } from './client-facts.ts'
import { parseOptions } from './parse-options.ts'

interface ChangeOptions extends Format {
  readonly name?: string
  readonly email?: string
  readonly country?: string | false
  readonly locale?: string
  readonly returnUrl?: string | false
  readonly metadata?: Readonly<Record<string, string>>
  readonly reminders?: string
}

/** Changes a client's data, and whether it gets reminders. */
export function addChangeCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('change')
      .description('Changes a client. A new email address revokes the open link, which was sent to the old one.')
      .argument('<client id>', 'from "admin clients list"', id)
      .option('--name <name>', 'new name')
      .option('--email <address>', 'new email address')
      .option('--country <code>', 'new country code of two letters; not once there is an account')
      .option('--no-country', 'the country is not known')
      .option('--locale <tag>', 'new language, such as de or pt-BR')
      .option('--return-url <url>', 'new page that the client returns to')
      .option('--no-return-url', 'the client returns to the pages of the service')
      .option('--metadata <name=value>', 'a value of your own; an empty one is removed; can be repeated', namedValue)
      .addOption(new Option('--reminders <on|off>', 'whether it gets reminders').choices(['on', 'off']))
      .option('--json', 'print JSON, as PATCH /api/v1/clients/:clientId returns it'),
    {
      needs: 'at least one option.',
      examples: [
        'connect-onboarding admin clients change 3fa85f64-5717-4562-b3fc-2c963f66afa6 --email ada@lovelace.example',
      ],
    },
  ).action(async (clientId: string, { json, country, returnUrl, ...options }: ChangeOptions) => {
    const given = { ...options, ...(country && { country }), ...(returnUrl && { returnUrl }) }
    const removed = { ...(country === false && { country: null }), ...(returnUrl === false && { returnUrl: null }) }
    if (Object.keys({ ...given, ...removed }).length === 0) throw new CommandError(EXIT.usage, NOTHING_TO_CHANGE)
    // Nothing else is a fault if something is only removed.
    const change = Object.keys(given).length === 0 ? {} : parseOptions(ChangeBody, given)
    await withStaffService(async ({ useCases, actor }) => {
      const changed = await useCases.changeClient(clientId, { ...change, ...removed }, actor)
      switch (changed.outcome) {
        case 'unknown_client':
          throw unknownClient()
        case 'client_exists':
        case 'external_id_exists':
          throw refused(
            `Another client has this email address${changed.clientId === undefined ? '.' : `: ${changed.clientId}.`}`,
          )
        case 'changed': {
          const reply = changedReply(changed.record, true)
          if (json) print(reply, { json }, () => '')
          else printRecord(changed.record, {})
          if (reply.newLinkNeeded) note(`The open link was revoked: admin clients new-link ${clientId}`)
          return
        }
        default:
          throw refusedAs(notChanged(changed))
      }
    })
  })
}

const NOTHING_TO_CHANGE =
  'error: nothing to change: give --name, --email, --country, --locale, --return-url, --metadata or --reminders'
