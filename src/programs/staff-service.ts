import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { destination } from 'pino'
import type { StaffService } from '../adapters/cli/programs.ts'
import { memoryMailer } from '../adapters/memory/mailer.ts'
import { composeUseCases, openPorts } from '../compose.ts'
import { ConfigError } from '../config/config-error.ts'
import { readAdminConfig } from '../config/config.ts'
import { readDataDir } from '../config/demo.ts'
import { linkFor } from '../config/links.ts'
import { isLiveKey } from '../config/stripe.ts'
import { valueOf, type Variables } from '../config/read-variables.ts'
import { demoEnvironmentFile, runningDemo } from '../demo-environment.ts'
import { DEFAULT_PLATFORM } from '../ports/actor.ts'
import { createLog } from '../observability/log.ts'

/** Runs a command for staff on the database of the environment, or on that of a demo that runs on this machine. */
export async function withStaffService<T>(command: (service: StaffService) => Promise<T>): Promise<T> {
  const { variables, isDemo } = await environmentOf(process.env)
  const config = readAdminConfig(variables)
  // The command itself reports failures, in words for people.
  const log = createLog(valueOf(process.env, 'LOG_LEVEL') ? config.logLevel : 'silent', destination(2))
  // This process only queues emails: the demo shows them in its inbox.
  const ports = openPorts(config, log, isDemo && config.mail === undefined ? { mailer: memoryMailer() } : {})
  try {
    return await command({
      useCases: composeUseCases({ ...ports, providers: ports.backgroundProviders }, config, log),
      livemode: isLiveKey(config.stripe.secretKey),
      linkLifetimeHours: config.linkLifetimeHours,
      linkFor: linkFor(config),
      actor: { platform: DEFAULT_PLATFORM, name: `admin:cli:${operatingUser()}`, requestId: randomUUID() },
    })
  } finally {
    await ports.close()
  }
}

/** The environment; if it names no database, the environment of the demo that runs on this machine. */
async function environmentOf(environment: Variables): Promise<{ variables: Variables; isDemo: boolean }> {
  if (valueOf(environment, 'DATABASE_URL') ?? valueOf(environment, 'DATABASE_URL_FILE'))
    return { variables: environment, isDemo: false }
  const dataDir = readDataDir(environment)
  const file = demoEnvironmentFile(dataDir)
  const demo = await runningDemo(dataDir)
  if (demo === 'stopped') {
    throw new ConfigError([`DATABASE_URL is missing, and the demo of ${file} is no longer running: start it again`])
  }
  if (demo === undefined) {
    note(`No demo is running here (there is no ${file}): start one with "npm start", or configure a database.`)
    return { variables: environment, isDemo: false }
  }
  note(`Using the demo that is running here (${file}), because DATABASE_URL is not set.`)
  return { variables: { ...demo, LOG_LEVEL: environment['LOG_LEVEL'] }, isDemo: true }
}

/** Who runs this command, for the audit trail. With sudo, the user who called it. */
function operatingUser(): string {
  const name = process.env['SUDO_USER'] || nameOfUser()
  return /^[\w.@-]{1,64}$/.test(name) ? name : 'unknown'
}

/** A container may run as a user that has no name. */
function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}

const note = (text: string): boolean => process.stderr.write(`${text}\n`)
