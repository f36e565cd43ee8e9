import type { Command } from 'commander'
import { addAccountCommands } from './admin/accounts.ts'
import { addAuditCommands } from './admin/audit.ts'
import { addClientCommands } from './admin/clients.ts'
import { addEventCommands } from './admin/events.ts'
import { addJobCommands } from './admin/jobs.ts'
import { addKeyCommands } from './admin/keys.ts'
import { addReconcileCommand } from './admin/reconcile.ts'
import { addRetentionCommands } from './admin/retention.ts'
import { addTokenCommands } from './admin/tokens.ts'
import { addWebhookCommands } from './admin/webhooks.ts'
import { EXIT_CODES_HELP } from './exit-code.ts'
import type { WithStaffService } from './programs.ts'

/** The commands for staff. Their changes are in the audit trail as `admin:cli:<user>`. */
export function addAdminCommand(program: Command, withStaffService: WithStaffService): void {
  const admin = program
    .commandsGroup('Administration:')
    .command('admin')
    .description('The admin API from a shell: clients, links, keys, and recovery.')
    .option('--platform <id>', 'the platform, if the file of PLATFORMS has several; behind the command as well')
    .addHelpText(
      'after',
      `
Needs: DATABASE_URL, STRIPE_SECRET_KEY and API_BASE_URL; or a demo that is running on this machine ("connect-onboarding"
or "npm start"), whose settings are then used.

Output: tables; with --json one JSON document, or one JSON line per result for import and reconcile. Messages go to
stderr, and so does the log if LOG_LEVEL is set. In the repository: npm run -s admin -- clients list --json
${EXIT_CODES_HELP}`,
    )
  const ofPlatform: WithStaffService = (command) => withStaffService(command, admin.opts())
  addClientCommands(admin, ofPlatform)
  addAccountCommands(admin, ofPlatform)
  addTokenCommands(admin, ofPlatform)
  addKeyCommands(admin, ofPlatform)
  addEventCommands(admin, ofPlatform)
  addJobCommands(admin, ofPlatform)
  addWebhookCommands(admin, ofPlatform)
  addAuditCommands(admin, ofPlatform)
  addRetentionCommands(admin, ofPlatform)
  addReconcileCommand(admin, ofPlatform)
}
