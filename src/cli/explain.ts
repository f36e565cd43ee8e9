import { withoutSecrets } from '../adapters/http/logging.ts'
import { ConfigError } from '../config.ts'
import { StorageUnavailableError } from '../ports/storage-unavailable-error.ts'
import { CommandError } from './exit-code.ts'

/** What to do about codes of Node and of PostgreSQL that people meet when they start something. */
const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: start the database, or correct DATABASE_URL.',
  ENOTFOUND: 'There is no host of that name: correct DATABASE_URL.',
  ETIMEDOUT: 'The host does not answer: is the database running, and may this machine reach it?',
  EADDRINUSE: 'Something else listens there: stop it, or set another PORT (for the simulator SIMULATOR_PORT).',
  EACCES: 'This user may not do that: choose another PORT, or correct the rights of DATA_DIR.',
  '28P01': 'The password in DATABASE_URL is not the one of its user.',
  '28000': 'The database does not let this user in: correct DATABASE_URL.',
  '3D000': 'There is no such database: create it, or correct DATABASE_URL.',
  '42501': 'The user may not do that: give MIGRATION_DATABASE_URL a user with DDL rights.',
}

/** What happened and what to do, for people: no stack, no secret. */
export function explain(error: unknown): string {
  if (error instanceof CommandError || error instanceof ConfigError) return error.message
  if (error instanceof StorageUnavailableError) {
    return `The database cannot be asked${because(error.cause)}. ${hintFor(error.cause) ?? 'Try again in a moment; nothing was left half done.'}`
  }
  const hint = hintFor(error)
  return `${said(error)}${hint === undefined ? '' : `\n${hint}`}`
}

const because = (cause: unknown): string => (codeOf(cause) === undefined ? '' : ` (${codeOf(cause)})`)

function hintFor(error: unknown): string | undefined {
  const code = codeOf(error)
  return code === undefined ? undefined : HINTS[code]
}

/** The code of an error; Node tries all addresses of a name and reports their errors together. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function said(error: unknown): string {
  if (!(error instanceof Error)) return withoutSecrets(String(error))
  return withoutSecrets(error.message) || (codeOf(error) ?? error.name)
}
