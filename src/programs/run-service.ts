import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { appOptions, compose, composeUseCases, migrateDatabase, openPorts, type Ports } from '../compose.ts'
import { readConfig, type Config } from '../config/config.ts'
import { emailsOf } from '../emails-of.ts'
import type { DemoServices } from '../demo.ts'
import { buildMetricsApp } from '../metrics-app.ts'
import { createLog } from '../observability/log.ts'
import type { ServiceUseCases } from '../usecases/by-platform.ts'
import { checkDatabase } from './check-database.ts'
import { work } from '../work.ts'
import { logSetup } from './log-setup.ts'
import { checkPlatforms } from './check-platforms.ts'
import { requireMail } from './require-mail.ts'
import { reloadPlatforms } from './reload-platforms.ts'

/**
 * How long running requests may take when the service is stopped, in milliseconds. A second signal ends the process
 * immediately.
 */
const DRAIN_MS = 10_000

interface Parts {
  readonly serving?: boolean
  readonly working?: boolean
}

/** Runs everything in one process, and starts what is not configured. */
export async function runDemo(): Promise<void> {
  // Loaded here, because nothing else needs the simulator and the embedded PostgreSQL.
  const { startDemoServices } = await import('../demo.ts')
  return run(await startDemoServices(process.env), { serving: true, working: true })
}

/** Runs these parts of the service with what the environment names. */
export const runService = (parts: Parts): Promise<void> =>
  run({ variables: process.env, greetingAt: async () => '', close: async () => {} }, parts)

async function run(services: DemoServices, parts: Parts): Promise<void> {
  const opened = [() => services.close()]
  const close = async () => {
    for (const end of opened.splice(0).toReversed()) await end()
  }
  let grace: { uninstall: () => void } | undefined
  try {
    const config = readConfig(services.variables)
    if (services.inbox === undefined) requireMail(config.platforms)
    // Now, so that a faulty template is named before anything is waited for.
    emailsOf(config.emailTemplates)
    const log = createLog(config.logLevel)
    const migrations = await migrateDatabase(config.migrationDatabaseUrl, log)
    if (migrations.length > 0) log.info({ migrations }, 'the database was migrated')

    const { inbox } = services
    const ports = openPorts(config, log, inbox === undefined ? {} : { mailer: inbox })
    opened.push(() => ports.close())
    await checkDatabase(ports, log)
    const useCases = composeUseCases(ports, config, log)
    await checkPlatforms(ports, config.platforms)
    if (config.hasPlatformsFile) await ports.registerPlatforms(config.platforms.map(({ id }) => id))

    // In the terminal of a demo the signal means that the window was closed.
    const reloads = config.hasPlatformsFile && !(parts.serving && parts.working)
    grace = closeWithGrace(
      { delay: DRAIN_MS, logger: false, skip: reloads ? ['SIGHUP'] : [] },
      async ({ err, signal }) => {
        if (err) log.fatal({ err }, 'stopping after an unexpected error')
        else log.info({ signal }, 'stopping')
        await close()
      },
    )
    if (reloads) opened.push(reloadOnSignal(reloadPlatforms(ports, services.variables, log)))
    if (parts.working) {
      opened.push(await startWorking(ports, config, log))
      if (!parts.serving && config.metricsPort !== undefined) {
        opened.push(await startMetrics(ports, config, config.metricsPort, log))
      }
    }
    if (parts.serving) {
      const app = await compose(ports, config, log, inbox)
      opened.push(() => app.close())
      const url = await app.listen({
        host: config.host,
        port: config.port,
        listenTextResolver: (address) => `listening at ${address}`,
      })
      process.stdout.write(await services.greetingAt(Number(new URL(url).port)))
    }
    // The demo has set up everything itself.
    if (inbox === undefined) opened.push(checkSetup(ports, useCases, log))
  } catch (error) {
    // Otherwise it would end the process by itself, with exit code 0, when nothing is left to do.
    grace?.uninstall()
    await close().catch(() => {})
    throw error
  }
}

/** Returns what ends that. */
function reloadOnSignal(readAgain: () => Promise<void>): () => Promise<void> {
  const reload = () => void readAgain()
  process.on('SIGHUP', reload)
  return async () => {
    process.off('SIGHUP', reload)
  }
}

/** Checks the set-up of each platform in the background. Returns what ends that. */
function checkSetup({ platforms }: Ports, useCases: ServiceUseCases, log: Logger): () => Promise<void> {
  const closing = new AbortController()
  for (const { id } of platforms.all()) {
    const own = useCases.at(id)
    if (own !== undefined) void logSetup(own, log, closing.signal)
  }
  return async () => closing.abort()
}

/** Starts the worker. Returns what stops it. */
async function startWorking(ports: Ports, config: Config, log: Logger): Promise<() => Promise<void>> {
  const worker = await work(ports, config, log)
  log.info('processing background jobs')
  return () => worker.close()
}

/** Serves the metrics of a worker. Returns what stops it. */
async function startMetrics(ports: Ports, config: Config, port: number, log: Logger): Promise<() => Promise<void>> {
  const metrics = await buildMetricsApp(appOptions(ports, config, log))
  await metrics.listen({ host: config.host, port, listenTextResolver: (address) => `metrics at ${address}/metrics` })
  return () => metrics.close()
}
