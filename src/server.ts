import { main } from './adapters/cli/main.ts'

process.exitCode = await main(process.argv.slice(2), {
  demo: async () => (await import('./programs/run-service.ts')).runDemo(),
  service: async (parts) => (await import('./programs/run-service.ts')).runService(parts),
  migrations: async () => (await import('./programs/run-migrations.ts')).runMigrations(),
  simulator: async () => {
    // Importing the file starts the simulator.
    await import('#stripe-simulator/server')
  },
  health: async (target) => (await import('./programs/check-health.ts')).checkHealth(target),
  withStaffService: async (command) => (await import('./programs/staff-service.ts')).withStaffService(command),
})
