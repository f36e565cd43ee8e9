import type pg from 'pg'

/**
 * Time limits of every wait on the database, in milliseconds. The server's own limits come first, so that its error says
 * why. `query` is for a server that does not answer at all.
 */
export const LIMITS = { connect: 2000, statement: 3000, lock: 1500, idleInTransaction: 5000, query: 4000 }

/** Settings that the service relies on, whatever the defaults of the server, the database or the role are. */
const PINNED: Readonly<Record<string, string>> = {
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
}

const SERVER_LIMITS: Readonly<Record<string, number>> = {
  statement_timeout: LIMITS.statement,
  lock_timeout: LIMITS.lock,
  idle_in_transaction_session_timeout: LIMITS.idleInTransaction,
}

/** `begin` with limits that end with the transaction. */
export const BEGIN_WITH_LIMITS = [
  'begin',
  ...Object.entries(SERVER_LIMITS).map(([name, ms]) => `set local ${name} = ${ms}`),
].join('; ')

const pooled = new WeakSet<object>()

/**
 * Whether a pooler, such as PgBouncer, is between us and the server. In its transaction mode each transaction may run in
 * another session, so that what is set or prepared in a session does not stay with us.
 */
export const isBehindPooler = (client: object): boolean => pooled.has(client)

/**
 * Prepares the session of a new connection, in one statement. The limits are not start-up parameters, because poolers
 * refuse those that they do not know. Behind a pooler they are not set for the session either: it is shared, so they
 * come from the role (roles.sql), and from {@link BEGIN_WITH_LIMITS}.
 */
export async function prepareSession(client: pg.ClientBase, { hasLimits = true } = {}): Promise<void> {
  // A pooler gives its clients numbers of its own.
  const isOurs = `pg_backend_pid() = ${ownPid(client)}`
  const pins = Object.entries(PINNED).map(([name, value]) => `set_config('${name}', '${value}', false)`)
  const limits = Object.entries(hasLimits ? SERVER_LIMITS : {}).map(
    ([name, ms]) => `case when ${isOurs} then set_config('${name}', '${ms}', false) end`,
  )
  const { rows } = await client.query<{ direct: boolean }>(
    `select ${isOurs} as direct, ${[...pins, ...limits].join(', ')}`,
  )
  if (rows[0]?.direct !== true) pooled.add(client)
}

/** The process that serves this connection, as the server has said at its beginning; 0 if it has not. */
const ownPid = (client: object): number =>
  'processID' in client && typeof client.processID === 'number' ? client.processID : 0
