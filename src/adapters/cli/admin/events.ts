import { Option, type Command } from 'commander'
import { providerEventReply } from '../../../api/dead-job-replies.ts'
import { pageReply } from '../../../api/replies.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import { ProviderEventsQuery } from '../../../api/schemas/provider-events.ts'
import { PROVIDER_EVENT_STATES } from '../../../domain/provider-event.ts'
import { refused } from '../exit-code.ts'
import { note, print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { parseOptions } from './parse-options.ts'

/** Commands on provider events. */
export function addEventCommands(admin: Command, withStaffService: WithStaffService): void {
  const events = admin.command('events').description('Webhook events from Stripe.')
  addListCommand(events, withStaffService)

  addUsage(
    events
      .command('replay')
      .description('Queues events again that were given up after their retries, all or one. A worker processes them.')
      .argument('[event id]', 'evt_…; if omitted, all of them')
      .option('--json', 'print JSON'),
    {
      needs: 'a running worker.',
      examples: ['connect-onboarding admin events replay', 'connect-onboarding admin events replay evt_1Q2w3E'],
    },
  ).action(async (eventId: string | undefined, format: Format) => {
    await withStaffService(async ({ useCases, actor }) => {
      const replayed = await useCases.replayDeadJobs({ kind: 'provider_event', eventId }, actor)
      if (eventId !== undefined && replayed === 0) throw refused('No event with this id was given up.')
      print({ replayed }, format, () => `${replayed} ${replayed === 1 ? 'event was' : 'events were'} queued again.`)
    })
  })
}

function addListCommand(events: Command, withStaffService: WithStaffService): void {
  addUsage(
    events
      .command('list')
      .description('Lists the events that arrived from Stripe, and what became of them; the last one first.')
      .addOption(new Option('--state <state>', 'only those in this state').choices(PROVIDER_EVENT_STATES))
      .option('--limit <number>', 'maximum number of events, 1 to 200; default: 50')
      .option('--cursor <cursor>', 'cursor of the next page, as printed with the previous one')
      .option('--json', 'print JSON, as GET /api/v1/provider-events returns it'),
    { needs: 'nothing else.', examples: ['connect-onboarding admin events list --state failed'] },
  ).action(async ({ json, ...options }: Format & { state?: string; limit?: string; cursor?: string }) => {
    const query = parseOptions(ProviderEventsQuery, { ...options })
    await withStaffService(async ({ useCases, actor }) => {
      const page = await useCases.listProviderEvents(query.state, pageFor(query), actor)
      print(pageReply(page, providerEventReply), { json }, ({ data }) =>
        table(
          ['event', 'type', 'account', 'state', 'why', 'arrived'],
          data.map(({ id, type, accountId, state, reason, receivedAt }) => [
            ...[id, type, accountId],
            ...[state, reason, receivedAt],
          ]),
        ),
      )
      if (page.next !== undefined) note(`There are earlier events: --cursor ${page.next}`)
    })
  })
}
