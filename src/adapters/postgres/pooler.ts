import pg from 'pg'
import { isBehindPooler, prepareSession } from './session.ts'

/** How long the check may wait for a second connection, in milliseconds: a pool may have only one. */
const WAIT_MS = 2000

/**
 * Whether the URL leads to a pooler in transaction mode, where a second client gets the session that a first one, which
 * is idle, has just used. In session mode each client has its own.
 */
export async function isTransactionPooler(databaseUrl: string): Promise<boolean> {
  const clients = [1, 2].map(
    () => new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: WAIT_MS, query_timeout: WAIT_MS }),
  )
  for (const client of clients) client.on('error', () => {})
  try {
    const pids: unknown[] = []
    for (const client of clients) {
      await client.connect()
      await prepareSession(client, { hasLimits: false })
      if (!isBehindPooler(client)) return false
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      pids.push(rows[0]?.pid)
    }
    return pids[0] === pids[1]
  } catch (error) {
    // The pool of a pooler in session mode has a single connection, which the first client holds.
    if (isBehindPooler(clients[0] ?? {})) return false
    throw error
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})))
  }
}
