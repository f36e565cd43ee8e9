import type { Command } from 'commander'
import { addClientCommands } from './admin/clients.ts'
import { addEventCommands } from './admin/events.ts'
import { addKeyCommands } from './admin/keys.ts'
import { addReconcileCommand } from './admin/reconcile.ts'
import { addTokenCommands } from './admin/tokens.ts'
import { EXIT_CODES_HELP } from './exit-code.ts'

/** What staff does from a shell. Every change is in the audit trail as `admin:cli`. */
export function addAdminCommand(program: Command): void {
  const admin = program
    .commandsGroup('Look after it:')
    .command('admin')
    .description('Does what the admin API does, from a shell: clients, links, keys, and what went wrong.')
    .addHelpText(
      'after',
      `
Needs: DATABASE_URL, STRIPE_SECRET_KEY and API_BASE_URL, or a demo that runs on this machine ("connect-onboarding" or
"npm start"), whose own it then uses.

Output: tables for people; with --json one JSON document, or a JSON line for each result where there can be many.
Messages go to stderr, the service's log too if LOG_LEVEL is set. In the project's folder: npm run -s admin -- clients list --json
${EXIT_CODES_HELP}`,
    )
  addClientCommands(admin)
  addTokenCommands(admin)
  addKeyCommands(admin)
  addEventCommands(admin)
  addReconcileCommand(admin)
}
