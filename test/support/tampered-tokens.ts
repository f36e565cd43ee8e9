import type pg from 'pg'
import { databaseOn, openPool } from '../../src/adapters/postgres/database.ts'
import { postgresTokenRepository } from '../../src/adapters/postgres/token-repository.ts'
import type { TokenRepository } from '../../src/ports/token-repository.ts'
import { capturedLog } from './captured-log.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** A part of a statement, and its replacement: a bug in the SQL. */
export type Tampering = readonly [part: RegExp, instead: string]

/** The Postgres adapter with a bug in its statements, and the number of statements that contained it. */
export function tamperedTokens(
  t: Test,
  databaseUrl: string,
  [part, instead]: Tampering,
): { readonly tokens: TokenRepository; readonly tampered: () => number } {
  let count = 0
  const pool = openPool({ databaseUrl, log: capturedLog().log })
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    Object.assign(client, {
      query(statement: string | pg.QueryConfig, ...rest: unknown[]) {
        const text = typeof statement === 'string' ? statement : statement.text
        const wrong = text.replace(part, instead)
        if (wrong !== text) count += 1
        return query(typeof statement === 'string' ? wrong : { ...statement, text: wrong }, ...rest)
      },
    })
  })
  const db = databaseOn(pool)
  t.teardown(() => db.destroy())
  return { tokens: postgresTokenRepository(db, async () => {}), tampered: () => count }
}
