import { withoutSecrets } from '../../observability/log.ts'
import { ConfigError } from '../../config/config-error.ts'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'
import { CommandError } from './exit-code.ts'
import { hintForMissingModule } from './missing-module.ts'

const CERTIFICATE =
  'The certificate of the server is not signed by a known authority: add sslrootcert=/path/to/ca.pem to DATABASE_URL. sslmode=require encrypts without verifying it.'

/** Hints for common error codes of Node and PostgreSQL. */
const HINTS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  CERT_HAS_EXPIRED: 'The certificate of the database server has expired: renew it.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate of the server is for another name: use that name in DATABASE_URL, or sslmode=verify-ca with sslrootcert.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine: 0.0.0.0 stands for all of them.',
  ECONNREFUSED: 'No server is listening there: start the database, or correct DATABASE_URL.',
  ENOTFOUND: 'There is no host with this name: correct DATABASE_URL.',
  ETIMEDOUT: 'The host does not answer: check that the database is running and that this machine can reach it.',
  EADDRINUSE: 'Another process is using this port: stop it, or set another PORT (for the simulator: SIMULATOR_PORT).',
  EACCES: 'This user does not have permission: choose another PORT, or correct the permissions of DATA_DIR.',
  EROFS:
    'This file system is read-only. The demo stores its data in DATA_DIR: name a folder on a file system that can be written to.',
  ENOSPC: 'The disk is full, or has no room for further files: make room, or set DATA_DIR to a folder on another disk.',
  EDQUOT: 'The disk quota of this user is used up: make room, or set DATA_DIR to a folder on another disk.',
  '53100': 'The disk of the database server is full: make room there.',
  '25006':
    'The database is read-only, as a replica is, or one whose disk is full: use the URL of the primary in DATABASE_URL.',
  TRANSACTION_POOLER:
    'Set MIGRATION_DATABASE_URL to a direct connection, or run "migrate" with it before the service starts.',
  '28P01': 'The password in DATABASE_URL is wrong.',
  '28000':
    'The database does not accept this user from this machine, or only with TLS (sslmode): correct DATABASE_URL.',
  '3D000': 'This database does not exist: create it, or correct DATABASE_URL.',
  '42501': 'The user does not have permission: run "migrate" with MIGRATION_DATABASE_URL, a user with DDL rights.',
}

/** An error in words for people, with a hint. Contains no stack and no secret. */
export function explain(error: unknown): string {
  if (error instanceof CommandError || error instanceof ConfigError) return error.message
  if (error instanceof StorageUnavailableError) {
    return `The database is not available${because(error.cause)}. ${hintFor(error.cause) ?? 'Try again in a moment; nothing was left half done.'}`
  }
  const hint = hintFor(error)
  return `${messageOf(error)}${hint === undefined ? '' : `\n${hint}`}`
}

const because = (cause: unknown): string => (codeOf(cause) === undefined ? '' : ` (${codeOf(cause)})`)

function hintFor(error: unknown): string | undefined {
  // The driver's own error, which has no code.
  if (error instanceof Error && error.message === 'The server does not support SSL connections') {
    return 'DATABASE_URL names another machine, so TLS is required. If the network is trusted, add sslmode=disable to it.'
  }
  const code = codeOf(error)
  return code === undefined ? undefined : (HINTS[code] ?? hintForMissingModule(error))
}

/** The code of an error. Node tries all addresses of a host name and reports their errors together. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return withoutSecrets(String(error))
  return withoutSecrets(error.message) || (codeOf(error) ?? error.name)
}
