import { Option, type Command } from 'commander'
import { describeFaults } from '../../../api/faults.ts'
import { OTHER_ORDER } from '../../../api/refusals.ts'
import { pageReply, recordReply } from '../../../api/replies.ts'
import { ClientsQuery, listOf } from '../../../api/schemas/client-list.ts'
import { NextActionWord, ReadinessWord } from '../../../api/schemas/client-record.ts'
import { TokenStatus } from '../../../api/schemas/token-words.ts'
import { CommandError, EXIT } from '../exit-code.ts'
import { day, note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { parseOptions } from './parse-options.ts'

interface ListOptions extends Format {
  readonly status?: string
  readonly readiness?: string[]
  readonly nextAction?: string[]
  readonly stuckFor?: string
  readonly sort?: string
  readonly q?: string
  readonly externalId?: string
  readonly cursor?: string
  readonly limit?: string
}

type Row = ReturnType<typeof recordReply>

/** Lists clients. */
export function addListCommand(clients: Command, withStaffService: WithStaffService): void {
  const command = clients
    .command('list')
    .description('Lists clients, newest first, one page at a time. A client must match all filters that are given.')
    .addOption(words('--status <status>', 'status of the link', TokenStatus.enum))
    .addOption(words('--readiness <readiness...>', 'readiness of the account, one or more', ReadinessWord.enum))
    .addOption(words('--next-action <who...>', 'who has to act, one or more', NextActionWord.enum))
    .option('--stuck-for <time>', 'unchanged for so long: 90m, 12h, 3d')
    .addOption(
      words('--sort <order>', 'since: longest unchanged first; deadline: earliest first', [
        '-createdAt',
        'since',
        'deadline',
      ]),
    )
    .option('--q <text>', 'part of the name, the email address or the external id; three letters or digits in a row')
    .option('--external-id <id>', 'external id of the client, exactly')
  paged(command)
  addUsage(command, {
    needs: 'nothing else.',
    examples: [
      'connect-onboarding admin clients list --readiness action_required paused',
      'connect-onboarding admin clients list --sort deadline',
      'connect-onboarding admin clients list --q lovelace --json',
    ],
  }).action(async (options: ListOptions) => {
    await listing(options, withStaffService, (rows) =>
      table(
        ['id', 'name', 'email', 'link', 'account', 'next action', 'since', 'deadline'],
        rows.map(({ client, onboarding, account, since, deadline }) => [
          client.id,
          client.name,
          client.email,
          onboarding.status,
          account.readiness,
          account.nextAction,
          day(since),
          day(deadline),
        ]),
      ),
    )
  })
}

/** Lists the clients that are not done, the longest unchanged first. */
export function addStuckCommand(clients: Command, withStaffService: WithStaffService): void {
  const command = clients
    .command('stuck')
    .description('Lists who is not done: who is waited for, since when, until when, and what to do. The longest first.')
    .addOption(
      words('--next-action <who...>', 'who has to act, one or more', ['client', 'provider', 'operator']).default(
        ['client', 'provider', 'operator'],
        'all',
      ),
    )
    .option('--for <time>', 'unchanged for so long: 90m, 12h, 3d')
  paged(command)
  addUsage(command, {
    needs: 'nothing else.',
    examples: [
      'connect-onboarding admin clients stuck --for 3d',
      'connect-onboarding admin clients stuck --next-action operator',
    ],
  }).action(async ({ for: stuckFor, ...options }: ListOptions & { readonly for?: string }) => {
    const asked = { ...options, ...(stuckFor !== undefined && { stuckFor }), sort: 'since' }
    await listing(asked, withStaffService, (rows) =>
      rows.length === 0
        ? 'Nobody is stuck.'
        : table(
            ['client', 'name', 'waiting for', 'since', 'until', 'do this'],
            rows.map(({ client, account, since, deadline, nextStep }) => [
              client.id,
              client.name,
              account.nextAction === 'provider' ? 'Stripe' : account.nextAction === 'operator' ? 'staff' : 'client',
              `${day(since)} (${account.readiness})`,
              day(deadline),
              nextStep,
            ]),
          ),
    )
  })
}

async function listing(
  { json, ...options }: ListOptions,
  withStaffService: WithStaffService,
  forPeople: (rows: readonly Row[]) => string,
): Promise<void> {
  const { filter, page: asked } = listOf(parseOptions(ClientsQuery, { ...options }))
  await withStaffService(async ({ useCases, actor }) => {
    const page = await useCases.listClients(filter, asked, actor)
    if (page === undefined) throw new CommandError(EXIT.usage, `error: --${describeFaults([OTHER_ORDER])}`)
    print(pageReply(page, recordReply), { json }, ({ data }) => forPeople(data))
    if (page.next !== undefined) note(`There are more clients: --cursor ${page.next}`)
  })
}

const paged = (command: Command) =>
  command
    .option('--limit <number>', 'maximum number of clients, 1 to 200; default: 50')
    .option('--cursor <cursor>', 'cursor of the next page, as printed with the previous one')
    .option('--json', 'print JSON, as GET /api/v1/clients returns it')

const words = (flags: string, description: string, choices: readonly string[]) =>
  new Option(flags, description).choices(choices)
