import { Type, type Static } from '@sinclair/typebox'

export const LogVariables = Type.Object({
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: 'fatal, error, warn, info, debug, trace or silent' },
  ),
})

export interface LogConfig {
  readonly logLevel: string
}

export const logConfig = ({ LOG_LEVEL }: Static<typeof LogVariables>): LogConfig => ({ logLevel: LOG_LEVEL })
