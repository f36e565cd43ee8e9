import type { Command } from 'commander'
import type { ClientCounts } from '../../../domain/client-counts.ts'
import { print, table, type Format } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'

/** Counts the clients. */
export function addCountsCommand(clients: Command, withStaffService: WithStaffService): void {
  addUsage(
    clients
      .command('counts')
      .description('Counts the clients, by the words that "list" filters by.')
      .option('--json', 'print JSON, as GET /api/v1/clients/counts returns it'),
    { needs: 'nothing else.', examples: ['connect-onboarding admin clients counts'] },
  ).action(async (format: Format) => {
    await withStaffService(async ({ useCases, actor }) => print(await useCases.countClients(actor), format, tableOf))
  })
}

function tableOf({ total, status, readiness, nextAction }: ClientCounts): string {
  const rows = { status, readiness, 'next-action': nextAction }
  return table(
    ['filter', 'clients'],
    [
      ...Object.entries(rows).flatMap(([option, counts]) =>
        Object.entries(counts).map(([word, clients]) => [`--${option} ${word}`, clients]),
      ),
      ['all', total],
    ],
  )
}
