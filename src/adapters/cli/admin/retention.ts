import type { Command } from 'commander'
import { facts, note, print, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'

/** Commands on how long things are kept. */
export function addRetentionCommands(admin: Command, withStaffService: WithStaffService): void {
  const retention = admin.command('retention').description('How long is kept what no rule needs any more.')

  addUsage(
    retention
      .command('run')
      .description('Deletes what is past its retention, as a worker does once a day.')
      .option('--dry-run', 'only count')
      .option('--json', 'print JSON'),
    {
      needs:
        'nothing else. The variables RETENTION_… say how long things are kept. It can be interrupted and run again.',
      examples: ['connect-onboarding admin retention run --dry-run'],
    },
  ).action(async ({ dryRun = false, ...format }: Format & { dryRun?: boolean }) => {
    await withStaffService(async ({ useCases, actor }) => {
      const counts = await useCases.applyRetention(actor, { dryRun })
      print(counts, format, (deleted) =>
        facts({
          webhooks: deleted.provider_event,
          openings: deleted.link_attempt,
          'idempotency keys': deleted.idempotency_key,
          tokens: deleted.token,
          'outgoing events': deleted.outgoing_event,
          'erased clients whose audit events lose their values': deleted.erased_client,
        }),
      )
      if (dryRun) note('Nothing was deleted.')
    })
  })
}
