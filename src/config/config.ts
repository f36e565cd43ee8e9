import { Type, type Static, type TObject } from '@sinclair/typebox'
import { ConfigError } from './config-error.ts'
import { databaseConfig, DatabaseVariables, type DatabaseConfig } from './database.ts'
import { emailConfig, type EmailConfig } from './email.ts'
import { httpConfig, type HttpConfig } from './http.ts'
import { linkConfig, type LinkConfig } from './links.ts'
import { logConfig, LogVariables, type LogConfig } from './log.ts'
import { readVariables, type Variables } from './read-variables.ts'
import { stripeConfig, type StripeConfig } from './stripe.ts'
import { ServiceVariables } from './variables.ts'

export interface Config extends DatabaseConfig, StripeConfig, LinkConfig, HttpConfig, EmailConfig, LogConfig {}

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
export const readConfig = (variables: Variables): Config => toConfig(checked(ServiceVariables, variables))

/** The configuration of the command line for staff. Throws as {@link readConfig} does. */
export const readAdminConfig = (variables: Variables): Config => toConfig(checked(AdminVariables, variables))

/** The configuration of a migration: one of the two databases is enough. Throws as {@link readConfig} does. */
export function readMigrationConfig(variables: Variables): Pick<Config, 'migrationDatabaseUrl' | 'logLevel'> {
  const values = checked(MigrationVariables, variables)
  const url = values.MIGRATION_DATABASE_URL ?? values.DATABASE_URL
  if (url === undefined) {
    const { description } = DatabaseVariables.properties.DATABASE_URL
    throw new ConfigError([`MIGRATION_DATABASE_URL or DATABASE_URL is missing: ${description}`])
  }
  return { migrationDatabaseUrl: url, ...logConfig(values) }
}

function checked<T extends TObject>(schema: T, variables: Variables): Static<T> {
  const faults: string[] = []
  const values = readVariables(schema, variables, faults)
  if (values === undefined || faults.length > 0) throw new ConfigError(faults)
  return values
}

const toConfig = (values: Static<typeof AdminVariables>): Config => ({
  ...databaseConfig(values),
  ...stripeConfig(values),
  ...linkConfig(values),
  ...httpConfig(values),
  ...emailConfig(values),
  ...logConfig(values),
})
