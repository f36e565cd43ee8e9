import { Type, type Static } from '@sinclair/typebox'
import { databaseUrlOf } from './connection-string.ts'
import { onOff, postgresUrl } from './formats.ts'

export const DatabaseVariables = Type.Object({
  DATABASE_URL: postgresUrl('postgres://user:password@host:5432/database'),
  MIGRATION_DATABASE_URL: Type.Optional(
    postgresUrl('a direct connection with DDL rights, if DATABASE_URL is a pooler or lacks these rights'),
  ),
  DATABASE_POOL_SIZE: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 10,
    description: 'the maximum number of connections, 1 to 200',
  }),
  DATABASE_PREPARED: onOff('on', 'on or off: whether statements are prepared; off for PgBouncer before 1.21'),
})

export interface DatabaseConfig {
  readonly databaseUrl: string
  readonly migrationDatabaseUrl: string
  readonly databasePoolSize: number
  /** Whether frequent statements are prepared. */
  readonly isDatabasePrepared: boolean
}

export const databaseConfig = (variables: Static<typeof DatabaseVariables>): DatabaseConfig => ({
  databaseUrl: databaseUrlOf(variables.DATABASE_URL),
  migrationDatabaseUrl: databaseUrlOf(variables.MIGRATION_DATABASE_URL ?? variables.DATABASE_URL),
  databasePoolSize: variables.DATABASE_POOL_SIZE,
  isDatabasePrepared: variables.DATABASE_PREPARED === 'on',
})
