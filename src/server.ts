import closeWithGrace from 'close-with-grace'
import { createLog } from './adapters/http/logging.ts'
import { compose, migrateDatabase, openPorts, work } from './compose.ts'
import { readConfig } from './config.ts'
import type { Surroundings } from './demo.ts'

/** Requests under way get this long to end when the service is told to stop; a second signal ends it at once. */
const DRAIN_MS = 10_000

const HELP = `connect-onboarding <command>

  demo    everything brought along: embedded PostgreSQL, a Stripe simulator, an admin key. Nothing to configure.
  serve   answers HTTP. Needs DATABASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, API_BASE_URL.
  worker  does what was put off: webhooks that came in, and clients that nobody has heard of. Run one at least.
  replay-events [event id]
          puts events that were given up back into the queue, all or one.

.env.example lists every variable.
`

const NODE_MAJOR = 24

async function main(command: string | undefined, argument: string | undefined): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
    throw new Error(`Node ${process.versions.node} is too old: use Node ${NODE_MAJOR}, which "npm ci" brings along.`)
  }
  switch (command) {
    case 'demo': {
      const { bringAlong } = await import('./demo.ts')
      return run({ surroundings: await bringAlong(process.env), serving: true, working: true })
    }
    case 'serve':
      return run({ surroundings: asTheyAre, serving: true, working: false })
    case 'worker':
      return run({ surroundings: asTheyAre, serving: false, working: true })
    case 'replay-events':
      return replayEvents(argument)
    default:
      process.stdout.write(HELP)
      process.exitCode = command === undefined || command === 'help' || command === '--help' ? 0 : 2
  }
}

const asTheyAre: Surroundings = { variables: process.env, greet: () => '', close: async () => {} }

async function run({
  surroundings,
  serving,
  working,
}: {
  surroundings: Surroundings
  serving: boolean
  working: boolean
}): Promise<void> {
  const opened = [() => surroundings.close()]
  const close = async () => {
    for (const end of opened.splice(0).toReversed()) await end()
  }
  try {
    const config = readConfig(surroundings.variables)
    const log = createLog(config.logLevel)
    const migrations = await migrateDatabase(config.migrationDatabaseUrl, log)
    if (migrations.length > 0) log.info({ migrations }, 'the database was migrated')

    closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err, signal }) => {
      if (err) log.fatal({ err }, 'the process stops because of a bug')
      else log.info({ signal }, 'stopping')
      await close()
    })
    const ports = openPorts(config, log)
    opened.push(() => ports.close())
    if (working) {
      const worker = await work(ports, config, log)
      opened.push(() => worker.close())
      log.info('doing jobs')
    }
    if (serving) {
      const app = await compose(ports, config, log)
      opened.push(() => app.close())
      const url = await app.listen({
        host: config.host,
        port: config.port,
        listenTextResolver: (address) => `listening at ${address}`,
      })
      process.stdout.write(surroundings.greet(Number(new URL(url).port)))
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function replayEvents(eventId: string | undefined): Promise<void> {
  const config = readConfig(process.env)
  const ports = openPorts(config, createLog(config.logLevel))
  try {
    const count = await ports.inbox.replay(eventId)
    process.stdout.write(`${count} ${count === 1 ? 'event is' : 'events are'} back in the queue.\n`)
  } finally {
    await ports.close()
  }
}

try {
  await main(process.argv[2], process.argv[3])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
