import closeWithGrace from 'close-with-grace'
import { createLog } from './adapters/http/logging.ts'
import { migrate } from './adapters/postgres/migrate.ts'
import { compose, openPorts } from './compose.ts'
import { readConfig } from './config.ts'
import type { Surroundings } from './demo.ts'

/** Requests under way get this long to end when the service is told to stop; a second signal ends it at once. */
const DRAIN_MS = 10_000

const HELP = `connect-onboarding <command>

  demo    everything brought along: embedded PostgreSQL, a Stripe simulator, an admin key. Nothing to configure.
  serve   the service alone. Needs DATABASE_URL, STRIPE_SECRET_KEY, API_BASE_URL and ADMIN_API_KEY.

.env.example lists every variable.
`

async function main(command: string | undefined): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new Error(
      `Node ${process.versions.node} is too old: connect-onboarding needs Node 24. "npm ci" brings it along.`,
    )
  }
  switch (command) {
    case 'demo': {
      const { bringAlong } = await import('./demo.ts')
      return run(await bringAlong(process.env))
    }
    case 'serve':
      return run({ variables: process.env, greet: () => '', close: async () => {} })
    default:
      process.stdout.write(HELP)
      process.exitCode = command === undefined || command === 'help' || command === '--help' ? 0 : 2
  }
}

async function run(surroundings: Surroundings): Promise<void> {
  try {
    const config = readConfig(surroundings.variables)
    const log = createLog(config.logLevel)
    const migrations = await migrate(config.migrationDatabaseUrl)
    if (migrations.length > 0) log.info({ migrations }, 'the database was migrated')

    const app = await compose(openPorts(config, log), config, log)
    closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err, signal }) => {
      if (err) log.fatal({ err }, 'the process stops because of a bug')
      else log.info({ signal }, 'stopping')
      await app.close()
      await surroundings.close()
    })
    await app.listen({
      host: config.host,
      port: config.port,
      listenTextResolver: (address) => `listening at ${address}`,
    })
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : config.port
    process.stdout.write(surroundings.greet(port))
  } catch (error) {
    await surroundings.close()
    throw error
  }
}

try {
  await main(process.argv[2])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
