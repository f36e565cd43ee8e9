// Connection strings of PostgreSQL in the forms that people have, read as libpq reads them, and written in the one form
// that the driver understands without guessing. No fault repeats a string, which contains a password.
import { existsSync } from 'node:fs'
import { nearestTo } from './nearest-word.ts'
import { encodedFault, isLoopback } from './url-parts.ts'

interface Parts {
  readonly user: string
  readonly password: string
  /** A host name, an address, or the folder of a Unix socket. */
  readonly host: string
  readonly port: string
  readonly database: string
  readonly parameters: ReadonlyMap<string, string>
}

type Read<T> = { readonly value: T } | { readonly fault: string }

const URL_FORM = 'postgres://user:password@host:5432/database'

/** Scheme, user and password up to the last @, hosts, database, parameters. */
const PARTS = /^postgres(?:ql)?:\/\/(?:(.*)@)?([^/?@]*)(?:\/([^?]*))?(?:\?(.*))?$/s

/** The kinds of TLS, as in libpq. `no-verify` is the driver's own name for `require`. */
const SSL_MODES = ['disable', 'require', 'no-verify', 'verify-ca', 'verify-full']

/** Parameters that the driver uses; others, such as those of Prisma, are for other programs and are left out. */
const PASSED = new Set(['application_name', 'options', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation'])

/** All options that libpq and the driver know, and those that other programs read from the same string. */
const KNOWN = (
  'application_name channel_binding client_encoding connect_timeout dbname fallback_application_name gssdelegation ' +
  'gssencmode gsslib host hostaddr keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname ' +
  'load_balance_hosts max_protocol_version min_protocol_version oauth_client_id oauth_client_secret oauth_issuer ' +
  'oauth_scope options passfile password port replication require_auth requirepeer requiressl scram_client_key ' +
  'scram_server_key service servicefile ssl ssl_max_protocol_version ssl_min_protocol_version sslcert sslcertmode ' +
  'sslcompression sslcrl sslcrldir sslkey sslkeylogfile sslmode sslnegotiation sslpassword sslrootcert sslsni ' +
  'target_session_attrs tcp_user_timeout user ' +
  // node-postgres.
  'encoding idle_in_transaction_session_timeout lock_timeout query_timeout statement_timeout uselibpqcompat ' +
  // Prisma, and poolers.
  'connection_limit pgbouncer pool_mode pool_timeout schema single_use_connections socket_timeout sslaccept ' +
  'sslidentity statement_cache_size'
).split(' ')

/** Why a connection string cannot be used, and what to write instead; `undefined` if it can. */
export function databaseUrlFault(text: string): string | undefined {
  const read = canonical(text)
  return 'fault' in read ? read.fault : undefined
}

/** The connection string for the driver. Throws if it has a fault: see {@link databaseUrlFault}. */
export function databaseUrlOf(text: string): string {
  const read = canonical(text)
  if ('fault' in read) throw new Error(read.fault)
  return read.value
}

function canonical(text: string): Read<string> {
  const read = partsOf(text)
  if ('fault' in read) return read
  const { value: parts } = read
  const tls = tlsOf(parts)
  if ('fault' in tls) return tls
  const { user, password, host, port, database, parameters } = parts
  const query = new URLSearchParams([...parameters].filter(([name]) => PASSED.has(name)))
  query.set('sslmode', tls.value)
  // The meaning of the modes in libpq. Without it the driver warns, and means something else by `require`.
  query.set('uselibpqcompat', 'true')
  if (parameters.get('sslrootcert') === 'system') query.delete('sslrootcert')
  const isSocket = host.startsWith('/')
  if (isSocket) query.set('host', host)
  // The driver has no port without a host.
  if (isSocket && port !== '') query.set('port', port)
  const credentials = `${encodeURIComponent(user)}${password === '' ? '' : `:${encodeURIComponent(password)}`}`
  const name = isSocket ? '' : `${host.includes(':') ? `[${host}]` : host}${port === '' ? '' : `:${port}`}`
  return {
    value: `postgres://${credentials === '' ? '' : `${credentials}@`}${name}/${encodeURIComponent(database)}?${query.toString()}`,
  }
}

function partsOf(text: string): Read<Parts> {
  if (/^jdbc:/i.test(text)) return { fault: `this is the form of Java: write ${URL_FORM}` }
  if (/^[a-z_]+\s*=/.test(text)) return partsOfKeywords(text)
  if (/^postgres(ql)?\+\w+:/.test(text)) return { fault: `remove the name of the driver: ${URL_FORM}` }
  const [, credentials, hosts = '', database = '', query = ''] = PARTS.exec(text) ?? []
  if (!/^postgres(ql)?:\/\//.test(text)) return { fault: URL_FORM }
  const fault = encodedFault(credentials ?? '') ?? (PARTS.test(text) ? encodedFault(database) : `write ${URL_FORM}`)
  if (fault !== undefined) return { fault }
  const parameters = new Map(new URLSearchParams(query))
  const [user = '', password = ''] = (credentials ?? '').split(':').map(decodeURIComponent)
  const [, ipv6, named = '', port = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(hosts) ?? []
  if (hosts.includes(',')) return { fault: SEVERAL }
  if (hosts !== '' && named === '' && ipv6 === undefined) {
    return { fault: 'its host or port is not valid; if the password contains a colon, write it as %3A' }
  }
  return complete({
    user: parameters.get('user') ?? user,
    password: parameters.get('password') ?? password,
    host: parameters.get('host') ?? ipv6 ?? decodeURIComponent(named),
    port: parameters.get('port') ?? port,
    database: parameters.get('dbname') ?? decodeURIComponent(database),
    parameters,
  })
}

const SEVERAL = 'it names several hosts: name one, for example a proxy that knows the primary'

/** `host=… user=…`, the other form of libpq; a value with spaces is in single quotes. */
function partsOfKeywords(text: string): Read<Parts> {
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s']*))(?:\s+|$)/gy
  const parameters = new Map<string, string>()
  let end = 0
  for (const [whole, name = '', quoted, plain = ''] of text.matchAll(pair)) {
    parameters.set(name, (quoted ?? plain).replaceAll(/\\(.)/g, '$1'))
    end += whole.length
  }
  if (end !== text.length) return { fault: `put values with spaces into single quotes, or write ${URL_FORM}` }
  const of = (name: string) => parameters.get(name) ?? ''
  return complete({
    user: of('user'),
    password: of('password'),
    host: parameters.get('host') ?? of('hostaddr'),
    port: of('port'),
    database: of('dbname'),
    parameters,
  })
}

function complete(parts: Parts): Read<Parts> {
  const { host, port, user, parameters } = parts
  if (host.includes(',') || port.includes(',')) return { fault: SEVERAL }
  if (host === '') return { fault: `it names no host: ${URL_FORM}, or ?host=/folder/of/the/socket` }
  if (/[\s/?#@\\*]/.test(host) && !host.startsWith('/')) return { fault: `its host is not valid: ${URL_FORM}` }
  if (!/^\d{0,5}$/.test(port)) return { fault: `its port is not a number: ${URL_FORM}` }
  if (user === '') return { fault: `it names no user: ${URL_FORM}` }
  for (const name of parameters.keys()) {
    const meant = nearestTo(name, KNOWN)
    if (meant !== undefined) return { fault: `it has the unknown option ${name}: did you mean ${meant}?` }
  }
  const schema = parameters.get('schema')
  if (schema !== undefined && schema !== 'public') {
    return { fault: 'it has schema=, which only Prisma reads: set the search_path of the role instead' }
  }
  return { value: parts }
}

/** The mode of TLS. Without one, other machines must have a certificate that is valid for their name. */
function tlsOf({ host, parameters }: Parts): Read<string> {
  const local = host.startsWith('/') || isLoopback(host)
  const given = parameters.get('sslmode') ?? (parameters.get('ssl') === 'true' ? 'verify-full' : undefined)
  const mode = given ?? (local ? 'disable' : 'verify-full')
  if (mode === 'allow' || mode === 'prefer') {
    return { fault: `sslmode=${mode} may send everything unencrypted: choose verify-full, require or disable` }
  }
  if (!SSL_MODES.includes(mode)) return { fault: 'its sslmode must be verify-full, verify-ca, require or disable' }
  const root = parameters.get('sslrootcert')
  if (mode === 'verify-ca' && (root === undefined || root === 'system')) {
    return { fault: 'sslmode=verify-ca needs sslrootcert=/path/to/ca.pem: add it, or choose verify-full' }
  }
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) {
    const path = parameters.get(name)
    if (path !== undefined && path !== 'system' && !existsSync(path)) {
      return { fault: `its ${name} names a file that does not exist` }
    }
  }
  return { value: mode === 'no-verify' ? 'require' : mode }
}
