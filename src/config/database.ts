import { Type, type Static } from '@sinclair/typebox'
import { databaseUrlOf } from './connection-string.ts'
import { postgresUrl } from './formats.ts'

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
  DATABASE_PREPARED: Type.Union([Type.Literal('auto'), Type.Literal('on'), Type.Literal('off')], {
    default: 'auto',
    description: 'auto, on or off: whether statements are prepared; auto: unless a pooler is in between',
  }),
})

export interface DatabaseConfig {
  readonly databaseUrl: string
  readonly migrationDatabaseUrl: string
  readonly databasePoolSize: number
  /** Whether frequent statements are prepared; `auto`: unless a pooler is in between. */
  readonly isDatabasePrepared: boolean | 'auto'
}

export const databaseConfig = (variables: Static<typeof DatabaseVariables>): DatabaseConfig => ({
  databaseUrl: databaseUrlOf(variables.DATABASE_URL),
  migrationDatabaseUrl: databaseUrlOf(variables.MIGRATION_DATABASE_URL ?? variables.DATABASE_URL),
  databasePoolSize: variables.DATABASE_POOL_SIZE,
  isDatabasePrepared: variables.DATABASE_PREPARED === 'auto' ? 'auto' : variables.DATABASE_PREPARED === 'on',
})
