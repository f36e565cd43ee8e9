import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { appOptions, compose, composeUseCases, migrateDatabase, openPorts, type Ports } from '../compose.ts'
import { readConfig, type Config } from '../config/config.ts'
import { isRestrictedKey } from '../config/stripe.ts'
import type { DemoServices } from '../demo.ts'
import { buildMetricsApp } from '../metrics-app.ts'
import { createLog } from '../observability/log.ts'
import type { UseCases } from '../usecases/all.ts'
import { checkDatabase } from './check-database.ts'
import { work } from '../work.ts'
import { checkPlatform } from './check-platform.ts'
import { logSetup } from './log-setup.ts'

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
    const log = createLog(config.logLevel)
    const migrations = await migrateDatabase(config.migrationDatabaseUrl, log)
    if (migrations.length > 0) log.info({ migrations }, 'the database was migrated')

    const { inbox } = services
    const ports = openPorts(config, log, inbox === undefined ? {} : { mailer: inbox })
    opened.push(() => ports.close())
    await checkDatabase(ports, log)
    const useCases = composeUseCases(ports, config, log)
    await checkPlatform(ports, useCases, {
      isRestricted: isRestrictedKey(config.stripe.secretKey),
    })

    grace = closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err, signal }) => {
      if (err) log.fatal({ err }, 'stopping after an unexpected error')
      else log.info({ signal }, 'stopping')
      await close()
    })
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
    if (inbox === undefined) opened.push(checkSetup(useCases, log))
  } catch (error) {
    // Otherwise it would end the process by itself, with exit code 0, when nothing is left to do.
    grace?.uninstall()
    await close().catch(() => {})
    throw error
  }
}

/** Checks the set-up in the background. Returns what ends that. */
function checkSetup(useCases: UseCases, log: Logger): () => Promise<void> {
  const closing = new AbortController()
  void logSetup(useCases, log, closing.signal)
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
