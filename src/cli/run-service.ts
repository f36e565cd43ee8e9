import closeWithGrace from 'close-with-grace'
import { createLog } from '../adapters/http/logging.ts'
import { compose, migrateDatabase, openPorts, work } from '../compose.ts'
import { readConfig } from '../config.ts'
import type { Surroundings } from '../demo.ts'

/** Requests under way get this long to end when the service is told to stop; a second signal ends it at once. */
const DRAIN_MS = 10_000

/** Everything in one process, with what is not configured brought along. */
export async function runDemo(): Promise<void> {
  // Nobody else needs a simulator and an embedded PostgreSQL.
  const { bringAlong } = await import('../demo.ts')
  return run(await bringAlong(process.env), { serving: true, working: true })
}

/** What was asked for, with nothing but the environment. */
export const runService = (parts: { serving?: boolean; working?: boolean }): Promise<void> =>
  run({ variables: process.env, listening: async () => '', close: async () => {} }, parts)

async function run(
  surroundings: Surroundings,
  { serving = false, working = false }: { serving?: boolean; working?: boolean },
): Promise<void> {
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
    const { inbox } = surroundings
    const ports = openPorts(config, log, inbox === undefined ? {} : { mailer: inbox })
    opened.push(() => ports.close())
    if (working) {
      const worker = await work(ports, config, log)
      opened.push(() => worker.close())
      log.info('doing jobs')
    }
    if (serving) {
      const app = await compose(ports, config, log, inbox)
      opened.push(() => app.close())
      const url = await app.listen({
        host: config.host,
        port: config.port,
        listenTextResolver: (address) => `listening at ${address}`,
      })
      process.stdout.write(await surroundings.listening(Number(new URL(url).port)))
    }
  } catch (error) {
    await close()
    throw error
  }
}
