import { Type, type Static } from '@sinclair/typebox'
import type { AccountProfiles } from '../domain/account-profile.ts'
import { DEFAULT_PLATFORM } from '../domain/platform-choice.ts'
import { readProfiles } from './account-profiles.ts'
import { alertConfig, type AlertConfig } from './alerts.ts'
import { ConfigError } from './config-error.ts'
import { consoleConfig, type ConsoleConfig } from './console.ts'
import { databaseUrlOf } from './connection-string.ts'
import { databaseConfig, DatabaseVariables, type DatabaseConfig } from './database.ts'
import { emailConfig, type EmailConfig } from './email.ts'
import { httpConfig, type HttpConfig } from './http.ts'
import { linkConfig, type LinkConfig } from './links.ts'
import { logConfig, LogVariables, type LogConfig } from './log.ts'
import { outgoingConfig, type OutgoingConfig } from './outgoing.ts'
import { reminderConfig, type ReminderConfig } from './reminders.ts'
import { retentionConfig, type RetentionConfig } from './retention.ts'
import { readPlatforms } from './platforms.ts'
import { readVariables, type Variables } from './read-variables.ts'
import { stripeConfig, type StripeConfig } from './stripe.ts'
import { ServiceVariables } from './variables.ts'

/** What each platform has of its own. */
export interface PlatformConfig
  extends
    StripeConfig,
    EmailConfig,
    AlertConfig,
    Pick<
      LinkConfig,
      | 'apiBaseUrl'
      | 'frontendOrigins'
      | 'returnOrigins'
      | 'onboardingUrlTemplate'
      | 'refreshMode'
      | 'onboardingUi'
      | 'platformName'
      | 'supportEmail'
      | 'logo'
      | 'color'
      | 'confirmsByEmail'
      | 'terms'
    > {
  readonly id: string
}

/** The settings of the first platform are those of the whole service, where it needs some. */
export interface Config
  extends
    DatabaseConfig,
    StripeConfig,
    LinkConfig,
    HttpConfig,
    ConsoleConfig,
    EmailConfig,
    ReminderConfig,
    AlertConfig,
    OutgoingConfig,
    RetentionConfig,
    LogConfig {
  /** Those of the file that `PLATFORMS` names, or the one of the environment. */
  readonly platforms: readonly [PlatformConfig, ...PlatformConfig[]]
  /** Whether a file names the platforms, and can be read again. */
  readonly hasPlatformsFile: boolean
}

/** The command line for staff receives no webhooks. */
const AdminVariables = Type.Composite([
  Type.Omit(ServiceVariables, ['STRIPE_WEBHOOK_SECRET']),
  Type.Partial(Type.Pick(ServiceVariables, ['STRIPE_WEBHOOK_SECRET'])),
])

const MigrationVariables = Type.Composite([
  Type.Partial(Type.Pick(DatabaseVariables, ['DATABASE_URL', 'MIGRATION_DATABASE_URL'])),
  LogVariables,
])

/** The configuration of the service. Throws a {@link ConfigError} that lists everything that is wrong. */
export const readConfig = (variables: Variables): Config => configOf(ServiceVariables, variables)

/** The configuration of the command line for staff. Throws as {@link readConfig} does. */
export const readAdminConfig = (variables: Variables): Config => configOf(AdminVariables, variables)

/** The configuration of a migration: one of the two databases is enough. Throws as {@link readConfig} does. */
export function readMigrationConfig(variables: Variables): Pick<Config, 'migrationDatabaseUrl' | 'logLevel'> {
  const faults: string[] = []
  const values = readVariables(MigrationVariables, variables, faults)
  if (values === undefined || faults.length > 0) throw new ConfigError(faults)
  const url = values.MIGRATION_DATABASE_URL ?? values.DATABASE_URL
  if (url === undefined) {
    const { description } = DatabaseVariables.properties.DATABASE_URL
    throw new ConfigError([`MIGRATION_DATABASE_URL or DATABASE_URL is missing: ${description}`])
  }
  return { migrationDatabaseUrl: databaseUrlOf(url), ...logConfig(values) }
}

/** The command line for staff invites clients as well, so it reads the account profiles too. */
function configOf(schema: typeof ServiceVariables | typeof AdminVariables, variables: Variables): Config {
  const faults: string[] = []
  const ofProfiles: string[] = []
  const profiles = readProfiles(variables, ofProfiles)
  const listed = readPlatforms(schema, { variables, profiles }, faults)
  const values = listed === undefined ? readVariables(schema, variables, faults) : undefined
  faults.push(...ofProfiles)
  const alone = values === undefined ? [] : [{ id: DEFAULT_PLATFORM, values, profiles }]
  const configs = (listed ?? alone).map((each) => ({ ...each, config: toConfig(each.values, each.profiles) }))
  const [first, ...others] = configs
  if (first === undefined || faults.length > 0) throw new ConfigError(faults)
  return {
    ...first.config,
    platforms: [toPlatform(first), ...others.map(toPlatform)],
    hasPlatformsFile: listed !== undefined,
  }
}

function toPlatform({ id, config }: { readonly id: string; readonly config: SettingsOfOne }): PlatformConfig {
  const {
    stripe,
    mail,
    locale,
    alerts,
    emailTemplates,
    apiBaseUrl,
    frontendOrigins,
    returnOrigins,
    onboardingUrlTemplate,
    refreshMode,
    onboardingUi,
    platformName,
  } = config
  const links = { apiBaseUrl, frontendOrigins, returnOrigins, onboardingUrlTemplate, refreshMode, platformName }
  const { supportEmail, logo, color, confirmsByEmail, terms } = config
  const branding = { supportEmail, logo, color }
  const entry = { confirmsByEmail, terms }
  return { id, stripe, mail, locale, alerts, emailTemplates, ...links, onboardingUi, ...branding, ...entry }
}

type SettingsOfOne = Omit<Config, 'platforms' | 'hasPlatformsFile'>

const toConfig = (values: Static<typeof AdminVariables>, profiles: AccountProfiles | undefined): SettingsOfOne => ({
  ...databaseConfig(values),
  ...stripeConfig(values, profiles),
  ...linkConfig(values),
  ...httpConfig(values),
  ...consoleConfig(values),
  ...emailConfig(values),
  ...reminderConfig(values),
  ...alertConfig(values),
  ...outgoingConfig(values),
  ...retentionConfig(values),
  ...logConfig(values),
})
