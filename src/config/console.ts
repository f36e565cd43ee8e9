import { Type, type Static } from '@sinclair/typebox'
import { listOf } from './formats.ts'

export const ConsoleVariables = Type.Object({
  CONSOLE_SESSION_KEY: Type.Optional(
    Type.String({
      format: 'random-keys',
      secret: true,
      description:
        'at least 32 random characters, e.g. from `openssl rand -hex 32`; for a rotation several, comma-separated',
    }),
  ),
})

export interface ConsoleConfig {
  /** The keys that seal the sessions of the console: the first seals, all open. None: there is no console. */
  readonly consoleKeys: readonly string[]
}

export const consoleConfig = (variables: Static<typeof ConsoleVariables>): ConsoleConfig => ({
  consoleKeys: listOf(variables.CONSOLE_SESSION_KEY),
})
