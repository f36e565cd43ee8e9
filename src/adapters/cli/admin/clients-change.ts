import { Option, type Command } from 'commander'
import { ProblemError } from '../../../api/problem.ts'
import { unfitProblem } from '../../../api/refusals.ts'
import { changedReply } from '../../../api/replies.ts'
import { ChangeBody } from '../../../api/schemas/client-change.ts'
import { CommandError, EXIT, refused } from '../exit-code.ts'
import { note, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { id } from '../values.ts'
import { printRecord, refusedAs, unknownClient } from './client-facts.ts'
import { parseOptions } from './parse-options.ts'

interface ChangeOptions extends Format {
  readonly name?: string
  readonly email?: string
  readonly country?: string | false
  readonly locale?: string
  readonly reminders?: string
}

/** Changes a client's name, email, country or language, and whether it gets reminders. */
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
      .addOption(new Option('--reminders <on|off>', 'whether it gets reminders').choices(['on', 'off']))
      .option('--json', 'print JSON, as PATCH /api/v1/clients/:clientId returns it'),
    {
      needs: 'at least one option.',
      examples: [
        'connect-onboarding admin clients change 3fa85f64-5717-4562-b3fc-2c963f66afa6 --email ada@lovelace.example',
      ],
    },
  ).action(async (clientId: string, { json, country, ...options }: ChangeOptions) => {
    const isCountryRemoved = country === false
    const given = { ...options, ...(typeof country === 'string' && { country }) }
    if (Object.keys(given).length === 0 && !isCountryRemoved)
      throw new CommandError(
        EXIT.usage,
        'error: nothing to change: give --name, --email, --country, --locale or --reminders',
      )
    // Nothing else is a fault if only the country is removed.
    const change = Object.keys(given).length === 0 ? {} : parseOptions(ChangeBody, given)
    await withStaffService(async ({ useCases, actor }) => {
      const changes = { ...change, ...(isCountryRemoved && { country: null }) }
      const changed = await useCases.changeClient(clientId, changes, actor)
      switch (changed.outcome) {
        case 'unknown_client':
          throw unknownClient()
        case 'unfit':
          throw refusedAs(unfitProblem(changed.unfit))
        case 'country_locked':
          throw refusedAs(new ProblemError('COUNTRY_LOCKED'))
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
        }
      }
    })
  })
}
