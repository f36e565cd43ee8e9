import type { Command } from 'commander'
import { refused } from '../exit-code.ts'
import { print, type Format } from '../output.ts'
import { teach } from '../teach.ts'

/** What staff does with events of Stripe. */
export function addEventCommands(admin: Command): void {
  const events = admin.command('events').description('Events that Stripe has sent.')

  teach(
    events
      .command('replay')
      .description('Puts events that were given up back into the queue, all or one. A worker does the rest.')
      .argument('[event id]', 'evt_…; all of them, unless given')
      .option('--json', 'print JSON'),
    {
      needs: 'a worker that runs.',
      examples: ['connect-onboarding admin events replay', 'connect-onboarding admin events replay evt_1Q2w3E'],
    },
  ).action(async (eventId: string | undefined, format: Format) => {
    const { withService } = await import('./with-service.ts')
    await withService(async ({ ports }) => {
      const replayed = await ports.inbox.replay(eventId)
      if (eventId !== undefined && replayed === 0) throw refused('No event of this id was given up.')
      print({ replayed }, format, () => `${replayed} ${replayed === 1 ? 'event is' : 'events are'} back in the queue.`)
    })
  })
}
