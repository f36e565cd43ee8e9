import type { Command } from 'commander'
import { refused } from '../exit-code.ts'
import { print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'

/** Commands on provider events. */
export function addEventCommands(admin: Command, withStaffService: WithStaffService): void {
  const events = admin.command('events').description('Webhook events from Stripe.')

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
      const replayed = await useCases.replayEvents(eventId, actor)
      if (eventId !== undefined && replayed === 0) throw refused('No event with this id was given up.')
      print({ replayed }, format, () => `${replayed} ${replayed === 1 ? 'event was' : 'events were'} queued again.`)
    })
  })
}
