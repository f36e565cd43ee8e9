import type { Command } from 'commander'
import { AuditExportQuery, spanOf } from '../../../api/schemas/audit-export.ts'
import { writtenEvents } from '../../../api/written-events.ts'
import { printFile } from '../output.ts'
import type { WithStaffService } from '../programs.ts'
import { addUsage } from '../usage.ts'
import { parseOptions } from './parse-options.ts'

/** Commands on the audit trail of the whole platform. */
export function addAuditCommands(admin: Command, withStaffService: WithStaffService): void {
  const audit = admin.command('audit').description('The audit trail of the whole platform.')

  addUsage(
    audit
      .command('export')
      .description(
        'Prints all audit events as NDJSON, the newest first, with the ids of the clients that they are about.',
      )
      .option('--since <instant>', 'only what happened then or later: 2026-11-25T10:00:00Z')
      .option('--until <instant>', 'only what happened before'),
    {
      needs: 'nothing else. The audit trail shows the export.',
      examples: ['connect-onboarding admin audit export --since 2026-11-01T00:00:00Z > audit-events.ndjson'],
    },
  ).action(async (options: Record<string, string>) => {
    const span = spanOf(parseOptions(AuditExportQuery, options))
    await withStaffService(({ useCases, actor }) => printFile(writtenEvents(useCases.exportAuditEvents(span, actor))))
  })
}
