import pino, { type Logger } from 'pino'
import { terminalLog } from './terminal-log.ts'

/**
 * The service's log: one JSON line for each entry, or a short text if stdout is a terminal. Errors are reduced to what
 * {@link errorFacts} allows.
 */
export function createLog(level: string, destination?: pino.DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFacts, req: () => undefined, res: () => undefined },
    },
    destination ?? (process.stdout.isTTY ? terminalLog((text) => process.stdout.write(text)) : pino.destination(1)),
  )
}

/**
 * What the log may hold of an error. Errors of libraries carry whole requests, headers and rows, and the message of a
 * JSON parser repeats the body, so only types, codes, redacted messages and stack frames are logged.
 */
function errorFacts(error: unknown): object {
  // Libraries also report copies of errors.
  if (!(error instanceof Error) && !isErrorLike(error)) return { type: typeof error }
  const code = 'code' in error ? error.code : undefined
  return {
    type: error.name ?? 'Error',
    ...(typeof code === 'string' && { code }),
    message: error instanceof SyntaxError ? 'not valid JSON' : withoutSecrets(error.message),
    stack: error.stack?.split('\n').filter((line) => line.startsWith('    at ')),
    ...(error.cause !== undefined && { cause: errorFacts(error.cause) }),
  }
}

interface ErrorLike extends Omit<Error, 'name'> {
  readonly name?: string
}

const isErrorLike = (value: unknown): value is ErrorLike =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'

/** In characters. The pattern below takes time that grows with the square of a message's length. */
const LONGEST_MESSAGE = 2048

/** The beginning of a message of a library, without what may be secret or personal in it. */
export const withoutSecrets = (message: string): string => message.slice(0, LONGEST_MESSAGE).replace(SENSITIVE, '[…]')

/** URLs, our secrets, keys of Stripe, bearer credentials, states, and email addresses. */
const SENSITIVE =
  /[a-z][a-z0-9+.-]*:\/\/[^\s'"`<>]+|\b(?:obt|obk|sk|rk|whsec|accs)_[\w-]+|\bBearer\s+[^\s'"`]+|\bstate=[\w-]+|[^\s'"`<>@]+@[^\s'"`<>@]+/gi
