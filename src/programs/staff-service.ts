import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { destination } from 'pino'
import type { StaffService } from '../adapters/cli/programs.ts'
import { memoryMailer } from '../adapters/memory/mailer.ts'
import { composeUseCases, openPorts } from '../compose.ts'
import { ConfigError } from '../config/config-error.ts'
import { readAdminConfig, type Config, type PlatformConfig } from '../config/config.ts'
import { readDataDir } from '../config/demo.ts'
import { linkFor } from '../config/links.ts'
import { isLiveKey } from '../config/stripe.ts'
import { valueOf, type Variables } from '../config/read-variables.ts'
import { demoEnvironmentFile, runningDemo } from '../demo-environment.ts'
import { chosenPlatform } from '../domain/platform-choice.ts'
import { createLog } from '../observability/log.ts'

/** Runs a command for staff on the database of the environment, or on that of a demo that runs on this machine. */
export async function withStaffService<T>(
  command: (service: StaffService) => Promise<T>,
  { platform: named }: { readonly platform?: string | undefined } = {},
): Promise<T> {
  const { variables, isDemo } = await environmentOf(process.env)
  const config = readAdminConfig(variables)
  // The command itself reports failures, in words for people.
  const log = createLog(valueOf(process.env, 'LOG_LEVEL') ? config.logLevel : 'silent', destination(2))
  // This process only queues emails: the demo shows them in its inbox.
  const ports = openPorts(config, log, isDemo && config.mail === undefined ? { mailer: memoryMailer() } : {})
  const platform = platformNamed(config, named)
  const operator = { name: `admin:cli:${operatingUser()}`, requestId: randomUUID() }
  try {
    if (config.hasPlatformsFile) await ports.registerPlatforms(config.platforms.map(({ id }) => id))
    const useCases = composeUseCases(ports, config, log, { isBackground: true })
    return await command({
      useCases,
      get own() {
        const own = useCases.at(needed(platform).id)
        if (own === undefined) throw new Error('a platform of the configuration has no use cases')
        return own
      },
      livemode: isLiveKey((platform ?? config).stripe.secretKey),
      linkLifetimeHours: config.linkLifetimeHours,
      linkFor: (linkSecret) => linkFor(needed(platform))(linkSecret),
      get actor() {
        return { ...operator, platform: needed(platform).id }
      },
      operator: { ...operator, platform: platform?.id ?? config.platforms[0].id },
    })
  } finally {
    await ports.close()
  }
}

/** The platform that a command names, or the only one. `undefined` if there are several and it names none. */
function platformNamed({ platforms }: Config, named: string | undefined): PlatformConfig | undefined {
  const chosen = chosenPlatform({ named, known: platforms.map(({ id }) => id) })
  if (chosen === 'required') return undefined
  const found = chosen === 'unknown' ? undefined : platforms.find(({ id }) => id === chosen.platform)
  if (found === undefined) throw new ConfigError(['--platform is not the id of a platform in the configuration'])
  return found
}

function needed(platform: PlatformConfig | undefined): PlatformConfig {
  if (platform !== undefined) return platform
  throw new ConfigError(['--platform is missing: there are several platforms, so name the one that the command is for'])
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
