import { main } from './adapters/cli/main.ts'

/** How long a failed command may keep the process alive, in milliseconds: something that it opened may be stuck. */
const STUCK_MS = 5000

process.exitCode = await main(process.argv.slice(2), {
  demo: async () => (await import('./programs/run-service.ts')).runDemo(),
  service: async (parts) => (await import('./programs/run-service.ts')).runService(parts),
  migrations: async () => (await import('./programs/run-migrations.ts')).runMigrations(),
  simulator: async () => {
    // Importing the file starts the simulator.
    await import('#stripe-simulator/server')
  },
  health: async (target) => (await import('./programs/check-health.ts')).checkHealth(target),
  previewEmails: async (preview) => (await import('./programs/preview-emails.ts')).previewEmails(preview),
  withStaffService: async (command, options) =>
    (await import('./programs/staff-service.ts')).withStaffService(command, options),
})

if (process.exitCode !== 0) setTimeout(() => process.exit(), STUCK_MS).unref()
