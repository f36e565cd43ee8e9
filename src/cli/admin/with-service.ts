import { randomUUID } from 'node:crypto'
import { destination } from 'pino'
import { createLog } from '../../adapters/http/logging.ts'
import { composeUseCases, linkFor, openPorts, type Ports } from '../../compose.ts'
import { ConfigError, readAdminConfig, readDataDir, type Config, type Variables } from '../../config.ts'
import { demoEnvironmentFile, runningDemo } from '../../demo-environment.ts'
import type { Act } from '../../ports/act.ts'
import type { UseCases } from '../../usecases/all.ts'
import { note } from '../output.ts'

interface Service {
  readonly useCases: UseCases
  readonly ports: Ports
  readonly config: Config
  /** The link that a client gets, for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** Who does what this command does. */
  readonly act: Act
}

/** Lets a command use the service's use cases, on the database of the environment or of the demo that runs here. */
export async function withService<T>(command: (service: Service) => Promise<T>): Promise<T> {
  const variables = await surroundings(process.env)
  const config = readAdminConfig(variables)
  // What the log says of a failure, the command says to who runs it, in words for people.
  const log = createLog(process.env['LOG_LEVEL'] ? config.logLevel : 'silent', destination(2))
  const ports = openPorts(config, log)
  try {
    const act = { actor: 'admin:cli', requestId: randomUUID() }
    return await command({
      useCases: composeUseCases(ports, config, log),
      ports,
      config,
      linkFor: linkFor(config),
      act,
    })
  } finally {
    await ports.close()
  }
}

/** The environment, or what the demo that runs here runs with when the environment names no database. */
async function surroundings(environment: Variables): Promise<Variables> {
  if (environment['DATABASE_URL'] || environment['DATABASE_URL_FILE']) return environment
  const dataDir = readDataDir(environment)
  const file = demoEnvironmentFile(dataDir)
  const demo = await runningDemo(dataDir)
  if (demo === 'stopped') {
    throw new ConfigError([`DATABASE_URL is missing, and the demo of ${file} does not run any more: start it again`])
  }
  if (demo === undefined) {
    note(`No demo runs here (there is no ${file}): start one with "npm start", or configure a database.`)
    return environment
  }
  note(`Using the demo that runs here (${file}), because DATABASE_URL is not set.`)
  return { ...demo, LOG_LEVEL: environment['LOG_LEVEL'] }
}
